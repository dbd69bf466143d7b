#pragma once

#include "design/design_program.hpp"

#include <strandline/base/context.hpp>

namespace strandline::strain {

/// The model without reactions that stand still in all states that a design may be judged by: those with
/// growth of at least `min_growth` (growth_coupled: all). A smaller model, and more of its reactions hang on
/// each other. Unchanged where there is no such state, or the solver gave up.
FluxModel without_idle_reactions(const FluxModel& model, const DesignTask& task);

/// Elements whose loss alone leaves too little growth; nothing when the solver gave up.
std::vector<bool> elements_that_may_go(const DesignSpace& space, const DesignTask& task,
                                       const DesignProgram& program, Context& context);

}  // namespace strandline::strain
