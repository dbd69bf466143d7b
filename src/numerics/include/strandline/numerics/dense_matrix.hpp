#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace strandline::numerics {

/// Eigenvalues in rising order; vectors[k * n + i] is component i of the k-th vector, of length one.
struct SymmetricEigen {
    std::vector<double> values, vectors;
};

/// Of a symmetric n x n matrix, row after row; only its lower triangle is read. Entries are finite.
SymmetricEigen symmetric_eigen(std::span<const double> matrix, std::size_t n);

/// The solution of matrix x = right by LU factors with partial pivoting; empty where the matrix is singular
/// to working precision. The matrix has right.size() rows and columns, row after row.
std::vector<double> solve_dense(std::span<const double> matrix, std::span<const double> right);

}  // namespace strandline::numerics
