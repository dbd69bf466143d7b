#include "static_lu.hpp"

#include "vector_loops.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <optional>

namespace strandline::numerics {
namespace {

constexpr std::size_t longest_list = 2'000'000;
constexpr std::int32_t largest_size = 3000;
constexpr double most_growth = 1e5;

/// A set of whole numbers below a bound.
class Bits {
public:
    explicit Bits(std::size_t bound) : words_((bound + 63) / 64) {}
    void insert(std::int32_t i) { words_[word(i)] |= bit(i); }
    void erase(std::int32_t i) { words_[word(i)] &= ~bit(i); }
    bool contains(std::int32_t i) const { return (words_[word(i)] & bit(i)) != 0; }
    void unite(const Bits& other) {
        for (std::size_t w = 0; w < words_.size(); ++w) words_[w] |= other.words_[w];
    }
    std::size_t count() const {
        std::size_t made = 0;
        for (const auto bits : words_) made += static_cast<std::size_t>(std::popcount(bits));
        return made;
    }
    std::vector<std::int32_t> members() const {
        std::vector<std::int32_t> made;
        for (std::size_t w = 0; w < words_.size(); ++w)
            for (auto bits = words_[w]; bits != 0; bits &= bits - 1)
                made.push_back(static_cast<std::int32_t>(w * 64) + std::countr_zero(bits));
        return made;
    }

private:
    static std::size_t word(std::int32_t i) { return static_cast<std::size_t>(i) / 64; }
    static std::uint64_t bit(std::int32_t i) { return std::uint64_t{1} << (i % 64); }
    std::vector<std::uint64_t> words_;
};

struct Elimination {
    std::int32_t pivot = 0;
    std::vector<std::int32_t> lower_rows, upper_columns;
};

/// What is left of the matrix during the elimination.
class Fill {
public:
    explicit Fill(const SparsePattern& pattern)
        : rows_(static_cast<std::size_t>(pattern.rows), Bits(static_cast<std::size_t>(pattern.rows))),
          columns_(rows_),
          costs_(rows_.size()) {
        for (std::int32_t j = 0; j < pattern.columns; ++j)
            for (auto e = pattern.column_starts[static_cast<std::size_t>(j)];
                 e < pattern.column_starts[static_cast<std::size_t>(j) + 1]; ++e) {
                const auto i = pattern.row_indices[static_cast<std::size_t>(e)];
                row(i).insert(j);
                column(j).insert(i);
            }
        for (std::int32_t k = 0; k < pattern.rows; ++k) price(k);
    }
    bool diagonal_complete() const {
        for (std::size_t k = 0; k < rows_.size(); ++k)
            if (!rows_[k].contains(static_cast<std::int32_t>(k))) return false;
        return true;
    }
    std::size_t cost(std::int32_t k) const { return costs_[static_cast<std::size_t>(k)]; }

    Elimination eliminate(std::int32_t k) {
        row(k).erase(k);
        column(k).erase(k);
        Elimination made{k, column(k).members(), row(k).members()};
        for (const auto i : made.lower_rows) {
            row(i).unite(row(k));
            row(i).erase(k);
        }
        for (const auto j : made.upper_columns) {
            column(j).unite(column(k));
            column(j).erase(k);
        }
        for (const auto i : made.lower_rows) price(i);
        for (const auto j : made.upper_columns) price(j);
        return made;
    }

private:
    Bits& row(std::int32_t i) { return rows_[static_cast<std::size_t>(i)]; }
    Bits& column(std::int32_t j) { return columns_[static_cast<std::size_t>(j)]; }
    void price(std::int32_t k) {
        costs_[static_cast<std::size_t>(k)] = (row(k).count() - 1) * (column(k).count() - 1);
    }
    std::vector<Bits> rows_, columns_;
    std::vector<std::size_t> costs_;
};

/// Nothing when there would be too many products.
std::optional<std::vector<Elimination>> eliminations(Fill& fill, std::int32_t size) {
    std::vector<Elimination> made;
    std::vector<std::int32_t> left(static_cast<std::size_t>(size));
    std::iota(left.begin(), left.end(), 0);
    std::size_t products = 0;
    while (!left.empty()) {
        const auto best = std::ranges::min_element(left, {}, [&](std::int32_t k) { return fill.cost(k); });
        products += fill.cost(*best);
        if (products > longest_list) return std::nullopt;
        made.push_back(fill.eliminate(*best));
        left.erase(best);
    }
    return made;
}

/// A number for each entry of the filled matrix, by columns.
class Numbering {
public:
    Numbering(const std::vector<Elimination>& steps) : rows_(steps.size()) {
        for (const Elimination& step : steps) {
            const auto k = static_cast<std::size_t>(step.pivot);
            rows_[k].push_back(step.pivot);
            for (const auto i : step.lower_rows) rows_[k].push_back(i);
            for (const auto j : step.upper_columns) rows_[static_cast<std::size_t>(j)].push_back(step.pivot);
        }
        for (auto& rows : rows_) {
            std::ranges::sort(rows);
            begins_.push_back(count_);
            count_ += static_cast<std::int32_t>(rows.size());
        }
    }
    std::int32_t of(std::int32_t i, std::int32_t j) const {
        const auto& rows = rows_[static_cast<std::size_t>(j)];
        return begins_[static_cast<std::size_t>(j)] +
               static_cast<std::int32_t>(std::ranges::lower_bound(rows, i) - rows.begin());
    }
    std::int32_t count() const { return count_; }
    std::vector<std::int32_t> columns() const {
        std::vector<std::int32_t> made;
        for (std::size_t j = 0; j < rows_.size(); ++j)
            made.insert(made.end(), rows_[j].size(), static_cast<std::int32_t>(j));
        return made;
    }

private:
    std::vector<std::vector<std::int32_t>> rows_;
    std::vector<std::int32_t> begins_;
    std::int32_t count_ = 0;
};

std::int32_t size_of(const std::vector<std::int32_t>& values) {
    return static_cast<std::int32_t>(values.size());
}

using Entries = std::vector<std::pair<std::int32_t, std::int32_t>>;  // column, place

void append(std::vector<StaticLu::Plan::Row>& rows, std::vector<std::int32_t>& from,
            std::vector<std::int32_t>& places, std::int32_t row, const Entries& entries) {
    rows.push_back({row, size_of(from)});
    for (const auto& [column, place] : entries) {
        from.push_back(column);
        places.push_back(place);
    }
}

/// Rows in the order of solving, for one right side.
void lay_out_rows(const std::vector<Elimination>& steps, const Numbering& number, StaticLu::Plan& plan) {
    std::vector<Entries> lower(steps.size());
    for (const Elimination& step : steps)
        for (const auto i : step.lower_rows)
            lower[static_cast<std::size_t>(i)].emplace_back(step.pivot, number.of(i, step.pivot));
    for (const Elimination& step : steps)
        if (const Entries& entries = lower[static_cast<std::size_t>(step.pivot)]; !entries.empty())
            append(plan.lower, plan.lower_from, plan.lower_entries, step.pivot, entries);
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        Entries entries;
        for (const auto j : step->upper_columns) entries.emplace_back(j, number.of(step->pivot, j));
        append(plan.upper, plan.upper_from, plan.upper_entries, step->pivot, entries);
    }
    append(plan.lower, plan.lower_from, plan.lower_entries, 0, {});
    append(plan.upper, plan.upper_from, plan.upper_entries, 0, {});
}

}  // namespace

std::shared_ptr<const StaticLu::Plan> StaticLu::analyse(const SparsePattern& pattern) {
    if (pattern.rows > largest_size) return nullptr;
    Fill fill(pattern);
    if (!fill.diagonal_complete()) return nullptr;
    const auto steps = eliminations(fill, pattern.rows);
    if (!steps) return nullptr;
    const Numbering number(*steps);
    Plan made;
    for (const Elimination& step : *steps) {
        made.pivots.push_back({step.pivot, number.of(step.pivot, step.pivot), size_of(made.lower_rows),
                               size_of(made.upper_columns), size_of(made.targets)});
        for (const auto i : step.lower_rows) {
            made.lower_rows.push_back(i);
            made.lower_places.push_back(number.of(i, step.pivot));
        }
        for (const auto j : step.upper_columns) {
            made.upper_columns.push_back(j);
            made.upper_places.push_back(number.of(step.pivot, j));
        }
        for (const auto i : step.lower_rows)
            for (const auto j : step.upper_columns) made.targets.push_back(number.of(i, j));
    }
    made.pivots.push_back(
        {0, 0, size_of(made.lower_rows), size_of(made.upper_columns), size_of(made.targets)});
    for (std::int32_t j = 0; j < pattern.columns; ++j)
        for (auto e = pattern.column_starts[static_cast<std::size_t>(j)];
             e < pattern.column_starts[static_cast<std::size_t>(j) + 1]; ++e)
            made.places.push_back(number.of(pattern.row_indices[static_cast<std::size_t>(e)], j));
    made.columns = number.columns();
    lay_out_rows(*steps, number, made);
    return std::make_shared<const Plan>(std::move(made));
}

StaticLu::StaticLu(std::shared_ptr<const Plan> plan)
    : values(plan->columns.size()),
      plan_(std::move(plan)),
      reciprocals_(plan_->pivots.size() - 1),
      largest_(plan_->pivots.size() - 1),
      lower_(plan_->lower_from.size()),
      upper_(plan_->upper_from.size()),
      diagonal_(plan_->pivots.size() - 1) {}

bool StaticLu::factorise() {
    const Plan& plan = *plan_;
    std::ranges::fill(largest_, 0.0);
    for (std::size_t e = 0; e < values.size(); ++e) {
        double& largest = largest_[static_cast<std::size_t>(plan.columns[e])];
        largest = std::max(largest, std::abs(values[e]));
    }
    double* a = values.data();
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
            double& factor = a[plan.lower_places[static_cast<std::size_t>(i)]];
            factor *= reciprocal;
            for (std::int32_t j = 0; j < width; ++j) a[target[j]] -= factor * a[upper[j]];
        }
    }
    // Entries of U against the largest of their column before; those of L are the pivot's share of its row.
    for (std::size_t k = 0; k + 1 < plan.pivots.size(); ++k) {
        const double diagonal = std::abs(a[plan.pivots[k].place]);
        if (!(diagonal <= most_growth * largest_[static_cast<std::size_t>(plan.pivots[k].row)])) return false;
        for (auto j = plan.pivots[k].upper_begin; j < plan.pivots[k + 1].upper_begin; ++j) {
            const double entry = std::abs(a[plan.upper_places[static_cast<std::size_t>(j)]]);
            const auto column = static_cast<std::size_t>(plan.upper_columns[static_cast<std::size_t>(j)]);
            if (!(entry <= most_growth * largest_[column])) return false;
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
    const auto take_rows = [x](const std::vector<Plan::Row>& rows, const double* entries,
                               const std::int32_t* from, auto start) {
        const Plan::Row* const end = rows.data() + rows.size() - 1;
        for (const Plan::Row* row = rows.data(); row != end; ++row) {
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
    const Plan& plan = *plan_;
    const double* a = values.data();
    const std::size_t n = plan.pivots.size() - 1;
    const auto row = [&](std::int32_t i) { return x + static_cast<std::size_t>(i) * count; };
    const auto take = vector_loops().take;
    for (std::size_t k = 0; k < n; ++k)
        for (auto i = plan.pivots[k].lower_begin; i < plan.pivots[k + 1].lower_begin; ++i)
            take(row(plan.lower_rows[static_cast<std::size_t>(i)]), row(plan.pivots[k].row),
                 a[plan.lower_places[static_cast<std::size_t>(i)]], count);
    for (std::size_t k = n; k-- > 0;) {
        double* here = row(plan.pivots[k].row);
        for (auto j = plan.pivots[k].upper_begin; j < plan.pivots[k + 1].upper_begin; ++j)
            take(here, row(plan.upper_columns[static_cast<std::size_t>(j)]),
                 a[plan.upper_places[static_cast<std::size_t>(j)]], count);
        for (std::size_t c = 0; c < count; ++c) here[c] *= reciprocals_[k];
    }
}

}  // namespace strandline::numerics
