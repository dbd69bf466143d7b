#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/result.hpp>
#include <strandline/strain/balance.hpp>

#include <cstdint>
#include <span>
#include <string>

namespace strandline::strain {

/// The state of a mutant that is nearest to a reference. `distance` is the sum of squares of the changes, of
/// their absolute values, or what ROOM counts; `state.objective` is the model's objective there.
struct Adjustment {
    FluxSolution state;
    double distance = 0;
    bool proved = true;  // ROOM: no state has fewer changes
    double bound = 0;    // ROOM: no state has fewer than this
};

/// Minimisation of metabolic adjustment: the flux state of `mutant` with the least sum of squares
/// (v - reference)^2 over all reactions. Segrè, Vitkup & Church, PNAS 99:15112 (2002). Unique.
Adjustment minimise_adjustment(const FluxModel& mutant, std::span<const double> reference);

/// The same with absolute values in place of squares; the sum is unique, the fluxes need not be. Becker et
/// al., Nature Protocols 2:727 (2007).
Adjustment minimise_linear_adjustment(const FluxModel& mutant, std::span<const double> reference);

/// What counts as unchanged: within relative * |reference| + absolute of the reference, mmol/gDW/h.
struct RegulatoryWindow {
    double relative = 0.03;
    double absolute = 0.001;
};

/// Regulatory on/off minimisation: a flux state of `mutant` with the fewest reactions outside of their
/// windows, by hitting sets of contradicting windows, then a mixed integer program whose bounds are each
/// flux's own feasible range. Shlomi, Berkman & Ruppin, PNAS 102:7695 (2005). The count is unique, which
/// reactions change need not be. Infinite ranges are errors. A search that does not end within `nodes`, or
/// has too many windows to branch on, gives the best state found, with a bound and without proof.
Result<Adjustment> minimise_regulation(const FluxModel& mutant, std::span<const double> reference,
                                       const RegulatoryWindow& window, std::int64_t nodes, Context& context);

/// The linear form of the same, without windows: each reaction costs the part of the way from its reference
/// to its bound that it goes.
Adjustment minimise_linear_regulation(const FluxModel& mutant, std::span<const double> reference);

}  // namespace strandline::strain
