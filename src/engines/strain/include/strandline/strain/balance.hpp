#pragma once

#include <strandline/strain/flux_model.hpp>

#include <string_view>
#include <vector>

namespace strandline::strain {

/// zero_growth: solved, and the objective's optimum is zero within 1e-9.
enum class FluxStatus { optimal, infeasible, unbounded, zero_growth, solver_failure };

/// "optimal", "infeasible", "unbounded", "zero_growth", "solver_failure".
std::string_view word(FluxStatus status);

struct FluxSolution {
    FluxStatus status = FluxStatus::solver_failure;
    double objective = 0;
    std::vector<double> fluxes;  // by reaction, mmol/gDW/h; empty where there is no solution
    bool has_fluxes() const { return !fluxes.empty(); }
};

/// Flux balance analysis: a steady state at which the objective is largest (or smallest). Orth, Thiele &
/// Palsson, Nature Biotechnology 28:245 (2010). The optimum is unique, the fluxes as a rule are not.
FluxSolution flux_balance(const FluxModel& model);

/// What the optimum is worth: derivatives of the objective as given, one choice where the optimum is
/// degenerate.
struct FluxPrices {
    std::vector<double> reduced_costs;  // by reaction: of one unit of flux, mmol/gDW/h, beyond its bound
    std::vector<double> shadow_prices;  // by metabolite: of one unit made and left over, in the model's own
                                        // unit; 0 where it is not balanced
};

struct PricedSolution {
    FluxSolution solution;
    FluxPrices prices;  // empty where there is no solution
};

/// flux_balance with the dual solution. Without further rows that are bounded, objective = sum of reduced
/// cost x flux, and reduced cost = objective coefficient - sum of stoichiometry x shadow price.
PricedSolution priced_flux_balance(const FluxModel& model);

}  // namespace strandline::strain
