#pragma once

#include "simulation/inputs.hpp"

namespace strandline::process {

/// Follows fast reactions alone, with the time standing still, to near where they balance: which of several
/// equilibria that is depends on the way. Where that fails the states stay as they are.
void relax(const CompiledSystem::Parts& parts, Inputs& inputs, SystemState& at,
           const SimulationOptions& options);

}  // namespace strandline::process
