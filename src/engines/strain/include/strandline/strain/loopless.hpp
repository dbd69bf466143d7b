#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/result.hpp>
#include <strandline/strain/balance.hpp>
#include <strandline/strain/flux_model.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace strandline::strain {

/// The same solution without fluxes that run in circles: reactions inside the network carry as little as they
/// can in the direction in which they run, while exchanges, the objective and the further rows stay.
/// CycleFreeFlux, Desouki, Jarre, Gelius-Dietrich & Lercher, Bioinformatics 31:2159 (2015).
FluxSolution without_loops(const FluxModel& model, const FluxSolution& solution);

/// Of one reaction, mmol/gDW/h.
struct LooplessRange {
    std::int32_t reaction = 0;
    double minimum = 0, maximum = 0;
    bool proved_minimum = true, proved_maximum = true;  // false: the search ended early at a bound
};

struct LooplessRanges {
    FluxStatus status = FluxStatus::solver_failure;
    double optimum = 0;                 // of the objective, loops allowed
    std::vector<LooplessRange> ranges;  // by reaction asked for; empty unless optimal or zero_growth
    std::int64_t loop_reactions = 0;    // that can take part in a loop
    std::int64_t mixed_programs = 0;    // limits that a linear program did not settle
};

/// Flux variability without loops: the least and the most of each flux over all steady states in which no
/// internal cycle runs (the loop law), with the objective at `fraction` of its optimum or better. Exact: a
/// linear optimum that can be freed of loops without loss is kept; only else a mixed program with the loop
/// law on the cycles of that reaction is solved. Schellenberger, Lewis & Palsson, Biophysical Journal 100:544
/// (2011). An infinite bound of a reaction in a loop counts as ten times the largest finite one.
Result<LooplessRanges> loopless_ranges(const FluxModel& model, double fraction,
                                       std::span<const std::int32_t> reactions, Context& context);

}  // namespace strandline::strain
