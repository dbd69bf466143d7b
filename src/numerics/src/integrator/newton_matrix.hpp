#pragma once

#include "static_lu.hpp"

#include <strandline/numerics/integrator.hpp>
#include <strandline/numerics/sparse_solver.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace strandline::numerics {

/// Where the entries of M and J are in the matrix, and how it is eliminated.
struct NewtonPlan {
    explicit NewtonPlan(const InitialValueProblem& problem);

    std::size_t size = 0;
    SparsePattern pattern;                          // of M and J together
    std::vector<std::int32_t> at, mass_at;          // of each entry of J and M, in the pattern
    std::vector<std::int32_t> direct, mass_direct;  // the same among the values of StaticLu
    std::vector<double> mass_values;
    std::shared_ptr<const StaticLu::Plan> elimination;  // null where KLU is needed from the begin
};

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
    void use_klu();
    void fill(std::span<double> values, double mass_factor, double jacobian_factor,
              std::span<const double> jacobian, bool direct) const;

    std::shared_ptr<const NewtonPlan> plan_;
    std::optional<StaticLu> static_;
    std::vector<double> values_;
    std::optional<SparseSolver> sparse_;  // once static_ has failed
    std::vector<double> turned_;          // right sides one after another
};

}  // namespace strandline::numerics
