#include <strandline/strain/enzymes.hpp>

#include <strandline/numerics/lexicographic.hpp>
#include "model/status.hpp"

#include <strandline/strain/compression.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

namespace strandline::strain {
namespace {

using numerics::LpStatus;

constexpr double nothing = 1e-9;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

numerics::LexicographicProgram::Objective objective_of(const CompressedModel& small,
                                                       std::span<const domain::Term> terms, double sign) {
    numerics::LexicographicProgram::Objective made;
    for (const domain::Term& term : compressed_terms(small, terms))
        made.emplace_back(term.index, sign * term.coefficient);
    return made;
}

/// Fluxes of the split model: the best objective, then the least enzyme.
std::pair<FluxStatus, std::vector<double>> split_fluxes(const FluxModel& split) {
    const CompressedModel small = compress(split);
    if (small.infeasible) return {FluxStatus::infeasible, {}};
    const std::vector<domain::Term> supply{{split.reactions() - 1, 1.0}};
    numerics::LexicographicProgram program(
        linear_program(small),
        {objective_of(small, split.objective, split.maximise ? 1 : -1), objective_of(small, supply, -1)});
    const FluxStatus status = status_of(program.solve());
    if (status != FluxStatus::optimal) return {status, {}};
    return {status, expand(small, program.values())};
}

void add_use(std::vector<EnzymeUse>& uses, std::int32_t reaction, double flux, double sign,
             const std::optional<EnzymeCost>& enzyme, const EnzymePool& pool) {
    if (enzyme) uses.push_back({reaction, sign * flux, *enzyme, flux * enzyme->cost(pool.saturation)});
}

}  // namespace

EnzymeSolution enzyme_balance(const FluxModel& model, const EnzymeCosts& costs, const EnzymePool& pool) {
    const FluxModel split =
        flux_model(std::make_shared<const domain::Network>(enzyme_constrained(model, costs, pool)));
    EnzymeSolution made;
    auto [status, fluxes] = split_fluxes(split);
    made.balance.status = status;
    if (fluxes.empty()) return made;
    std::int32_t reverse = model.reactions();
    made.balance.fluxes.assign(fluxes.begin(), fluxes.begin() + model.reactions());
    for (std::int32_t j = 0; j < model.reactions(); ++j) {
        const auto &forward_enzyme = costs.forward[at(j)], &reverse_enzyme = costs.reverse[at(j)];
        if (!forward_enzyme && !reverse_enzyme) continue;
        double forward = std::max(0.0, fluxes[at(j)]), backward = std::max(0.0, -fluxes[at(j)]);
        if (model.lower[at(j)] < 0 && model.upper[at(j)] > 0) {
            backward = std::max(0.0, fluxes[at(reverse++)]);
            made.balance.fluxes[at(j)] = forward - backward;
        }
        const bool runs_back = backward > nothing;
        if (forward > nothing || !runs_back) add_use(made.uses, j, forward, 1, forward_enzyme, pool);
        if (runs_back) add_use(made.uses, j, backward, -1, reverse_enzyme, pool);
    }
    for (const domain::Term& term : model.objective)
        made.balance.objective += term.coefficient * made.balance.fluxes[at(term.index)];
    if (std::abs(made.balance.objective) <= nothing) made.balance.status = FluxStatus::zero_growth;
    for (const EnzymeUse& use : made.uses) made.pool_used += use.use;
    std::ranges::stable_sort(made.uses, std::ranges::greater(), &EnzymeUse::use);
    return made;
}

}  // namespace strandline::strain
