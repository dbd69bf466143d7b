#pragma once

#include <strandline/base/context.hpp>

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace strandline::numerics {

/// minimise f(x) within lower <= x <= upper and constraint_lower <= g(x) <= constraint_upper. Callbacks
/// return false where there is no value (a simulation failed): the step is then shortened.
struct NonlinearProgram {
    std::vector<double> lower, upper;                        // infinite where there is none
    std::vector<double> constraint_lower, constraint_upper;  // equal for equations
    /// Entries of the constraints' Jacobian that may be other than zero: row, column.
    std::vector<std::uint32_t> jacobian_rows, jacobian_columns;
    std::function<bool(std::span<const double> x, double& value)> objective;
    std::function<bool(std::span<const double> x, std::span<double> gradient)> gradient;
    std::function<bool(std::span<const double> x, std::span<double> values)> constraints;
    std::function<bool(std::span<const double> x, std::span<double> entries)> jacobian;
    /// The lower triangle of the Hessian of objective_factor * f + sum of multipliers * g; without it a
    /// limited-memory approximation is used.
    std::vector<std::uint32_t> hessian_rows, hessian_columns;
    std::function<bool(std::span<const double> x, double objective_factor,
                       std::span<const double> multipliers, std::span<double> entries)>
        hessian;
};

enum class NonlinearStatus : std::uint8_t {
    optimal,     // first-order conditions hold within the tolerance
    acceptable,  // to a looser tolerance, no better point is found
    infeasible,  // a local minimum of the constraints' violation
    max_iterations,
    failed,  // no value at the start, or the method broke down
    interrupted
};

struct NonlinearSolution {
    NonlinearStatus status = NonlinearStatus::failed;
    std::vector<double> x, constraint_values;
    double objective = 0;
    /// Lagrange multipliers: of the constraints, and of the bounds (upper minus lower; of what is at neither
    /// about 0).
    std::vector<double> multipliers, bound_multipliers;
    double violation = 0;  // largest of the constraints
    std::int32_t iterations = 0;
    std::string message;
};

struct NonlinearOptions {
    double tolerance = 1e-8;
    std::int32_t max_iterations = 500;
    bool scale = true;              // by the gradients at the start; not for unknowns that are scaled already
    double barrier = 0.1;           // at the start; small for a start near a solution
    bool adaptive_barrier = false;  // the barrier may rise again; else it only falls
    const NonlinearSolution* warm_start = nullptr;  // the multipliers to begin with
};

/// A local solution by the interior point method of Ipopt: Wächter and Biegler, Mathematical Programming
/// 106:25 (2006). The same for the same start.
NonlinearSolution solve(const NonlinearProgram& program, std::vector<double> start,
                        const NonlinearOptions& options, const Context& context);

}  // namespace strandline::numerics
