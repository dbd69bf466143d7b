#pragma once

#include "support.hpp"

#include <strandline/formats/kinetic_model.hpp>

#include <cmath>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Small SBML models of our own, and the reading of them.

namespace strandline::formats::testing {

inline Result<domain::KineticModel> read_sbml_text(std::string text) {
    Context context;
    return read_kinetic_model(file(std::move(text)), context);
}

inline domain::KineticModel good_model(std::string text) {
    auto model = read_sbml_text(std::move(text));
    REQUIRE_MESSAGE(model.has_value(), (model ? std::string() : render(model.error())));
    return std::move(*model);
}

/// Level 3 Version 2 round what stands inside of <model>; it begins on line 2.
inline std::string level_3(std::string_view inside, std::string_view attributes = {}) {
    return format(
        R"(<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2" {}><model id="m">)"
        "\n{}\n</model></sbml>",
        attributes, inside);
}

inline std::string level_2(std::string_view inside, int version) {
    const std::string space = version == 1 ? "" : format("/version{}", version);
    return format(R"(<sbml xmlns="http://www.sbml.org/sbml/level2{}" level="2" version="{}"><model id="m">)"
                  "\n{}\n</model></sbml>",
                  space, version, inside);
}

inline std::string level_1(std::string_view inside, int version) {
    return format(R"(<sbml xmlns="http://www.sbml.org/sbml/level1" level="1" version="{}"><model name="m">)"
                  "\n{}\n</model></sbml>",
                  version, inside);
}

inline std::string math(std::string_view inside) {
    return format(R"(<math xmlns="http://www.w3.org/1998/Math/MathML">{}</math>)", inside);
}

/// A parameter x set by the mathematics: what the formula is read as, written as text.
inline std::string as_text(std::string_view mathematics) {
    const auto model = good_model(level_3(
        format(R"(<listOfParameters><parameter id="x" constant="false"/><parameter id="a" constant="true"/>)"
               R"(<parameter id="b" constant="true"/><parameter id="c" constant="true"/></listOfParameters>)"
               R"(<listOfRules><assignmentRule variable="x">{}</assignmentRule></listOfRules>)",
               math(mathematics))));
    REQUIRE(model.rules.size() == 1);
    REQUIRE(model.rules[0].formula.has_value());
    return formula_text(*model.rules[0].formula);
}

/// The value to 13 digits; not a number as a number that stands for it, so that models with it can be equal.
inline void coarsen(double& value) {
    value = std::isnan(value) ? -9.87654321e-123 : std::strtod(format("{:.12e}", value).c_str(), nullptr);
}
inline void coarsen(std::optional<double>& value) {
    if (value) coarsen(*value);
}
/// A product of products is one product, as libsbml writes it; sums alike.
inline void coarsen(domain::Formula& formula) {
    using Op = domain::Formula::Op;
    coarsen(formula.value);
    std::vector<domain::Formula> parts;
    for (domain::Formula& part : formula.arguments) {
        coarsen(part);
        const bool joins = part.op == formula.op && (part.op == Op::times || part.op == Op::plus);
        if (joins)
            parts.insert(parts.end(), part.arguments.begin(), part.arguments.end());
        else
            parts.push_back(std::move(part));
    }
    formula.arguments = std::move(parts);
}
inline void coarsen(std::optional<domain::Formula>& formula) {
    if (formula) coarsen(*formula);
}

/// The model as far as 15 written digits tell it.
inline domain::KineticModel coarse(domain::KineticModel model) {
    for (auto& [id, unit] : model.units) coarsen(unit.factor);
    for (auto& each : model.compartments) coarsen(each.size);
    for (auto& each : model.species) coarsen(each.amount), coarsen(each.concentration);
    for (auto& each : model.parameters) coarsen(each.value);
    for (auto& each : model.functions) coarsen(each.body);
    for (auto& each : model.rules) coarsen(each.formula);
    for (auto& each : model.initial_assignments) coarsen(each.formula);
    for (auto& each : model.constraints) coarsen(each.formula);
    for (auto& each : model.reactions) {
        coarsen(each.law);
        for (auto& local : each.locals) coarsen(local.value);
        for (auto* side : {&each.reactants, &each.products})
            for (auto& reference : *side) coarsen(reference.stoichiometry);
    }
    for (auto& each : model.events) {
        for (auto* formula : {&each.trigger, &each.delay, &each.priority}) coarsen(*formula);
        for (auto& assignment : each.assignments) coarsen(assignment.formula);
    }
    return model;
}

}  // namespace strandline::formats::testing
