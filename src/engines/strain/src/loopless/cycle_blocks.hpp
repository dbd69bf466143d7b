#pragma once

#include <strandline/strain/flux_model.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace strandline::strain {

/// Numbers reactions so that two of them have the same number where a chain of elementary cycles joins them:
/// the components of the matroid of their columns, from the fundamental cycles of one basis.
std::vector<std::int32_t> cycle_blocks(const FluxModel& model, std::span<const std::int32_t> reactions);

}  // namespace strandline::strain
