#include "static_lu.hpp"

#include "vector_loops.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace strandline::numerics {
namespace {

constexpr std::size_t longest_list = 2'000'000;
constexpr std::int32_t largest_size = 3000;
constexpr double most_growth = 1e5;

/// What is left of the matrix during the elimination, as sets of columns a row and of rows a column.
struct Fill {
    std::vector<std::set<std::int32_t>> row_columns, column_rows;

    explicit Fill(const SparsePattern& pattern)
        : row_columns(static_cast<std::size_t>(pattern.rows)),
          column_rows(static_cast<std::size_t>(pattern.columns)) {
        for (std::int32_t j = 0; j < pattern.columns; ++j)
            for (auto e = pattern.column_starts[static_cast<std::size_t>(j)];
                 e < pattern.column_starts[static_cast<std::size_t>(j) + 1]; ++e)
                add(pattern.row_indices[static_cast<std::size_t>(e)], j);
    }
    void add(std::int32_t i, std::int32_t j) {
        row_columns[static_cast<std::size_t>(i)].insert(j);
        column_rows[static_cast<std::size_t>(j)].insert(i);
    }
    std::size_t cost(std::int32_t k) const {
        return (row_columns[static_cast<std::size_t>(k)].size() - 1) *
               (column_rows[static_cast<std::size_t>(k)].size() - 1);
    }
};

struct Elimination {
    std::int32_t pivot = 0;
    std::vector<std::int32_t> lower_rows, upper_columns;
};

Elimination eliminate(Fill& fill, std::int32_t k) {
    Elimination made{k, {}, {}};
    for (const auto i : fill.column_rows[static_cast<std::size_t>(k)])
        if (i != k) made.lower_rows.push_back(i);
    for (const auto j : fill.row_columns[static_cast<std::size_t>(k)])
        if (j != k) made.upper_columns.push_back(j);
    for (const auto i : made.lower_rows) fill.row_columns[static_cast<std::size_t>(i)].erase(k);
    for (const auto j : made.upper_columns) fill.column_rows[static_cast<std::size_t>(j)].erase(k);
    for (const auto i : made.lower_rows)
        for (const auto j : made.upper_columns) fill.add(i, j);
    return made;
}

bool diagonal_complete(const Fill& fill) {
    for (std::size_t k = 0; k < fill.row_columns.size(); ++k)
        if (!fill.row_columns[k].contains(static_cast<std::int32_t>(k))) return false;
    return true;
}

/// Nothing when there would be too many products.
std::optional<std::vector<Elimination>> eliminations(Fill& fill) {
    std::vector<Elimination> made;
    std::vector<std::int32_t> left;
    for (std::size_t k = 0; k < fill.row_columns.size(); ++k) left.push_back(static_cast<std::int32_t>(k));
    std::size_t products = 0;
    while (!left.empty()) {
        const auto best = std::ranges::min_element(left, {}, [&](std::int32_t k) { return fill.cost(k); });
        products += fill.cost(*best);
        if (products > longest_list) return std::nullopt;
        made.push_back(eliminate(fill, *best));
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

}  // namespace

std::optional<StaticLu> StaticLu::analyse(const SparsePattern& pattern) {
    if (pattern.rows > largest_size) return std::nullopt;
    Fill fill(pattern);
    if (!diagonal_complete(fill)) return std::nullopt;
    const auto steps = eliminations(fill);
    if (!steps) return std::nullopt;
    const Numbering number(*steps);
    StaticLu made;
    for (const Elimination& step : *steps) {
        made.pivots_.push_back({step.pivot, number.of(step.pivot, step.pivot), size_of(made.lower_rows_),
                                size_of(made.upper_columns_), size_of(made.targets_)});
        for (const auto i : step.lower_rows) {
            made.lower_rows_.push_back(i);
            made.lower_places_.push_back(number.of(i, step.pivot));
        }
        for (const auto j : step.upper_columns) {
            made.upper_columns_.push_back(j);
            made.upper_places_.push_back(number.of(step.pivot, j));
        }
        for (const auto i : step.lower_rows)
            for (const auto j : step.upper_columns) made.targets_.push_back(number.of(i, j));
    }
    made.pivots_.push_back(
        {0, 0, size_of(made.lower_rows_), size_of(made.upper_columns_), size_of(made.targets_)});
    for (std::int32_t j = 0; j < pattern.columns; ++j)
        for (auto e = pattern.column_starts[static_cast<std::size_t>(j)];
             e < pattern.column_starts[static_cast<std::size_t>(j) + 1]; ++e)
            made.places_.push_back(number.of(pattern.row_indices[static_cast<std::size_t>(e)], j));
    made.columns_ = number.columns();
    made.values.resize(made.columns_.size());
    made.reciprocals_.resize(steps->size());
    made.largest_.resize(steps->size());
    return made;
}

bool StaticLu::factorise() {
    std::ranges::fill(largest_, 0.0);
    for (std::size_t e = 0; e < values.size(); ++e) {
        double& largest = largest_[static_cast<std::size_t>(columns_[e])];
        largest = std::max(largest, std::abs(values[e]));
    }
    double* a = values.data();
    for (std::size_t k = 0; k + 1 < pivots_.size(); ++k) {
        const Pivot& pivot = pivots_[k];
        const Pivot& next = pivots_[k + 1];
        const double diagonal = a[pivot.place];
        if (!(std::abs(diagonal) > 0)) return false;
        const double reciprocal = 1 / diagonal;
        reciprocals_[k] = reciprocal;
        const std::int32_t* target = targets_.data() + pivot.target_begin;
        const auto width = next.upper_begin - pivot.upper_begin;
        const std::int32_t* upper = upper_places_.data() + pivot.upper_begin;
        for (auto i = pivot.lower_begin; i < next.lower_begin; ++i, target += width) {
            double& factor = a[lower_places_[static_cast<std::size_t>(i)]];
            factor *= reciprocal;
            for (std::int32_t j = 0; j < width; ++j) a[target[j]] -= factor * a[upper[j]];
        }
    }
    // Entries of U against the largest of their column before; those of L are the pivot's share of its row.
    for (std::size_t k = 0; k + 1 < pivots_.size(); ++k) {
        const double diagonal = std::abs(a[pivots_[k].place]);
        if (!(diagonal <= most_growth * largest_[static_cast<std::size_t>(pivots_[k].row)])) return false;
        for (auto j = pivots_[k].upper_begin; j < pivots_[k + 1].upper_begin; ++j) {
            const double entry = std::abs(a[upper_places_[static_cast<std::size_t>(j)]]);
            const auto column = static_cast<std::size_t>(upper_columns_[static_cast<std::size_t>(j)]);
            if (!(entry <= most_growth * largest_[column])) return false;
        }
    }
    return true;
}

void StaticLu::solve_one(double* x) const {
    const double* a = values.data();
    const std::size_t n = pivots_.size() - 1;
    for (std::size_t k = 0; k < n; ++k) {
        const double value = x[pivots_[k].row];
        for (auto i = pivots_[k].lower_begin; i < pivots_[k + 1].lower_begin; ++i)
            x[lower_rows_[static_cast<std::size_t>(i)]] -=
                a[lower_places_[static_cast<std::size_t>(i)]] * value;
    }
    for (std::size_t k = n; k-- > 0;) {
        double value = x[pivots_[k].row];
        for (auto j = pivots_[k].upper_begin; j < pivots_[k + 1].upper_begin; ++j)
            value -= a[upper_places_[static_cast<std::size_t>(j)]] *
                     x[upper_columns_[static_cast<std::size_t>(j)]];
        x[pivots_[k].row] = value * reciprocals_[k];
    }
}

void StaticLu::solve(double* x, std::size_t count) const {
    if (count == 1) return solve_one(x);
    const double* a = values.data();
    const std::size_t n = pivots_.size() - 1;
    const auto row = [&](std::int32_t i) { return x + static_cast<std::size_t>(i) * count; };
    const auto take = vector_loops().take;
    for (std::size_t k = 0; k < n; ++k)
        for (auto i = pivots_[k].lower_begin; i < pivots_[k + 1].lower_begin; ++i)
            take(row(lower_rows_[static_cast<std::size_t>(i)]), row(pivots_[k].row),
                 a[lower_places_[static_cast<std::size_t>(i)]], count);
    for (std::size_t k = n; k-- > 0;) {
        double* here = row(pivots_[k].row);
        for (auto j = pivots_[k].upper_begin; j < pivots_[k + 1].upper_begin; ++j)
            take(here, row(upper_columns_[static_cast<std::size_t>(j)]),
                 a[upper_places_[static_cast<std::size_t>(j)]], count);
        for (std::size_t c = 0; c < count; ++c) here[c] *= reciprocals_[k];
    }
}

}  // namespace strandline::numerics
