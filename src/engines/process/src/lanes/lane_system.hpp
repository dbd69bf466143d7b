#pragma once

#include "lanes/elimination_plan.hpp"
#include "simulation/compiled_system.hpp"

#include <strandline/process/lanes.hpp>

namespace strandline::process {

struct LaneSystem::Parts {
    const CompiledSystem* scalar = nullptr;
    bool eligible = false;
    bool delayed_events = false;
    std::size_t states = 0, entries = 0;
    bool moves_with_time = false;   // the rates depend on the time other than by conditions
    numerics::Program rates;        // one a state
    numerics::Program derivatives;  // the Jacobian's entries, then d rates / d time where they move with it
    numerics::Program observed;
    EliminationPlan plan;
};

}  // namespace strandline::process
