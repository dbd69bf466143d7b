#include "model/gene_use.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace strandline::strain {
namespace {

using domain::GeneRule;
using GeneSet = std::set<std::int32_t>;
using numerics::infinity;

constexpr std::size_t most_sets = 200;  // of one rule

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// Those that hold no other one.
std::vector<GeneSet> smallest(std::vector<GeneSet> all) {
    std::ranges::sort(all, [](const GeneSet& a, const GeneSet& b) {
        return a.size() != b.size() ? a.size() < b.size() : a < b;
    });
    std::vector<GeneSet> kept;
    for (GeneSet& one : all)
        if (std::ranges::none_of(kept, [&](const GeneSet& less) { return std::ranges::includes(one, less); }))
            kept.push_back(std::move(one));
    return kept;
}

/// The smallest gene sets that run a reaction; more than `most_sets` where there are too many.
std::vector<GeneSet> sets_that_run(const GeneRule& rule) {
    switch (rule.kind) {
    case GeneRule::Kind::none:
        return {{}};
    case GeneRule::Kind::gene:
        return {{rule.gene}};
    case GeneRule::Kind::any_of: {
        std::vector<GeneSet> made;
        for (const GeneRule& part : rule.parts)
            std::ranges::move(sets_that_run(part), std::back_inserter(made));
        return smallest(std::move(made));
    }
    case GeneRule::Kind::all_of:
        break;
    }
    std::vector<GeneSet> made = {{}};
    for (const GeneRule& part : rule.parts) {
        std::vector<GeneSet> product;
        const std::vector<GeneSet> more = sets_that_run(part);
        for (const GeneSet& a : made)
            for (const GeneSet& b : more) {
                product.push_back(a);
                product.back().insert(b.begin(), b.end());
            }
        made = smallest(std::move(product));
        if (made.size() > most_sets) break;
    }
    return made;
}

GeneRule all_of(const GeneSet& genes) {
    GeneRule made{GeneRule::Kind::all_of, -1, {}};
    for (const std::int32_t gene : genes) made.parts.push_back({GeneRule::Kind::gene, gene, {}});
    if (made.parts.size() > 1) return made;
    GeneRule only = std::move(made.parts.front());
    return only;
}

std::int32_t add_flux(domain::Network& network, std::string id, double upper) {
    domain::Reaction flux;
    flux.id = flux.name = std::move(id);
    flux.upper = upper;
    network.reactions.push_back(std::move(flux));
    return static_cast<std::int32_t>(network.reactions.size()) - 1;
}

/// The size of a reaction's flux is the sum of its shares; where it can go both ways, at most that sum.
void add_sum(domain::Network& network, const FluxModel& model, std::int32_t reaction,
             const std::vector<std::int32_t>& shares) {
    const std::string& id = network.reactions[at(reaction)].id;
    const bool forth = model.upper[at(reaction)] > 0, back = model.lower[at(reaction)] < 0;
    for (const double sign : {1.0, -1.0}) {
        if (!(sign > 0 ? forth : back)) continue;
        domain::FluxConstraint row{.id = "shares of " + id, .name = id, .terms = {{reaction, -sign}}};
        for (const std::int32_t share : shares) row.terms.push_back({share, 1.0});
        row.upper = forth && back ? infinity : 0;
        network.constraints.push_back(std::move(row));
    }
}

}  // namespace

std::vector<std::int32_t> genes_in(std::string_view condition, const domain::Network& network) {
    constexpr std::string_view between = " \t+-*<>=,;&()";
    std::vector<std::int32_t> made;
    for (std::size_t begin = 0; begin < condition.size();) {
        const std::size_t end = std::min(condition.find_first_of(between, begin), condition.size());
        const std::string_view word = condition.substr(begin, end - begin);
        begin = end + 1;
        if (word.empty() || domain::find_reaction(network, word) >= 0) continue;
        if (const std::int32_t gene = domain::find_gene(network, word); gene >= 0) made.push_back(gene);
    }
    return made;
}

Result<void> add_gene_use(domain::Network& network, const FluxModel& model,
                          std::span<const std::int32_t> genes) {
    std::map<std::int32_t, std::vector<domain::Term>> carried;  // by gene
    for (const std::int32_t gene : genes) carried[gene];
    for (std::int32_t j = 0; j < model.reactions(); ++j) {
        bool needed = false;
        domain::each_gene(network.reactions[at(j)].rule,
                          [&](std::int32_t gene) { needed = needed || carried.contains(gene); });
        const double most = std::max(std::abs(model.lower[at(j)]), std::abs(model.upper[at(j)]));
        if (!needed || most == 0) continue;
        const std::vector<GeneSet> sets = sets_that_run(network.reactions[at(j)].rule);
        if (sets.size() > most_sets)
            return fail(Error::input("strain.regulation",
                                     "more than {} gene sets run '{}', which needs a regulated gene",
                                     most_sets, network.reactions[at(j)].id)
                            .mend("regulate the reaction instead of the gene"));
        std::vector<std::int32_t> shares;
        for (const GeneSet& set : sets) {
            shares.push_back(add_flux(
                network, network.reactions[at(j)].id + " by set " + std::to_string(shares.size() + 1), most));
            network.reactions.back().rule = all_of(set);
            for (const std::int32_t gene : set)
                if (const auto found = carried.find(gene); found != carried.end())
                    found->second.push_back({shares.back(), 1.0});
        }
        add_sum(network, model, j, shares);
    }
    for (auto& [gene, terms] : carried) {
        const std::string& id = network.genes[at(gene)].id;
        domain::FluxConstraint row{.id = id + " carries", .name = id, .terms = std::move(terms)};
        row.terms.push_back({add_flux(network, id, infinity), -1.0});
        network.constraints.push_back(std::move(row));
    }
    return {};
}

}  // namespace strandline::strain
