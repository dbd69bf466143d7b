#include "design/design_genes.hpp"

#include "design/kill_sets.hpp"

#include <strandline/strain/genes.hpp>

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace strandline::strain {
namespace {

using Set = std::vector<std::int32_t>;

constexpr std::size_t most_choices = 20000;  // gene sets looked through
constexpr std::size_t most_measured = 12;    // gene sets whose effect is asked of the model
constexpr int most_genes_a_reaction = 16;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// Genes, and the reaction of each knock-out that they are to stop.
struct Choice {
    Set genes, reactions;
    std::size_t side_effects = 0;
};

/// Of members, the cheapest first, those that cost no more than the first.
Set cheapest(const Set& members, const DesignTask& task) {
    const auto cost = [&](std::int32_t member) {
        const auto found = task.cost.find(member);
        return found == task.cost.end() ? 1.0 : found->second;
    };
    Set made = members;
    std::erase_if(made, [&](std::int32_t member) { return cost(member) > cost(members.front()); });
    return made;
}

/// One member of each knock-out and one of its smallest gene sets.
std::vector<Choice> choices(const FluxModel& model, const KnockoutDesign& design,
                            const std::vector<bool>& may_go, const DesignTask& task) {
    std::vector<Choice> made = {{}};
    for (const Set& members : design.knockouts) {
        if (members.front() >= task.first_lever) {
            for (Choice& one : made) one.reactions.push_back(members.front());
            continue;
        }
        std::vector<Choice> longer;
        for (const std::int32_t reaction : cheapest(members, task))
            for (const Set& genes :
                 kill_sets(model.network->reactions[at(reaction)].rule, most_genes_a_reaction,
                           [&](std::int32_t gene) { return may_go[at(gene)]; }))
                for (const Choice& before : made) {
                    if (longer.size() >= most_choices) break;
                    Choice next{{}, before.reactions};
                    std::ranges::set_union(before.genes, genes, std::back_inserter(next.genes));
                    next.reactions.push_back(reaction);
                    longer.push_back(std::move(next));
                }
        made = std::move(longer);
    }
    return made;
}

Set others_of(const Set& dead, const KnockoutDesign& design) {
    Set made;
    for (const std::int32_t reaction : dead)
        if (std::ranges::none_of(design.knockouts, [&](const Set& members) {
                return std::ranges::find(members, reaction) != members.end();
            }))
            made.push_back(reaction);
    return made;
}

/// The smallest first, then those with the fewest side effects.
void rank(std::vector<Choice>& all, const GeneEffects& effects, const KnockoutDesign& design) {
    if (all.empty()) return;
    const std::size_t smallest =
        std::ranges::min_element(all, {}, [](const Choice& c) { return c.genes.size(); })->genes.size();
    std::erase_if(all, [&](const Choice& c) { return c.genes.size() > smallest; });
    for (Choice& one : all) one.side_effects = others_of(effects.dead_reactions(one.genes), design).size();
    std::ranges::sort(all, [](const Choice& a, const Choice& b) {
        return std::tie(a.side_effects, a.genes, a.reactions) <
               std::tie(b.side_effects, b.genes, b.reactions);
    });
    const auto same = std::ranges::unique(all, {}, &Choice::genes);
    all.erase(same.begin(), same.end());
}

bool is_as_good(const DesignMeasure& genes, const DesignMeasure& reactions, const DesignTask& task) {
    constexpr double slack = 1e-6;
    const double value = reactions.value(task.method);
    return is_allowed(genes, task) &&
           genes.value(task.method) >= value - slack * std::max(1.0, std::abs(value));
}

Result<void> choose_genes(BuiltDesign& made, const FluxModel& model, const DesignTask& task,
                          const FluxExpression& uptake, const KnockoutDesign& design,
                          const std::vector<bool>& may_go) {
    const GeneEffects effects(*model.network);
    std::vector<Choice> all = choices(model, design, may_go, task);
    rank(all, effects, design);
    for (std::size_t i = 0; i < std::min(all.size(), most_measured); ++i) {
        Set dead = effects.dead_reactions(all[i].genes);
        for (const std::int32_t reaction : all[i].reactions)
            if (reaction >= task.first_lever) dead.push_back(reaction);
        STRANDLINE_TRY(const DesignMeasure measure, measure_design(model, task, uptake, dead));
        const bool good = is_as_good(measure, made.measure, task);
        if (i > 0 && !good) continue;
        made.genes = all[i].genes;
        made.knockouts = all[i].reactions;
        made.side_effects = others_of(dead, design);
        made.gene_measure = measure;
        if (good) break;
    }
    return {};
}

}  // namespace

Result<BuiltDesign> build_design(const FluxModel& model, const DesignTask& task, const FluxExpression& uptake,
                                 const KnockoutDesign& design, const std::vector<bool>& may_go) {
    BuiltDesign made;
    for (const Set& members : design.knockouts) made.knockouts.push_back(members.front());
    if (task.by_genes) {
        made.genes = made.knockouts;
        std::ranges::sort(made.genes);
        const Set dead = GeneEffects(*model.network).dead_reactions(made.genes);
        STRANDLINE_TRY(made.measure, measure_design(model, task, uptake, dead));
        made.gene_measure = made.measure;
        return made;
    }
    STRANDLINE_TRY(made.measure, measure_design(model, task, uptake, made.knockouts));
    if (std::ranges::any_of(made.knockouts, [&](std::int32_t one) { return one < task.first_lever; }))
        STRANDLINE_CHECK(choose_genes(made, model, task, uptake, design, may_go));
    std::ranges::sort(made.knockouts);
    return made;
}

}  // namespace strandline::strain
