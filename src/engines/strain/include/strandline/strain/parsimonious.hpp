#pragma once

#include <strandline/strain/balance.hpp>

namespace strandline::strain {

struct ParsimoniousSolution {
    FluxSolution state;
    double total_flux = 0;  // sum of |v|, mmol/gDW/h
};

/// Parsimonious flux balance analysis: of the steady states whose objective is at least `fraction` (0 to 1)
/// of the optimum, one with the least sum of absolute fluxes. Lewis et al., Molecular Systems Biology 6:390
/// (2010). The total is unique, the fluxes need not be.
ParsimoniousSolution parsimonious_balance(const FluxModel& model, double fraction = 1);

}  // namespace strandline::strain
