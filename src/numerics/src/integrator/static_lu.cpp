#include "static_lu.hpp"

#include <algorithm>
#include <cmath>

namespace strandline::numerics {

constexpr double most_growth = 1e5;

StaticLu::StaticLu(std::shared_ptr<const Plan> plan)
    : values(static_cast<std::size_t>(plan->column_begins.back())),
      plan_(std::move(plan)),
      reciprocals_(plan_->pivots.size() - 1),
      largest_(plan_->pivots.size() - 1),
      lower_(plan_->lower_from.size()),
      upper_(plan_->upper_from.size()),
      diagonal_(plan_->pivots.size() - 1) {}

bool StaticLu::factorise() {
    const Plan& plan = *plan_;
    double* a = values.data();
    for (std::size_t j = 0; j < largest_.size(); ++j) {
        double largest = 0;
        for (auto e = plan.column_begins[j]; e < plan.column_begins[j + 1]; ++e)
            largest = std::max(largest, std::abs(a[e]));
        largest_[j] = most_growth * largest;
    }
    for (std::size_t k = 0; k + 1 < plan.pivots.size(); ++k) {
        const Pivot& pivot = plan.pivots[k];
        const Pivot& next = plan.pivots[k + 1];
        const double diagonal = a[pivot.place];
        if (!(std::abs(diagonal) > 0)) return false;
        const double reciprocal = 1 / diagonal;
        reciprocals_[k] = reciprocal;
        const std::int32_t* target = plan.targets.data() + pivot.target_begin;
        const auto width = next.upper_begin - pivot.upper_begin;
        const std::int32_t* upper = plan.upper_places.data() + pivot.upper_begin;
        for (auto i = pivot.lower_begin; i < next.lower_begin; ++i, target += width) {
            double& share = a[plan.lower_places[static_cast<std::size_t>(i)]];
            const double factor = share * reciprocal;
            share = factor;
            for (std::int32_t j = 0; j < width; ++j) a[target[j]] -= factor * a[upper[j]];
        }
    }
    // Entries of U against the largest of their column before; those of L are the pivot's share of its row.
    for (std::size_t k = 0; k + 1 < plan.pivots.size(); ++k) {
        const double diagonal = std::abs(a[plan.pivots[k].place]);
        if (!(diagonal <= largest_[static_cast<std::size_t>(plan.pivots[k].row)])) return false;
        for (auto j = plan.pivots[k].upper_begin; j < plan.pivots[k + 1].upper_begin; ++j) {
            const double entry = std::abs(a[plan.upper_places[static_cast<std::size_t>(j)]]);
            const auto column = static_cast<std::size_t>(plan.upper_columns[static_cast<std::size_t>(j)]);
            if (!(entry <= largest_[column])) return false;
        }
    }
    gather();
    return true;
}

void StaticLu::gather() {
    const Plan& plan = *plan_;
    for (std::size_t e = 0; e < lower_.size(); ++e)
        lower_[e] = values[static_cast<std::size_t>(plan.lower_entries[e])];
    for (std::size_t k = 0; k + 1 < plan.pivots.size(); ++k)
        diagonal_[static_cast<std::size_t>(plan.pivots[k].row)] = reciprocals_[k];
    for (std::size_t k = 0; k + 1 < plan.upper.size(); ++k) {
        const double reciprocal = diagonal_[static_cast<std::size_t>(plan.upper[k].row)];
        for (auto e = static_cast<std::size_t>(plan.upper[k].begin);
             e < static_cast<std::size_t>(plan.upper[k + 1].begin); ++e)
            upper_[e] = reciprocal * values[static_cast<std::size_t>(plan.upper_entries[e])];
    }
}

void StaticLu::solve_one(double* x) const {
    const auto take_rows = [x](const std::vector<TriangularRow>& rows, const double* entries,
                               const std::int32_t* from, auto start) {
        const TriangularRow* const end = rows.data() + rows.size() - 1;
        for (const TriangularRow* row = rows.data(); row != end; ++row) {
            double value = start(row->row);
            for (auto e = row->begin; e < row[1].begin; ++e) value -= entries[e] * x[from[e]];
            x[row->row] = value;
        }
    };
    take_rows(plan_->lower, lower_.data(), plan_->lower_from.data(), [x](std::int32_t i) { return x[i]; });
    take_rows(plan_->upper, upper_.data(), plan_->upper_from.data(),
              [x, d = diagonal_.data()](std::int32_t i) { return x[i] * d[i]; });
}

void StaticLu::solve(double* x, std::size_t count) const {
    if (count == 1) return solve_one(x);
    const auto substitute = vector_loops().substitute;
    substitute(plan_->lower, lower_.data(), plan_->lower_from.data(), nullptr, x, count);
    substitute(plan_->upper, upper_.data(), plan_->upper_from.data(), diagonal_.data(), x, count);
}

}  // namespace strandline::numerics
