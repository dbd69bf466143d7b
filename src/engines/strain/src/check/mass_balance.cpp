#include "model/formula.hpp"

#include <strandline/base/text.hpp>
#include <strandline/strain/check.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace strandline::strain {
namespace {

using numerics::Rational;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// SBO: biomass production, exchange, demand, sink, pseudoreaction.
constexpr std::array<std::string_view, 5> pseudo_terms{"SBO:0000629", "SBO:0000627", "SBO:0000628",
                                                       "SBO:0000632", "SBO:0000631"};

bool has_pseudo_term(const Json& annotation) {
    const Json* sbo = annotation.find("sbo");
    if (!sbo) return false;
    const auto is_one = [](const Json& value) {
        return value.is_string() && std::ranges::find(pseudo_terms, value.string()) != pseudo_terms.end();
    };
    return sbo->is_array() ? std::ranges::any_of(sbo->items(), is_one) : is_one(*sbo);
}

struct Balance {
    Composition elements;
    Rational charge;
    bool formulas_known = true, charges_known = true;
};

Balance balance_of(const domain::Network& network, const domain::Reaction& reaction,
                   const std::vector<std::optional<Composition>>& formulas) {
    Balance made;
    for (const domain::Term& term : reaction.terms) {
        const Rational amount = Rational::decimal(term.coefficient);
        if (const auto& formula = formulas[at(term.index)])
            for (const auto& [element, number] : *formula) made.elements[element] += amount * number;
        else
            made.formulas_known = false;
        if (const auto& charge = network.metabolites[at(term.index)].charge)
            made.charge += amount * Rational::decimal(*charge);
        else
            made.charges_known = false;
    }
    std::erase_if(made.elements, [](const auto& element) { return element.second.is_zero(); });
    return made;
}

}  // namespace

bool is_pseudo(const FluxModel& model, std::int32_t index) {
    const domain::Reaction& reaction = model.network->reactions[at(index)];
    const auto consumed =
        std::ranges::count_if(reaction.terms, [](const auto& t) { return t.coefficient < 0; });
    if (consumed == 0 || consumed == std::ssize(reaction.terms)) return true;
    if (std::ranges::find(model.objective, index, &domain::Term::index) != model.objective.end() &&
        reaction.terms.size() > 4)
        return true;
    return lower(reaction.id).find("biomass") != std::string::npos ||
           lower(reaction.name).find("biomass") != std::string::npos || has_pseudo_term(reaction.annotation);
}

MassBalance mass_balance(const FluxModel& model) {
    const domain::Network& network = *model.network;
    MassBalance made;
    std::vector<std::optional<Composition>> formulas;
    for (const domain::Metabolite& metabolite : network.metabolites) {
        formulas.push_back(metabolite.formula.empty() ? std::nullopt : composition(metabolite.formula));
        if (!formulas.back())
            made.metabolites_without_formula.push_back(static_cast<std::int32_t>(formulas.size()) - 1);
    }
    for (std::int32_t j = 0; j < model.reactions(); ++j) {
        if (is_pseudo(model, j)) {
            made.left_out.push_back(j);
            continue;
        }
        const Balance balance = balance_of(network, network.reactions[at(j)], formulas);
        const bool is_charged = balance.charges_known && !balance.charge.is_zero();
        if (!balance.formulas_known) {
            made.without_formulas.push_back(j);
        } else if (!balance.elements.empty() || is_charged) {
            Imbalance one{j, {}, is_charged ? balance.charge.as_double() : 0};
            for (const auto& [element, number] : balance.elements) one.elements[element] = number.as_double();
            made.unbalanced.push_back(std::move(one));
        } else {
            (balance.charges_known ? made.balanced : made.without_charges).push_back(j);
        }
    }
    return made;
}

}  // namespace strandline::strain
