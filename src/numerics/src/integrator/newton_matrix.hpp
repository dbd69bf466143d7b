#pragma once

#include <strandline/numerics/integrator.hpp>
#include <strandline/numerics/sparse_solver.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace strandline::numerics {

/// c M - g J of an initial value problem, factorised: dense where the system is small, else by KLU.
class NewtonMatrix {
public:
    explicit NewtonMatrix(const InitialValueProblem& problem);

    /// False when singular.
    bool factorise(double mass_factor, double jacobian_factor, std::span<const double> jacobian);
    /// In place; several right sides one after another.
    void solve(std::span<double> right_sides) const;

private:
    void place_entries(const InitialValueProblem& problem);
    bool factorise_dense();
    void solve_dense(double* right_side) const;

    std::size_t size_ = 0;
    SparsePattern pattern_;             // of M and J together
    std::vector<std::size_t> at_;       // of each entry of J, in values_
    std::vector<std::size_t> mass_at_;  // of each entry of M
    std::vector<double> mass_values_;
    std::vector<double> values_;           // sparse, or dense by columns
    std::vector<std::size_t> pivot_rows_;  // dense
    std::vector<double> reciprocals_;      // of the pivots, dense
    std::optional<SparseSolver> sparse_;
};

}  // namespace strandline::numerics
