#include <strandline/strain/check.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

namespace strandline::strain {
namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

struct Use {
    std::int32_t producers = 0, consumers = 0, reactions = 0;
};

}  // namespace

DeadEnds dead_ends(const FluxModel& model) {
    const domain::Network& network = *model.network;
    std::vector<Use> uses(network.metabolites.size());
    for (std::int32_t j = 0; j < model.reactions(); ++j) {
        const domain::Reaction& reaction = network.reactions[at(j)];
        const bool open = is_exchange(reaction);
        const bool forward = open || model.upper[at(j)] > 0, backward = open || model.lower[at(j)] < 0;
        if (!forward && !backward) continue;
        for (const domain::Term& term : reaction.terms) {
            Use& use = uses[at(term.index)];
            ++use.reactions;
            if (term.coefficient > 0 ? forward : backward) ++use.producers;
            if (term.coefficient > 0 ? backward : forward) ++use.consumers;
        }
    }
    DeadEnds made;
    for (std::int32_t i = 0; i < static_cast<std::int32_t>(uses.size()); ++i) {
        if (network.metabolites[at(i)].boundary) continue;
        const Use& use = uses[at(i)];
        if (use.reactions == 0)
            made.in_none.push_back(i);
        else if (use.consumers == 0)
            made.only_produced.push_back(i);
        else if (use.producers == 0)
            made.only_consumed.push_back(i);
        else if (use.reactions == 1)
            made.in_one_reaction.push_back(i);
    }
    return made;
}

std::vector<std::vector<std::int32_t>> duplicate_reactions(const FluxModel& model) {
    std::map<std::vector<std::pair<std::int32_t, double>>, std::vector<std::int32_t>> groups;
    for (std::int32_t j = 0; j < model.reactions(); ++j) {
        const std::vector<domain::Term>& terms = model.network->reactions[at(j)].terms;
        if (terms.empty()) continue;
        std::vector<std::pair<std::int32_t, double>> ratios;
        for (const domain::Term& term : terms)
            ratios.emplace_back(term.index, term.coefficient / terms.front().coefficient);
        groups[std::move(ratios)].push_back(j);
    }
    std::vector<std::vector<std::int32_t>> made;
    for (auto& [ratios, group] : groups)
        if (group.size() > 1) made.push_back(std::move(group));
    std::ranges::sort(made);
    return made;
}

std::vector<std::int32_t> genes_without_reaction(const domain::Network& network) {
    std::vector<bool> used(network.genes.size(), false);
    for (const domain::Reaction& reaction : network.reactions)
        domain::each_gene(reaction.rule, [&](std::int32_t gene) { used[at(gene)] = true; });
    std::vector<std::int32_t> made;
    for (std::int32_t g = 0; g < static_cast<std::int32_t>(used.size()); ++g)
        if (!used[at(g)]) made.push_back(g);
    return made;
}

BoundCounts count_bounds(const FluxModel& model) {
    BoundCounts made;
    for (const auto* bounds : {&model.lower, &model.upper})
        for (const double bound : *bounds)
            if (std::isfinite(bound)) made.largest = std::max(made.largest, std::abs(bound));
    for (std::size_t j = 0; j < model.lower.size(); ++j) {
        const double low = model.lower[j], high = model.upper[j];
        made.infinite += std::isinf(low) || std::isinf(high) ? 1 : 0;
        made.at_largest += made.largest > 0 && (-low == made.largest || high == made.largest) ? 1 : 0;
        made.forced += low > 0 || high < 0 ? 1 : 0;
        if (low < 0 && high > 0)
            ++made.reversible;
        else if (high > 0)
            ++made.forward;
        else if (low < 0)
            ++made.backward;
        else
            ++made.closed;
    }
    return made;
}

}  // namespace strandline::strain
