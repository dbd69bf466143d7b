#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace strandline::process {

/// LU factors with partial pivoting of a small matrix, row after row.
class DenseFactor {
public:
    /// False where the matrix is singular.
    bool factor(std::vector<double> matrix, std::size_t size);
    /// In place, `columns` right-hand sides side by side: right[row * columns + column].
    void solve(double* right, std::size_t columns) const;
    /// With the matrix transposed; one right-hand side.
    void solve_transposed(double* right) const;

private:
    std::size_t size_ = 0;
    std::vector<double> factors_;
    std::vector<std::size_t> pivots_;  // row exchanged with at each step
};

}  // namespace strandline::process
