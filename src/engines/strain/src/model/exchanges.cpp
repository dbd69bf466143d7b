#include "model/exchanges.hpp"

#include <strandline/strain/balance.hpp>

namespace strandline::strain {
namespace {

constexpr double nothing = 1e-9;  // mmol/gDW/h

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

const domain::Reaction& reaction_of(const FluxModel& model, std::int32_t index) {
    return model.network->reactions[at(index)];
}

struct Intake {
    std::int32_t exchange = -1;
    double amount = 0, carbon = 0;  // mmol/gDW/h
};

/// All that comes in at the optimum, ascending.
std::vector<Intake> intakes(const FluxModel& model) {
    std::vector<Intake> made;
    const FluxSolution best = flux_balance(model);
    if (!best.has_fluxes()) return made;
    for (std::int32_t j = 0; j < model.reactions(); ++j) {
        if (!is_exchange(reaction_of(model, j))) continue;
        // The flux itself: a coefficient other than 1 only says that the metabolite is counted in another unit.
        const bool consumes = reaction_of(model, j).terms.front().coefficient < 0;
        const double amount = consumes ? -best.fluxes[at(j)] : best.fluxes[at(j)];
        if (amount <= nothing) continue;
        const auto content = exchanged_content(model, j);
        made.push_back({j, amount, content ? amount * content->carbon_atoms : 0});
    }
    return made;
}

bool is_carbon_dioxide(std::string_view formula) {
    return formula == "CO2" || formula == "CHO3" || formula == "CH2O3" || formula == "CO3";
}

/// The carbon, carbon dioxide aside, that bounds let in the most of, in mmol.
std::int32_t most_open(const FluxModel& model) {
    Intake best;
    for (std::int32_t j = 0; j < model.reactions(); ++j) {
        if (!is_exchange(reaction_of(model, j))) continue;
        const std::string& formula = exchanged(model, j).formula;
        if (!has_carbon(formula) || is_carbon_dioxide(formula)) continue;
        const double most = uptake_of(model, j).coefficient < 0 ? -model.lower[at(j)] : model.upper[at(j)];
        if (most > best.amount) best = {j, most, 0};
    }
    return best.exchange;
}

}  // namespace

const domain::Metabolite& exchanged(const FluxModel& model, std::int32_t exchange) {
    return model.network->metabolites[at(reaction_of(model, exchange).terms.front().index)];
}

std::optional<FormulaContent> exchanged_content(const FluxModel& model, std::int32_t reaction) {
    if (!is_exchange(reaction_of(model, reaction))) return std::nullopt;
    return formula_content(exchanged(model, reaction).formula);
}

domain::Term secretion(const FluxModel& model, std::int32_t reaction) {
    const domain::Reaction& r = reaction_of(model, reaction);
    return {reaction, is_exchange(r) && r.terms.front().coefficient > 0 ? -1.0 : 1.0};
}

domain::Term uptake_of(const FluxModel& model, std::int32_t exchange) {
    return {exchange, -secretion(model, exchange).coefficient};
}

std::vector<std::int32_t> carbon_sources(const FluxModel& model) {
    std::vector<std::int32_t> made;
    for (const Intake& intake : intakes(model))
        if (intake.carbon > nothing) made.push_back(intake.exchange);
    return made;
}

std::int32_t main_substrate(const FluxModel& model) {
    Intake most_carbon, most;
    for (const Intake& intake : intakes(model)) {
        if (intake.carbon > most_carbon.carbon) most_carbon = intake;
        if (intake.amount > most.amount) most = intake;
    }
    if (most.exchange < 0) return most_open(model);
    return most_carbon.exchange >= 0 ? most_carbon.exchange : most.exchange;
}

}  // namespace strandline::strain
