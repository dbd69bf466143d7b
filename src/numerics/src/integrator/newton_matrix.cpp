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

NewtonMatrix::NewtonMatrix(const InitialValueProblem& problem) : size_(problem.size) {
    const std::vector<Entry> jacobian = entries_of(problem.pattern);
    std::vector<Entry> mass;
    for (const auto& entry : problem.mass) {
        mass.emplace_back(entry.column, entry.row);
        mass_values_.push_back(entry.value);
    }
    if (problem.mass.empty()) {
        for (std::int32_t i = 0; std::cmp_less(i, size_); ++i) mass.emplace_back(i, i);
        mass_values_.assign(size_, 1);
    }
    std::vector<Entry> all = jacobian;
    all.insert(all.end(), mass.begin(), mass.end());
    std::ranges::sort(all);
    all.erase(std::ranges::unique(all).begin(), all.end());
    pattern_ = pattern_of(all, size_);
    const auto place = [&](const Entry& entry) {
        return static_cast<std::int32_t>(std::ranges::lower_bound(all, entry) - all.begin());
    };
    for (const Entry& entry : jacobian) at_.push_back(place(entry));
    for (const Entry& entry : mass) mass_at_.push_back(place(entry));
    static_ = StaticLu::analyse(pattern_);
    if (!static_) {
        sparse_.emplace(pattern_);
        values_.resize(all.size());
        return;
    }
    for (const auto e : at_) direct_.push_back(static_->places()[static_cast<std::size_t>(e)]);
    for (const auto e : mass_at_) mass_direct_.push_back(static_->places()[static_cast<std::size_t>(e)]);
}

void NewtonMatrix::fill(std::span<double> values, double mass_factor, double jacobian_factor,
                        std::span<const double> jacobian, bool direct) const {
    const std::vector<std::int32_t>& places = direct ? direct_ : at_;
    const std::vector<std::int32_t>& mass_places = direct ? mass_direct_ : mass_at_;
    std::ranges::fill(values, 0.0);
    for (std::size_t e = 0; e < places.size(); ++e)
        values[static_cast<std::size_t>(places[e])] = -jacobian_factor * jacobian[e];
    for (std::size_t e = 0; e < mass_places.size(); ++e)
        values[static_cast<std::size_t>(mass_places[e])] += mass_factor * mass_values_[e];
}

bool NewtonMatrix::factorise(double mass_factor, double jacobian_factor, std::span<const double> jacobian) {
    if (!sparse_) {
        fill(static_->values, mass_factor, jacobian_factor, jacobian, true);
        if (static_->factorise()) return true;
        sparse_.emplace(pattern_);
        values_.resize(pattern_.entries());
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
    turned_.resize(right_sides.size());
    for (std::size_t i = 0; i < size_; ++i)
        for (std::size_t k = 0; k < count; ++k) turned_[k * size_ + i] = right_sides[i * count + k];
    sparse_->solve(turned_);
    for (std::size_t i = 0; i < size_; ++i)
        for (std::size_t k = 0; k < count; ++k) right_sides[i * count + k] = turned_[k * size_ + i];
}

}  // namespace strandline::numerics
