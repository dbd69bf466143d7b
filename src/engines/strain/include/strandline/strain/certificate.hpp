#pragma once

#include <strandline/base/json.hpp>
#include <strandline/strain/expression.hpp>
#include <strandline/strain/flux_model.hpp>

#include <cstdint>
#include <span>
#include <string>

namespace strandline::strain {

/// A claim on a model's fluxes that was proved in exact rational arithmetic, or why it could not be.
struct Certificate {
    bool certified = false;
    std::string reason;  // why not; empty when certified
    Json proof;          // the multipliers or the flux state, as fractions; null when not certified
};

/// A claim is made of the model as given (uncompressed), in a region, without the `knocked` reactions;
/// numbers are the decimals that the model file has. Proofs are found with doubles and checked with
/// fractions: an optimal or infeasible basis is solved again exactly.

/// The function is never above (maximum) `bound`: a dual solution proves it. Also certified when there is no
/// flux state at all.
Certificate certify_at_most(const FluxModel& model, const FluxRegion& region,
                            std::span<const std::int32_t> knocked, std::span<const domain::Term> function,
                            double bound);
/// Some flux state reaches `bound`: the state proves it.
Certificate certify_reaches(const FluxModel& model, const FluxRegion& region,
                            std::span<const std::int32_t> knocked, std::span<const domain::Term> function,
                            double bound);
/// There is no flux state: a Farkas combination of the rows proves it.
Certificate certify_infeasible(const FluxModel& model, const FluxRegion& region,
                               std::span<const std::int32_t> knocked);
/// There is one: the state proves it.
Certificate certify_feasible(const FluxModel& model, const FluxRegion& region,
                             std::span<const std::int32_t> knocked);

}  // namespace strandline::strain
