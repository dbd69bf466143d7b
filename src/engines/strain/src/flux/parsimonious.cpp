#include <strandline/strain/parsimonious.hpp>

#include "flux/convex_costs.hpp"
#include "flux/solved_state.hpp"

#include <cmath>

namespace strandline::strain {

ParsimoniousSolution parsimonious_balance(const FluxModel& model, double fraction) {
    const CompressedModel small = compress(model);
    const std::vector<double> nowhere(static_cast<std::size_t>(model.reactions()), 0);
    double constant = 0;
    CheapestStates states(small, distance_costs(small, nowhere, constant));
    const CheapestState found = states.cheapest_near_optimum(fraction);
    ParsimoniousSolution made;
    made.state = solved_state(model, small, found.status, found.columns);
    for (const double flux : made.state.fluxes) made.total_flux += std::abs(flux);
    return made;
}

}  // namespace strandline::strain
