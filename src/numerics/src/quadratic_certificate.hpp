#pragma once

#include <strandline/numerics/quadratic_program.hpp>

#include <vector>

namespace strandline::numerics {

/// The multipliers of the rows with which a point is nearest to the conditions of Karush, Kuhn and Tucker, by
/// a linear program: the least t so that no column is further than t from the minimum of its own Lagrangian,
/// as residual_of measures it. Empty where the solver gave up.
std::vector<double> best_multipliers(const QuadraticProgram& program, const std::vector<double>& values);

}  // namespace strandline::numerics
