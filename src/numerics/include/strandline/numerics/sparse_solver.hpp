#pragma once

#include <strandline/numerics/sparse_matrix.hpp>

#include <memory>
#include <span>

namespace strandline::numerics {

/// Square sparse systems A x = b by LU (KLU); the order of elimination is found once for a pattern.
class SparseSolver {
public:
    explicit SparseSolver(const SparsePattern& pattern);
    SparseSolver(SparseSolver&&) noexcept;
    SparseSolver& operator=(SparseSolver&&) noexcept;
    ~SparseSolver();

    /// False when the matrix is singular to working precision.
    bool factorise(std::span<const double> values);
    /// In place; several right sides one after another.
    void solve(std::span<double> right_sides) const;
    void solve_transposed(std::span<double> right_sides) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace strandline::numerics
