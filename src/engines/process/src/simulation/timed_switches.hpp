#pragma once

#include "simulation/inputs.hpp"

#include <limits>
#include <optional>
#include <vector>

namespace strandline::process {

/// Where the next of the switches turns whose moment is known beforehand. Times are neighbours in floating
/// point: a step that ends at `before` sees nothing of what comes after.
struct TimedTurn {
    double before = std::numeric_limits<double>::infinity();  // the last time with the old sign
    std::optional<double> at;                                 // where the gap is zero, if anywhere
    double after = std::numeric_limits<double>::infinity();   // the first time with the new sign
    std::uint32_t of_switch = 0;                              // in Equations::switches
};

/// The first turn after a moment; `before` is infinite when there is none.
TimedTurn next_turn(const CompiledSystem::Parts& parts, Inputs& inputs, const SystemState& at);

}  // namespace strandline::process
