#include "flux/solved_state.hpp"

#include <cmath>

namespace strandline::strain {
namespace {

constexpr double nothing = 1e-9;

}  // namespace

FluxSolution solved_state(const FluxModel& model, const CompressedModel& small, FluxStatus status,
                          std::span<const double> columns) {
    FluxSolution made;
    made.status = status;
    if (status != FluxStatus::optimal) return made;
    made.fluxes = expand(small, columns);
    for (const domain::Term& term : model.objective)
        made.objective += term.coefficient * made.fluxes[static_cast<std::size_t>(term.index)];
    if (std::abs(made.objective) <= nothing) made.status = FluxStatus::zero_growth;
    return made;
}

}  // namespace strandline::strain
