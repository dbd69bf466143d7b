#pragma once

#include "simulation/inputs.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace strandline::process {

/// Which side each watched gap is on (-1, 0, 1; 2 where it is not a number), and the truth of each trigger.
using Sides = std::vector<std::int8_t>;

/// Gaps and triggers at a moment.
struct Watch {
    std::vector<double> values;
    Sides sides;
};
void look(const CompiledSystem::Parts& parts, const double* inputs, Watch& watch);

/// Neighbouring times between which the watched things first change within a step, nothing having changed at
/// `before`.
struct Crossing {
    double before = 0, after = 0;
    Sides sides;  // just after
};
Crossing locate(const CompiledSystem::Parts& parts, Inputs& inputs, double begin, const Watch& at_begin,
                double end, const Watch& at_end, const std::function<void(double, double*)>& state_at);

}  // namespace strandline::process
