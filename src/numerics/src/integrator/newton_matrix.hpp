#pragma once

#include "static_lu.hpp"

#include <strandline/numerics/integrator.hpp>
#include <strandline/numerics/sparse_solver.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace strandline::numerics {

/// c M - g J of an initial value problem, factorised: with pivots on the diagonal, and by KLU from when that
/// fails.
class NewtonMatrix {
public:
    explicit NewtonMatrix(const InitialValueProblem& problem);

    /// False when singular.
    bool factorise(double mass_factor, double jacobian_factor, std::span<const double> jacobian);
    /// In place.
    void solve(std::span<double> right_side) const;
    /// In place, rows of `count` numbers: x[i * count + k] is component i of right side k.
    void solve_rows(std::span<double> right_sides, std::size_t count);

private:
    void fill(std::span<double> values, double mass_factor, double jacobian_factor,
              std::span<const double> jacobian, bool direct) const;

    std::size_t size_ = 0;
    SparsePattern pattern_;                           // of M and J together
    std::vector<std::int32_t> at_, mass_at_;          // of each entry of J and M, in the pattern
    std::vector<std::int32_t> direct_, mass_direct_;  // the same among the values of static_
    std::vector<double> mass_values_;
    std::optional<StaticLu> static_;
    std::vector<double> values_;
    std::optional<SparseSolver> sparse_;  // once static_ has failed
    std::vector<double> turned_;          // right sides one after another
};

}  // namespace strandline::numerics
