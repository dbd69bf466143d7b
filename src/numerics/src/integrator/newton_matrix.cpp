#include "newton_matrix.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace strandline::numerics {
namespace {

using Entry = std::pair<std::int32_t, std::int32_t>;  // column, row

std::vector<Entry> entries_of(const SparsePattern& pattern) {
    std::vector<Entry> made;
    for (std::int32_t j = 0; j < pattern.columns; ++j)
        for (auto e = static_cast<std::size_t>(pattern.column_starts[static_cast<std::size_t>(j)]);
             e < static_cast<std::size_t>(pattern.column_starts[static_cast<std::size_t>(j) + 1]); ++e)
            made.emplace_back(j, pattern.row_indices[e]);
    return made;
}

SparsePattern pattern_of(const std::vector<Entry>& sorted, std::size_t size) {
    SparsePattern made;
    made.rows = made.columns = static_cast<std::int32_t>(size);
    made.column_starts.assign(size + 1, 0);
    for (const Entry& entry : sorted) {
        ++made.column_starts[static_cast<std::size_t>(entry.first) + 1];
        made.row_indices.push_back(entry.second);
    }
    for (std::size_t j = 0; j < size; ++j) made.column_starts[j + 1] += made.column_starts[j];
    return made;
}

}  // namespace

NewtonPlan::NewtonPlan(const InitialValueProblem& problem) : size(problem.size) {
    const std::vector<Entry> jacobian = entries_of(problem.pattern);
    std::vector<Entry> mass;
    for (const auto& entry : problem.mass) {
        mass.emplace_back(entry.column, entry.row);
        mass_values.push_back(entry.value);
    }
    if (problem.mass.empty()) {
        for (std::int32_t i = 0; std::cmp_less(i, size); ++i) mass.emplace_back(i, i);
        mass_values.assign(size, 1);
    }
    std::vector<Entry> all = jacobian;
    all.insert(all.end(), mass.begin(), mass.end());
    std::ranges::sort(all);
    all.erase(std::ranges::unique(all).begin(), all.end());
    pattern = pattern_of(all, size);
    const auto place = [&](const Entry& entry) {
        return static_cast<std::int32_t>(std::ranges::lower_bound(all, entry) - all.begin());
    };
    for (const Entry& entry : jacobian) at.push_back(place(entry));
    for (const Entry& entry : mass) mass_at.push_back(place(entry));
    elimination = StaticLu::analyse(pattern);
    if (!elimination) return;
    for (const auto e : at) direct.push_back(elimination->places[static_cast<std::size_t>(e)]);
    for (const auto e : mass_at) mass_direct.push_back(elimination->places[static_cast<std::size_t>(e)]);
}

NewtonMatrix::NewtonMatrix(const InitialValueProblem& problem)
    : plan_(problem.plan ? problem.plan : plan_newton(problem)) {
    if (plan_->elimination)
        static_.emplace(plan_->elimination);
    else
        use_klu();
}

void NewtonMatrix::use_klu() {
    sparse_.emplace(plan_->pattern);
    values_.resize(plan_->pattern.entries());
}

void NewtonMatrix::fill(std::span<double> values, double mass_factor, double jacobian_factor,
                        std::span<const double> jacobian, bool direct) const {
    const std::vector<std::int32_t>& places = direct ? plan_->direct : plan_->at;
    const std::vector<std::int32_t>& mass_places = direct ? plan_->mass_direct : plan_->mass_at;
    std::ranges::fill(values, 0.0);
    for (std::size_t e = 0; e < places.size(); ++e)
        values[static_cast<std::size_t>(places[e])] = -jacobian_factor * jacobian[e];
    for (std::size_t e = 0; e < mass_places.size(); ++e)
        values[static_cast<std::size_t>(mass_places[e])] += mass_factor * plan_->mass_values[e];
}

bool NewtonMatrix::factorise(double mass_factor, double jacobian_factor, std::span<const double> jacobian) {
    if (!sparse_) {
        fill(static_->values, mass_factor, jacobian_factor, jacobian, true);
        if (static_->factorise()) return true;
        use_klu();
    }
    fill(values_, mass_factor, jacobian_factor, jacobian, false);
    return sparse_->factorise(values_);
}

void NewtonMatrix::solve(std::span<double> right_side) const {
    if (sparse_)
        sparse_->solve(right_side);
    else
        static_->solve(right_side.data(), 1);
}

void NewtonMatrix::solve_rows(std::span<double> right_sides, std::size_t count) {
    if (!sparse_) return static_->solve(right_sides.data(), count);
    const std::size_t size = plan_->size;
    turned_.resize(right_sides.size());
    for (std::size_t i = 0; i < size; ++i)
        for (std::size_t k = 0; k < count; ++k) turned_[k * size + i] = right_sides[i * count + k];
    sparse_->solve(turned_);
    for (std::size_t i = 0; i < size; ++i)
        for (std::size_t k = 0; k < count; ++k) right_sides[i * count + k] = turned_[k * size + i];
}

std::shared_ptr<const NewtonPlan> plan_newton(const InitialValueProblem& problem) {
    return std::make_shared<const NewtonPlan>(problem);
}

}  // namespace strandline::numerics
