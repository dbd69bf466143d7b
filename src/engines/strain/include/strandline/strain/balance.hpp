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

}  // namespace strandline::strain
