#pragma once

#include <strandline/numerics/integrator.hpp>
#include <strandline/numerics/sparse_matrix.hpp>

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace strandline::numerics {

/// F(x) = 0, as many equations as unknowns. Functions return false where a value is not finite.
struct NonlinearSystem {
    std::size_t size = 0;
    std::function<bool(const double* x, double* residuals)> residuals;
    /// d F / d x, values in the order of `pattern`.
    SparsePattern pattern;
    std::function<bool(const double* x, double* values)> jacobian;
    /// Linear equations that stand in for rows of F: where F alone is of lower rank, as the rates of a
    /// network with conserved sums are.
    struct LinearRow {
        std::int32_t row = 0;
        std::vector<std::pair<std::int32_t, double>> terms;  // column, coefficient
        double value = 0;
    };
    std::vector<LinearRow> linear_rows;
};

struct NewtonOptions {
    /// A last step within relative * |x| + absolute everywhere, and |F_i| within `residual` (one, or one a
    /// row), are both needed.
    double relative = 1e-9;
    std::vector<double> absolute{1e-12};  // one an unknown, or one for all
    std::vector<double> residual{1e-9};
    int max_iterations = 100;
};

/// The solution, or where the search stopped and why; `at_fault` is the equation with the largest residual
/// for its tolerance, or -1.
struct NewtonSolution {
    bool converged = false;
    std::vector<double> x;
    int iterations = 0;
    std::string failure;
    std::int32_t at_fault = -1;
};

/// Newton's method, damped by the natural monotonicity test: Deuflhard, Numerische Mathematik 22:289 (1974).
NewtonSolution solve_nonlinear(const NonlinearSystem& system, std::span<const double> start,
                               const NewtonOptions& options);

/// The state near `state` that satisfies the rows without entry in M and keeps M x: where a
/// differential-algebraic system may start.
NewtonSolution consistent_state(const InitialValueProblem& problem, double time,
                                std::span<const double> state, const NewtonOptions& options);

}  // namespace strandline::numerics
