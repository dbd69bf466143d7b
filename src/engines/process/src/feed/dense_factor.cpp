#include "feed/dense_factor.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace strandline::process {

bool DenseFactor::factor(std::vector<double> matrix, std::size_t size) {
    size_ = size;
    factors_ = std::move(matrix);
    pivots_.resize(size);
    for (std::size_t k = 0; k < size; ++k) {
        std::size_t best = k;
        for (std::size_t i = k + 1; i < size; ++i)
            if (std::abs(factors_[i * size + k]) > std::abs(factors_[best * size + k])) best = i;
        pivots_[k] = best;
        const double pivot = factors_[best * size + k];
        if (pivot == 0 || !std::isfinite(pivot)) return false;
        if (best != k)
            std::swap_ranges(&factors_[k * size], &factors_[k * size] + size, &factors_[best * size]);
        const double* const row = &factors_[k * size];
        for (std::size_t i = k + 1; i < size; ++i) {
            double* const other = &factors_[i * size];
            if (other[k] == 0) continue;
            const double share = other[k] /= pivot;
            for (std::size_t j = k + 1; j < size; ++j) other[j] -= share * row[j];
        }
    }
    return true;
}

void DenseFactor::solve(double* right, std::size_t columns) const {
    const auto subtract = [&](std::size_t to, std::size_t from, double share) {
        if (share == 0) return;
        for (std::size_t c = 0; c < columns; ++c)
            right[to * columns + c] -= share * right[from * columns + c];
    };
    for (std::size_t k = 0; k < size_; ++k)
        if (pivots_[k] != k)
            std::swap_ranges(&right[k * columns], &right[k * columns] + columns,
                             &right[pivots_[k] * columns]);
    for (std::size_t i = 0; i < size_; ++i)
        for (std::size_t k = 0; k < i; ++k) subtract(i, k, factors_[i * size_ + k]);
    for (std::size_t i = size_; i-- > 0;) {
        for (std::size_t k = i + 1; k < size_; ++k) subtract(i, k, factors_[i * size_ + k]);
        for (std::size_t c = 0; c < columns; ++c) right[i * columns + c] /= factors_[i * size_ + i];
    }
}

void DenseFactor::solve_transposed(double* right) const {
    for (std::size_t i = 0; i < size_; ++i) {
        for (std::size_t k = 0; k < i; ++k) right[i] -= factors_[k * size_ + i] * right[k];
        right[i] /= factors_[i * size_ + i];
    }
    for (std::size_t i = size_; i-- > 0;)
        for (std::size_t k = i + 1; k < size_; ++k) right[i] -= factors_[k * size_ + i] * right[k];
    for (std::size_t k = size_; k-- > 0;)
        if (pivots_[k] != k) std::swap(right[k], right[pivots_[k]]);
}

}  // namespace strandline::process
