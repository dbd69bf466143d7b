#pragma once

#include <strandline/numerics/program.hpp>
#include <strandline/process/equations.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace strandline::process::testing {

using domain::Formula;
using domain::KineticModel;
using domain::KineticRule;
using Op = Formula::Op;

inline Formula sum(std::vector<Formula> parts) { return Formula::of(Op::plus, std::move(parts)); }
inline Formula product(std::vector<Formula> parts) { return Formula::of(Op::times, std::move(parts)); }
inline Formula difference(Formula a, Formula b) {
    return Formula::of(Op::minus, {std::move(a), std::move(b)});
}
inline Formula name(std::string_view id) { return Formula::of(id); }
inline Formula number(double value) { return Formula::of(value); }
inline Formula now() { return Formula::of(Op::time, {}); }

inline void add_compartment(KineticModel& model, std::string id, double size, bool constant = true) {
    domain::KineticCompartment compartment;
    compartment.id = std::move(id);
    compartment.size = size;
    compartment.constant = constant;
    model.compartments.push_back(std::move(compartment));
}

/// By concentration, with its amount at the start.
inline domain::KineticSpecies& add_species(KineticModel& model, std::string id, double amount,
                                           std::string compartment = "c") {
    domain::KineticSpecies species;
    species.id = std::move(id);
    species.compartment = std::move(compartment);
    species.amount = amount;
    model.species.push_back(std::move(species));
    return model.species.back();
}

inline void add_parameter(KineticModel& model, std::string id, std::optional<double> value,
                          bool constant = true) {
    domain::KineticParameter parameter;
    parameter.id = std::move(id);
    parameter.value = value;
    parameter.constant = constant;
    model.parameters.push_back(std::move(parameter));
}

inline domain::KineticReaction& add_reaction(KineticModel& model, std::string id,
                                             const std::vector<std::string>& from,
                                             const std::vector<std::string>& to, Formula law) {
    domain::KineticReaction reaction;
    reaction.id = std::move(id);
    for (const auto& one : from) reaction.reactants.push_back({.species = one, .stoichiometry = 1});
    for (const auto& one : to) reaction.products.push_back({.species = one, .stoichiometry = 1});
    reaction.law = std::move(law);
    model.reactions.push_back(std::move(reaction));
    return model.reactions.back();
}

inline void add_rule(KineticModel& model, KineticRule::Kind kind, std::string variable, Formula formula) {
    model.rules.push_back({kind, std::move(variable), std::move(formula)});
}

inline Equations built(const KineticModel& model) {
    auto made = equations(model);
    REQUIRE_MESSAGE(made.has_value(), (made ? std::string() : made.error().what()));
    return std::move(*made);
}

inline double evaluated(const numerics::ExpressionGraph& graph, Node node, std::vector<double> inputs) {
    const numerics::Program program(graph, std::span(&node, 1), inputs.size(),
                                    numerics::Execution::interpreted);
    double value = 0;
    program.evaluate(inputs.data(), &value);
    return value;
}

/// The equations at a point: by default at the start, with the settings of the model.
struct Point {
    KineticModel model;
    Equations equations;
    std::vector<double> inputs;

    explicit Point(KineticModel made, const std::vector<std::string>& given = {},
                   const std::map<std::string, double>& set = {})
        : model(std::move(made)), equations(built(model)) {
        auto begun = start(model, equations, given);
        REQUIRE_MESSAGE(begun.has_value(), (begun ? std::string() : begun.error().what()));
        std::vector<double> from = {0};
        for (const Setting& setting : settings(model))
            from.push_back(set.contains(setting.id) ? set.at(setting.id) : setting.value);
        inputs = {0};
        for (const auto* list : {&begun->states, &begun->held})
            for (const Node node : *list) inputs.push_back(evaluated(begun->graph, node, from));
        inputs.resize(equations.input_count(), 0);
    }

    double at(Node node) const { return evaluated(equations.graph, node, inputs); }
    double value(const std::string& id) const { return at(equations.quantities.at(id).value); }
    double amount(const std::string& id) const { return at(equations.quantities.at(id).amount); }
    double rate(const std::string& id) const {
        const auto& place = equations.quantities.at(id).place;
        REQUIRE(place.has_value());
        REQUIRE(place->kind == Place::Kind::state);
        return at(equations.rates[place->index]);
    }
    void keep(const std::string& id, double stored) {
        const auto& place = equations.quantities.at(id).place;
        REQUIRE(place.has_value());
        inputs[place->kind == Place::Kind::state ? equations.state_input(place->index)
                                                 : equations.held_input(place->index)] = stored;
    }
    double formula(const Formula& formula) {
        const auto node = formula_node(equations, model, formula);
        REQUIRE_MESSAGE(node.has_value(), (node ? std::string() : node.error().what()));
        inputs.resize(equations.input_count(), 0);
        return at(*node);
    }
};

inline std::string error_of(const KineticModel& model) {
    const auto made = equations(model);
    REQUIRE(!made.has_value());
    return made.error().code() + ": " + made.error().what() + "; " + made.error().found();
}

}  // namespace strandline::process::testing
