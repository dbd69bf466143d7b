#include <strandline/strain/insertion.hpp>

#include <algorithm>

namespace strandline::strain {
namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// New index by old one: the host's keep theirs, of the others those that are used follow.
template <class Item>
std::vector<std::int32_t> keep(std::vector<Item>& items, std::int32_t of_host,
                               const std::vector<bool>& used) {
    std::vector<std::int32_t> index(items.size(), -1);
    std::vector<Item> kept;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i >= at(of_host) && !used[i]) continue;
        index[i] = static_cast<std::int32_t>(kept.size());
        kept.push_back(std::move(items[i]));
    }
    items = std::move(kept);
    return index;
}

void rename_genes(domain::GeneRule& rule, const std::vector<std::int32_t>& index) {
    if (rule.kind == domain::GeneRule::Kind::gene) rule.gene = index[at(rule.gene)];
    for (domain::GeneRule& part : rule.parts) rename_genes(part, index);
}

}  // namespace

domain::Network with_insertion(const Insertions& found, const Insertion& set) {
    domain::Network made = *found.model.network;
    std::vector<bool> has_metabolite(made.metabolites.size()), has_gene(made.genes.size());
    std::vector<domain::Reaction> reactions;
    for (std::size_t j = 0; j < made.reactions.size(); ++j) {
        const auto index = static_cast<std::int32_t>(j);
        const bool inserted = std::ranges::binary_search(set.reactions, index);
        if (index >= found.host_reactions && !inserted && index != found.target) continue;
        domain::Reaction& reaction = made.reactions[j];
        // A reaction that was off and is not in the set stays off.
        const bool off = !inserted && std::ranges::binary_search(found.offered, index);
        reaction.lower = off ? 0 : found.model.lower[j];
        reaction.upper = off ? 0 : found.model.upper[j];
        for (const domain::Term& term : reaction.terms) has_metabolite[at(term.index)] = true;
        each_gene(reaction.rule, [&](std::int32_t gene) { has_gene[at(gene)] = true; });
        reactions.push_back(std::move(reaction));
    }
    made.reactions = std::move(reactions);
    const auto metabolite = keep(made.metabolites, found.host_metabolites, has_metabolite);
    const auto gene = keep(made.genes, found.host_genes, has_gene);
    for (domain::Reaction& reaction : made.reactions) {
        for (domain::Term& term : reaction.terms) term.index = metabolite[at(term.index)];
        rename_genes(reaction.rule, gene);
    }
    return made;
}

}  // namespace strandline::strain
