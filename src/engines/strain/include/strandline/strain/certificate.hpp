#pragma once

#include <strandline/base/json.hpp>
#include <strandline/strain/expression.hpp>
#include <strandline/strain/flux_model.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace strandline::strain {

/// A claim on a model's fluxes that was proved in exact rational arithmetic, or why it could not be.
struct Certificate {
    bool certified = false;
    std::string reason;    // why not; empty when certified
    Json proof;            // the multipliers or the flux state, as fractions; null when not certified
    bool refuted = false;  // the opposite was proved
    Json counter_proof;    // and how; null when not refuted
    std::optional<double> maximum;  // of the function, where that refutes the claim
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

/// The same for many claims on one model and region. Not shared by threads; the answers do not depend on what
/// was asked before.
class Certifier {
public:
    explicit Certifier(const FluxModel& model, const FluxRegion& region = {});
    ~Certifier();
    Certifier(Certifier&&) noexcept;
    Certifier& operator=(Certifier&&) noexcept;

    Certificate at_most(std::span<const std::int32_t> knocked, std::span<const domain::Term> function,
                        double bound);
    Certificate reaches(std::span<const std::int32_t> knocked, std::span<const domain::Term> function,
                        double bound);
    Certificate infeasible(std::span<const std::int32_t> knocked);
    Certificate feasible(std::span<const std::int32_t> knocked);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Empty when the proof shows what it claims (its `claim`, `function`, `bound` and `knocked`) of the model in
/// the region; else what is wrong with it. Reads the reactions of the network as they are written and no
/// linear program: it shares nothing with the search for a proof.
std::string fault_of_proof(const FluxModel& model, const FluxRegion& region, const Json& proof);

}  // namespace strandline::strain
