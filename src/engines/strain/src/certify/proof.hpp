#pragma once

#include "certify/exact_model.hpp"

#include <strandline/base/json.hpp>

#include <span>
#include <string_view>

namespace strandline::strain {

/// What a proof is about. Proofs are JSON: claim ("at_most", "reaches", "infeasible", "feasible"), knocked,
/// function and bound, then `multipliers` (of the rows as the file writes them) or `fluxes`, all as "p/q";
/// what is zero is left out.
struct ProofSubject {
    const FluxModel& model;
    const ExactModel& exact;
    std::span<const std::int32_t> knocked;
    std::span<const domain::Term> function;
    double bound = 0;
};

/// `proved`: what the multipliers give, at most the claimed bound; below zero where there is no flux state.
Json proof_by_multipliers(const ProofSubject& subject, std::string_view claim,
                          std::span<const numerics::Rational> multipliers, const numerics::Rational& proved);
Json proof_by_state(const ProofSubject& subject, std::string_view claim,
                    std::span<const numerics::Rational> fluxes);

}  // namespace strandline::strain
