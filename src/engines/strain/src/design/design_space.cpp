#include "design/design_space.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace strandline::strain {
namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

bool has_forced_flux(const FluxModel& model, std::size_t reaction) {
    return model.lower[reaction] > 0 || model.upper[reaction] < 0;
}

/// One element for each column with a candidate.
void take_reactions(DesignSpace& space, const FluxModel& model, const DesignTask& task) {
    std::vector<std::vector<std::int32_t>> of_column(at(space.small.columns()));
    for (const std::int32_t reaction : task.candidates)
        if (const std::int32_t column = space.small.share[at(reaction)].column;
            column >= 0 && !has_forced_flux(model, at(reaction)))
            of_column[at(column)].push_back(reaction);
    for (std::size_t column = 0; column < of_column.size(); ++column) {
        if (of_column[column].empty()) continue;
        space.kill_sets[column] = {{static_cast<std::int32_t>(space.elements.size())}};
        space.elements.push_back(std::move(of_column[column]));
    }
}

/// Genes that can stand for each other: in each kill set of a column, the one or the other.
std::vector<std::vector<std::int32_t>> alike(const std::vector<KillSets>& by_genes, std::size_t genes) {
    using Company = std::pair<std::size_t, std::vector<std::int32_t>>;  // a column, who else has to go
    std::vector<std::vector<Company>> company(genes);
    for (std::size_t column = 0; column < by_genes.size(); ++column)
        for (const auto& set : by_genes[column])
            for (const std::int32_t gene : set) {
                std::vector<std::int32_t> others = set;
                std::erase(others, gene);
                company[at(gene)].emplace_back(column, std::move(others));
            }
    std::map<std::vector<Company>, std::vector<std::int32_t>> classes;
    for (std::size_t gene = 0; gene < genes; ++gene) {
        if (company[gene].empty()) continue;
        std::ranges::sort(company[gene]);
        classes[std::move(company[gene])].push_back(static_cast<std::int32_t>(gene));
    }
    std::vector<std::vector<std::int32_t>> made;
    for (auto& [key, members] : classes) made.push_back(std::move(members));
    std::ranges::sort(made);
    return made;
}

/// Genes that are candidates and keep no forced reaction running.
std::vector<bool> genes_that_may_go(const FluxModel& model, const DesignTask& task) {
    std::vector<bool> may_go(model.network->genes.size(), false);
    for (const std::int32_t gene : task.candidates) may_go[at(gene)] = true;
    for (std::size_t j = 0; j < model.network->reactions.size(); ++j)
        if (has_forced_flux(model, j))
            domain::each_gene(model.network->reactions[j].rule,
                              [&](std::int32_t gene) { may_go[at(gene)] = false; });
    return may_go;
}

void take_genes(DesignSpace& space, const FluxModel& model, const DesignTask& task) {
    const std::vector<bool> may_go = genes_that_may_go(model, task);
    std::vector<KillSets> by_genes(space.kill_sets.size());
    for (std::size_t j = 0; j < space.small.share.size(); ++j)
        if (const std::int32_t column = space.small.share[j].column; column >= 0)
            by_genes[at(column)] = united(std::move(by_genes[at(column)]),
                                          kill_sets(model.network->reactions[j].rule, task.max_knockouts,
                                                    [&](std::int32_t gene) { return may_go[at(gene)]; }));
    space.elements = alike(by_genes, may_go.size());
    std::vector<std::int32_t> element_of(may_go.size(), -1);
    for (std::size_t e = 0; e < space.elements.size(); ++e)
        for (const std::int32_t gene : space.elements[e]) element_of[at(gene)] = static_cast<std::int32_t>(e);
    for (std::size_t column = 0; column < by_genes.size(); ++column) {
        KillSets sets;
        for (const auto& genes : by_genes[column]) {
            std::vector<std::int32_t> set;
            for (const std::int32_t gene : genes) set.push_back(element_of[at(gene)]);
            std::ranges::sort(set);
            // Sets that differ only in members of one element are one set.
            sets.push_back(std::move(set));
        }
        space.kill_sets[column] = united(std::move(sets), {});
    }
}

/// Of members that do the same, the cheapest first.
void order_by_cost(DesignSpace& space, const DesignTask& task) {
    const auto cost = [&](std::int32_t member) {
        const auto found = task.cost.find(member);
        return found == task.cost.end() ? 1.0 : found->second;
    };
    for (auto& members : space.elements) {
        std::ranges::stable_sort(members, {}, cost);
        space.cost.push_back(cost(members.front()));
    }
}

/// `touched` and `killable` from the kill sets.
void index(DesignSpace& space) {
    space.touched.assign(space.elements.size(), {});
    space.killable = DesignMarks(space.kill_sets.size());
    for (std::size_t column = 0; column < space.kill_sets.size(); ++column)
        for (const auto& set : space.kill_sets[column]) {
            space.killable.set(static_cast<std::int32_t>(column));
            for (const std::int32_t element : set)
                if (auto& list = space.touched[at(element)];
                    list.empty() || list.back() != static_cast<std::int32_t>(column))
                    list.push_back(static_cast<std::int32_t>(column));
        }
}

}  // namespace

void keep_elements(DesignSpace& space, const std::vector<bool>& kept) {
    for (KillSets& sets : space.kill_sets)
        std::erase_if(sets, [&](const auto& set) {
            return std::ranges::any_of(set, [&](std::int32_t element) { return !kept[at(element)]; });
        });
    index(space);
}

double DesignSpace::cost_of(std::span<const std::int32_t> knocked) const {
    double sum = 0;
    for (const std::int32_t element : knocked) sum += cost[at(element)];
    return sum;
}

std::vector<std::int32_t> DesignSpace::dead_columns(std::span<const std::int32_t> knocked) const {
    std::vector<std::int32_t> made;
    for (const std::int32_t element : knocked)
        for (const std::int32_t column : touched[at(element)])
            if (std::ranges::any_of(kill_sets[at(column)],
                                    [&](const auto& set) { return is_within(set, knocked); }))
                made.push_back(column);
    std::ranges::sort(made);
    made.erase(std::ranges::unique(made).begin(), made.end());
    return made;
}

DesignSpace design_space(const FluxModel& model, const DesignTask& task) {
    DesignSpace space;
    space.small = compress(model);
    space.growth = compressed_terms(space.small, model.objective);
    space.product = compressed_terms(space.small, task.product);
    space.kill_sets.resize(at(space.small.columns()));
    if (task.by_genes)
        take_genes(space, model, task);
    else
        take_reactions(space, model, task);
    order_by_cost(space, task);
    index(space);
    return space;
}

}  // namespace strandline::strain
