#include <strandline/strain/enzymes.hpp>

#include <algorithm>

namespace strandline::strain {
namespace {

using domain::Network;
using domain::Reaction;
using domain::Term;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// The pool takes `coefficient` part in a reaction; the pool is the last metabolite.
void charge(Reaction& reaction, std::int32_t pool, double coefficient) {
    reaction.terms.push_back({pool, coefficient});
}

Reaction reversed(const Reaction& reaction) {
    Reaction made = reaction;
    made.id += reverse_suffix;
    for (Term& term : made.terms) term.coefficient = -term.coefficient;
    made.lower = std::max(0.0, -reaction.upper);
    made.upper = -reaction.lower;
    return made;
}

/// Functions of the net flux count what runs in reverse with the other sign.
void add_reverse(std::vector<Term>& terms, std::int32_t reaction, std::int32_t reverse) {
    const auto found = std::ranges::find(terms, reaction, &Term::index);
    if (found != terms.end()) terms.push_back({reverse, -found->coefficient});
}

Network under_conditions(const FluxModel& model) {
    Network network = *model.network;
    for (std::int32_t j = 0; j < model.reactions(); ++j) {
        network.reactions[at(j)].lower = model.lower[at(j)];
        network.reactions[at(j)].upper = model.upper[at(j)];
    }
    network.objectives = {{"obj", model.maximise, model.objective}};
    network.active_objective = 0;
    return network;
}

}  // namespace

Network enzyme_constrained(const FluxModel& model, const EnzymeCosts& costs, const EnzymePool& pool) {
    Network network = under_conditions(model);
    const auto pool_index = static_cast<std::int32_t>(network.metabolites.size());
    domain::Metabolite metabolite;
    metabolite.id = pool_metabolite;
    metabolite.name = "enzyme, g/gDW";
    if (!network.compartments.empty()) metabolite.compartment = network.compartments.front().id;
    network.metabolites.push_back(std::move(metabolite));
    for (std::int32_t j = 0; j < model.reactions(); ++j) {
        const std::optional<EnzymeCost>& forward = costs.forward[at(j)];
        const std::optional<EnzymeCost>& reverse = costs.reverse[at(j)];
        if (!forward && !reverse) continue;
        if (network.reactions[at(j)].lower < 0 && network.reactions[at(j)].upper > 0) {
            Reaction back = reversed(network.reactions[at(j)]);
            if (reverse) charge(back, pool_index, -reverse->cost(pool.saturation));
            network.reactions[at(j)].lower = 0;
            const auto index = static_cast<std::int32_t>(network.reactions.size());
            add_reverse(network.objectives.front().terms, j, index);
            for (domain::FluxConstraint& constraint : network.constraints)
                add_reverse(constraint.terms, j, index);
            network.reactions.push_back(std::move(back));
            if (forward) charge(network.reactions[at(j)], pool_index, -forward->cost(pool.saturation));
        } else if (network.reactions[at(j)].upper > 0 || network.reactions[at(j)].lower >= 0) {
            if (forward) charge(network.reactions[at(j)], pool_index, -forward->cost(pool.saturation));
        } else if (reverse) {
            charge(network.reactions[at(j)], pool_index, reverse->cost(pool.saturation));
        }
    }
    Reaction supply;
    supply.id = pool_reaction;
    supply.name = "enzyme pool, g/gDW";
    supply.terms = {{pool_index, 1.0}};
    supply.upper = pool.limit;
    network.reactions.push_back(std::move(supply));
    return network;
}

}  // namespace strandline::strain
