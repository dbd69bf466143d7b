#pragma once

#include <strandline/numerics/linear_program.hpp>

#include <cstdint>
#include <vector>

namespace strandline::numerics {

/// minimise  sum of curvature_j x_j^2 / 2 + slope_j x_j
/// subject to  row_lower <= A x <= row_upper,  lower <= x <= upper.
/// Every curvature is above zero, so that there is one minimum.
struct QuadraticProgram {
    SparseColumns matrix;
    std::vector<double> lower, upper;          // by column; may be infinite
    std::vector<double> row_lower, row_upper;  // by row; may be infinite
    std::vector<double> slope, curvature;      // by column
};

/// failure: no point that fulfils the conditions of optimality was reached; never to be read as an answer.
enum class QuadraticStatus { optimal, infeasible, failure };

struct QuadraticSolution {
    QuadraticStatus status = QuadraticStatus::failure;
    double objective = 0;
    std::vector<double> values;       // by column, within bounds
    std::vector<double> multipliers;  // by row; positive where the lower side holds it
    std::int32_t iterations = 0;
};

/// How far a point is from the conditions of Karush, Kuhn and Tucker.
struct QuadraticResidual {
    double row = 0;     // most that a row is off, of the sizes added up in it (at least 1)
    double column = 0;  // most that x is off the minimum of its own Lagrangian, of |x| (at least 1)
};
QuadraticResidual residual_of(const QuadraticProgram& program, const std::vector<double>& values,
                              const std::vector<double>& multipliers);

/// A primal-dual interior point method (Mehrotra, SIAM Journal on Optimization 2:575, 1992). Columns that
/// have one value in all feasible points are held there first, by linear programs. What is
/// within 1e-5 of a bound is then put on it. Optimal is a point for which there are multipliers with which it
/// fulfils the conditions within 1e-9 (rows) and 1e-6 (columns); those are given out.
QuadraticSolution solve_quadratic(const QuadraticProgram& program);

}  // namespace strandline::numerics
