#pragma once

#include <strandline/strain/compression.hpp>

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace strandline::strain {

struct FluxBounds {
    double lower = 0, upper = 0;
};

/// Bounds of a flux that is 1 / ratio of the one they are of.
FluxBounds scaled(const FluxBounds& of_gone, double ratio);

/// Bounds of the kept and the gone column before each merge, without the `dead` reactions.
std::vector<std::pair<FluxBounds, FluxBounds>> bounds_before(const FluxModel& model,
                                                             const CompressedModel& small,
                                                             std::span<const std::int32_t> dead);

}  // namespace strandline::strain
