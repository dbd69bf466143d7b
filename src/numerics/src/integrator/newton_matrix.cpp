#include "newton_matrix.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace strandline::numerics {
namespace {

constexpr std::size_t largest_dense = 16;

using Entry = std::pair<std::int32_t, std::int32_t>;  // column, row

std::vector<Entry> entries_of(const SparsePattern& pattern) {
    std::vector<Entry> made;
    for (std::int32_t j = 0; j < pattern.columns; ++j)
        for (auto e = static_cast<std::size_t>(pattern.column_starts[static_cast<std::size_t>(j)]);
             e < static_cast<std::size_t>(pattern.column_starts[static_cast<std::size_t>(j) + 1]); ++e)
            made.emplace_back(j, pattern.row_indices[e]);
    return made;
}

}  // namespace

NewtonMatrix::NewtonMatrix(const InitialValueProblem& problem) : size_(problem.size) {
    place_entries(problem);
    if (!sparse_) {
        pivot_rows_.resize(size_);
        reciprocals_.resize(size_);
    }
}

void NewtonMatrix::place_entries(const InitialValueProblem& problem) {
    const std::vector<Entry> jacobian = entries_of(problem.pattern);
    std::vector<Entry> mass;
    if (problem.mass.empty())
        for (std::int32_t i = 0; std::cmp_less(i, size_); ++i) {
            mass.emplace_back(i, i);
            mass_values_.push_back(1);
        }
    for (const auto& entry : problem.mass) {
        mass.emplace_back(entry.column, entry.row);
        mass_values_.push_back(entry.value);
    }
    if (size_ <= largest_dense) {
        const auto dense = [&](const Entry& entry) {
            return static_cast<std::size_t>(entry.first) * size_ + static_cast<std::size_t>(entry.second);
        };
        for (const Entry& entry : jacobian) at_.push_back(dense(entry));
        for (const Entry& entry : mass) mass_at_.push_back(dense(entry));
        values_.resize(size_ * size_);
        return;
    }
    std::vector<Entry> all = jacobian;
    all.insert(all.end(), mass.begin(), mass.end());
    std::ranges::sort(all);
    all.erase(std::ranges::unique(all).begin(), all.end());
    pattern_.rows = pattern_.columns = static_cast<std::int32_t>(size_);
    pattern_.column_starts.assign(size_ + 1, 0);
    for (const Entry& entry : all) {
        ++pattern_.column_starts[static_cast<std::size_t>(entry.first) + 1];
        pattern_.row_indices.push_back(entry.second);
    }
    for (std::size_t j = 0; j < size_; ++j) pattern_.column_starts[j + 1] += pattern_.column_starts[j];
    const auto place = [&](const Entry& entry) {
        return static_cast<std::size_t>(std::ranges::lower_bound(all, entry) - all.begin());
    };
    for (const Entry& entry : jacobian) at_.push_back(place(entry));
    for (const Entry& entry : mass) mass_at_.push_back(place(entry));
    values_.resize(all.size());
    sparse_.emplace(pattern_);
}

bool NewtonMatrix::factorise(double mass_factor, double jacobian_factor, std::span<const double> jacobian) {
    std::ranges::fill(values_, 0.0);
    for (std::size_t e = 0; e < at_.size(); ++e) values_[at_[e]] = -jacobian_factor * jacobian[e];
    for (std::size_t e = 0; e < mass_at_.size(); ++e) values_[mass_at_[e]] += mass_factor * mass_values_[e];
    return sparse_ ? sparse_->factorise(values_) : factorise_dense();
}

bool NewtonMatrix::factorise_dense() {
    const std::size_t n = size_;
    double* a = values_.data();
    for (std::size_t k = 0; k < n; ++k) {
        double* column = a + k * n;
        std::size_t best = k;
        for (std::size_t i = k + 1; i < n; ++i)
            if (std::abs(column[i]) > std::abs(column[best])) best = i;
        const double pivot = column[best];
        if (!(std::abs(pivot) > 0) || !std::isfinite(pivot)) return false;
        pivot_rows_[k] = best;
        reciprocals_[k] = 1 / pivot;
        if (best != k)
            for (std::size_t j = 0; j < n; ++j) std::swap(a[j * n + k], a[j * n + best]);
        for (std::size_t i = k + 1; i < n; ++i) column[i] *= reciprocals_[k];
        for (std::size_t j = k + 1; j < n; ++j) {
            const double factor = a[j * n + k];
            if (factor == 0) continue;
            for (std::size_t i = k + 1; i < n; ++i) a[j * n + i] -= factor * column[i];
        }
    }
    return true;
}

void NewtonMatrix::solve_dense(double* x) const {
    const std::size_t n = size_;
    const double* a = values_.data();
    for (std::size_t k = 0; k < n; ++k) std::swap(x[k], x[pivot_rows_[k]]);
    for (std::size_t k = 0; k < n; ++k)
        for (std::size_t i = k + 1; i < n; ++i) x[i] -= x[k] * a[k * n + i];
    for (std::size_t k = n; k-- > 0;) {
        x[k] *= reciprocals_[k];
        for (std::size_t i = 0; i < k; ++i) x[i] -= x[k] * a[k * n + i];
    }
}

void NewtonMatrix::solve(std::span<double> right_sides) const {
    if (sparse_) return sparse_->solve(right_sides);
    for (std::size_t at = 0; at < right_sides.size(); at += size_) solve_dense(right_sides.data() + at);
}

}  // namespace strandline::numerics
