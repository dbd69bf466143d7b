#include <strandline/strain/check.hpp>

#include <strandline/base/parallel.hpp>
#include <strandline/base/text.hpp>

#include <array>
#include <cmath>
#include <functional>

namespace strandline::strain {
namespace {

/// Most uptake through each exchange that lets something in.
std::vector<OpenUptake> medium_of(const FluxModel& model) {
    std::vector<OpenUptake> made;
    for (std::int32_t j = 0; j < model.reactions(); ++j) {
        const auto k = static_cast<std::size_t>(j);
        const domain::Reaction& reaction = model.network->reactions[k];
        if (!is_exchange(reaction)) continue;
        const double most = reaction.terms.front().coefficient < 0 ? -model.lower[k] : model.upper[k];
        if (most > 0) made.push_back({j, most});
    }
    return made;
}

std::vector<std::string> faults_of(const ModelCheck& check, const FluxModel& model) {
    std::vector<std::string> made;
    if (model.objective.empty()) made.emplace_back("it has no objective");
    if (check.growth.status == FluxStatus::infeasible)
        made.emplace_back("its bounds allow no flux state");
    else if (check.growth.status == FluxStatus::unbounded)
        made.emplace_back("its objective has no bound");
    else if (check.growth.status == FluxStatus::solver_failure)
        made.emplace_back("the solver found no optimum");
    // A gradient that no ATP synthase spends does no harm; one that is spent charges ATP, too.
    for (const EnergyCycle& cycle : check.energy.cycles)
        if (!cycle.carrier.starts_with("protons"))
            made.push_back(format("it charges {} from nothing", cycle.carrier));
    return made;
}

}  // namespace

ModelCheck check_model(const FluxModel& model, Context& context) {
    ModelCheck made;
    for (const domain::Reaction& reaction : model.network->reactions) {
        const bool exchange = is_exchange(reaction);
        made.exchanges += exchange ? 1 : 0;
        made.reactions_without_rule +=
            !exchange && reaction.rule.kind == domain::GeneRule::Kind::none ? 1 : 0;
    }
    made.bounds = count_bounds(model);
    made.medium = medium_of(model);
    made.dead_ends = dead_ends(model);
    made.duplicates = duplicate_reactions(model);
    made.unused_genes = genes_without_reaction(*model.network);
    Context silent({.cancel = context.settings().cancel});
    const std::array<std::function<void()>, 8> works{
        [&] { made.blocked = blocked_reactions(model, silent); },
        [&] { made.blocked_when_open = blocked_reactions(with_open_exchanges(model), silent); },
        [&] { made.unconserved = unconserved_metabolites(model); },
        [&] { made.energy = energy_cycles(model); },
        [&] {
            const auto still = blocked_reactions(without_exchanges(model), silent);
            if (!still) return;
            made.in_loops.emplace();
            std::size_t k = 0;
            for (std::int32_t j = 0; j < model.reactions(); ++j) {
                if (k < still->size() && (*still)[k] == j)
                    ++k;
                else
                    made.in_loops->push_back(j);
            }
        },
        [&] { made.biomass = check_biomass(model); },
        [&] { made.growth = flux_balance(model); },
        [&] { made.mass = mass_balance(model); }};
    parallel_for(works.size(), context.threads(), [&](std::size_t k) {
        if (!context.cancelled()) works[k]();
    });
    made.faults = faults_of(made, model);
    return made;
}

}  // namespace strandline::strain
