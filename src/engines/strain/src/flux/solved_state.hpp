#pragma once

#include <strandline/strain/balance.hpp>
#include <strandline/strain/compression.hpp>

#include <span>

namespace strandline::strain {

/// A state of the compressed model as one of the full model, with the value of its objective; where `status`
/// is not optimal, without fluxes.
FluxSolution solved_state(const FluxModel& model, const CompressedModel& small, FluxStatus status,
                          std::span<const double> columns);

}  // namespace strandline::strain
