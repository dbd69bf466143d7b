#pragma once

#include "flux/regulation_program.hpp"

#include <strandline/base/context.hpp>

#include <vector>

namespace strandline::strain {

/// A state with few changes.
struct NearbyState {
    double reactions = 0;         // that may have changed, those that always do included
    std::vector<double> columns;  // of the compressed model; empty where the solver gave up
};

/// No optimum, but a state none of whose switches can be closed alone: from linear programs in which a switch
/// that was nearly closed becomes dear (Candès, Wakin & Boyd, Journal of Fourier Analysis and Applications
/// 14:877, 2008), then by closing switches one by one.
NearbyState nearby_state(const SwitchProgram& program, std::span<const WindowSwitch> all, Context& context);

}  // namespace strandline::strain
