#pragma once

#include <strandline/strain/flux_model.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace strandline::strain {

/// The reactions that can run in circles: some flux of internal reactions alone, in allowed directions,
/// balances every metabolite and runs through them.
struct LoopSpace {
    std::vector<std::int32_t> reactions;  // ascending
    std::vector<std::int32_t> block;      // by those: cycles lie within one block
    std::vector<std::int32_t> position;   // by reaction of the model, -1 outside
    /// Whether a loop can always be taken away: no bound forces a reaction in it to run, and neither the
    /// objective nor a further row counts it.
    bool removable = true;

    bool holds(std::int32_t reaction) const { return position[static_cast<std::size_t>(reaction)] >= 0; }
};

/// Nothing where the solver gave up.
std::optional<LoopSpace> loop_space(const FluxModel& model);

/// Takes loops out of fluxes, and tells whether there are any. Not shared by threads: copy it.
class LoopRemover {
public:
    LoopRemover(const FluxModel& model, const LoopSpace& space);

    /// Loops that do not change the flux of `kept` (-1: any). False where the solver gave up.
    bool remove(std::vector<double>& fluxes, std::int32_t kept);
    /// Whether a cycle runs along these fluxes. Nothing where the solver gave up.
    std::optional<bool> has_loop(std::span<const double> fluxes);

private:
    const FluxModel& model_;
    const LoopSpace& space_;
    numerics::LpSolver solver_;
    numerics::LpSolver test_;  // without the rows that removal keeps
};

}  // namespace strandline::strain
