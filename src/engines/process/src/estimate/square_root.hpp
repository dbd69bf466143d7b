#pragma once

#include <cstddef>
#include <span>

namespace strandline::process {

/// Turns a matrix A [rows * columns], by rows, columns >= rows, into [L 0] with A A' = L L', L lower
/// triangular with a diagonal that is not negative: by Householder's reflections from the right. Rows may
/// depend on each other.
void triangularise(std::span<double> matrix, std::size_t rows, std::size_t columns);

/// L x = right, for a lower triangular [n * n] by rows; false where a pivot is zero. In place.
bool solve_lower(std::span<const double> lower, std::size_t n, std::span<double> right);
/// L' x = right.
bool solve_lower_transposed(std::span<const double> lower, std::size_t n, std::span<double> right);

}  // namespace strandline::process
