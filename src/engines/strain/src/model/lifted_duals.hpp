#pragma once

#include <strandline/strain/compression.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace strandline::strain {

/// Duals of the full model's rows from those of the small model's, without the `dead` reactions: the rows by
/// which columns were merged get what makes the reduced cost fall on the reaction whose bound holds.
std::vector<double> lifted_duals(const FluxModel& model, const CompressedModel& small,
                                 std::span<const std::int32_t> dead, std::span<const double> duals);

/// What the objective cannot exceed (of a model that maximises) without the `dead` reactions, by weak
/// duality: true whatever the duals are, sharp if they are good. Computed on the full model alone.
double objective_bound(const FluxModel& model, std::span<const std::int32_t> dead,
                       std::span<const double> duals);

}  // namespace strandline::strain
