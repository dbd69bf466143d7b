#include "loopless/loops.hpp"

#include <strandline/strain/loopless.hpp>

namespace strandline::strain {

FluxSolution without_loops(const FluxModel& model, const FluxSolution& solution) {
    if (!solution.has_fluxes()) return solution;
    FluxSolution made = solution;
    const auto space = loop_space(model);
    if (space && LoopRemover(model, *space).remove(made.fluxes, -1)) return made;
    return {};
}

}  // namespace strandline::strain
