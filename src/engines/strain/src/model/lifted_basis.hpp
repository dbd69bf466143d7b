#pragma once

#include <strandline/strain/compression.hpp>

namespace strandline::strain {

/// The basis of the full model that stands for one of the small model: optimal, up to rounding, where that
/// one is.
numerics::Basis lifted_basis(const FluxModel& model, const CompressedModel& small,
                             const numerics::LpSolver& solved);

/// The full model's linear program at the basis of its optimum, which the small one finds; at the slack
/// basis where there is none.
numerics::LpSolver started_solver(const FluxModel& model);

}  // namespace strandline::strain
