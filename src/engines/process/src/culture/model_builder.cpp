#include "culture/model_builder.hpp"

#include <strandline/base/error.hpp>
#include <strandline/formats/petab.hpp>

#include <algorithm>
#include <utility>

namespace strandline::process {
namespace {

using domain::KineticRule;
using domain::KineticUnit;

/// Exponents of metre, kilogram, second and mole.
KineticUnit unit_of(double factor, double metre, double kilogram, double second, double mole) {
    return {factor, {metre, kilogram, second, 0, 0, mole, 0, 0}};
}

constexpr double hour = 3600;

}  // namespace

ModelBuilder::ModelBuilder() {
    made_.id = "culture";
    made_.units = {{"hour", unit_of(hour, 0, 0, 1, 0)},
                   {"per_h", unit_of(1 / hour, 0, 0, -1, 0)},
                   {"L_per_h", unit_of(1e-3 / hour, 3, 0, -1, 0)},
                   {"g_per_L", unit_of(1, -3, 1, 0, 0)},
                   {"mmol_per_L", unit_of(1, -3, 0, 0, 1)},
                   {"mmol_per_g", unit_of(1, 0, -1, 0, 1)},
                   {"mmol_per_L_h", unit_of(1 / hour, -3, 0, -1, 1)},
                   {"kJ_per_g", unit_of(1e6, 2, 0, -2, 0)},
                   {"W_per_L", unit_of(1000, -1, 1, -3, 0)}};
    made_.time_units = "hour";
    made_.substance_units = made_.extent_units = "gram";
    made_.volume_units = "litre";
}

domain::Formula ModelBuilder::formula(const std::string& text) const {
    auto parsed = formats::parse_petab_formula(text, {});
    STRANDLINE_ASSERT(parsed.has_value());
    return std::move(*parsed);
}

void ModelBuilder::compartment(std::string id, double size, std::string words) {
    made_.compartments.push_back(
        {.id = std::move(id), .name = std::move(words), .size = size, .constant = false, .units = "litre"});
}

void ModelBuilder::species(std::string id, double concentration, std::string formula, std::string words) {
    domain::KineticSpecies one;
    one.id = std::move(id);
    one.name = std::move(words);
    one.compartment = made_.compartments.front().id;
    one.concentration = concentration;
    one.substance_units = "gram";
    one.formula = std::move(formula);
    made_.species.push_back(std::move(one));
}

void ModelBuilder::value(std::string id, double value, std::string_view unit, std::string words) {
    made_.parameters.push_back({std::move(id), std::move(words), value, true, std::string(unit)});
}

void ModelBuilder::control(std::string id, double value, std::string_view unit, std::string words) {
    made_.parameters.push_back({std::move(id), std::move(words), value, false, std::string(unit)});
}

void ModelBuilder::assigned(std::string id, std::string_view unit, std::string words,
                            const std::string& text) {
    made_.parameters.push_back({id, std::move(words), std::nullopt, false, std::string(unit)});
    made_.rules.push_back({KineticRule::Kind::assignment, std::move(id), formula(text)});
}

void ModelBuilder::rate_of(std::string id, const std::string& text) {
    made_.rules.push_back({KineticRule::Kind::rate, std::move(id), formula(text)});
}

void ModelBuilder::reaction(std::string id, const std::string& reactant, const std::string& product,
                            const std::string& law) {
    domain::KineticReaction made;
    made.id = std::move(id);
    made.reversible = false;
    const auto reference = [](const std::string& species) {
        domain::SpeciesReference one;
        one.species = species;
        one.stoichiometry = 1;
        return one;
    };
    if (!reactant.empty()) made.reactants.push_back(reference(reactant));
    if (!product.empty()) made.products.push_back(reference(product));
    made.law = formula(law);
    // Species that a law reads and does not change are its modifiers.
    domain::each_part(*made.law, [&](const domain::Formula& part) {
        const bool is_species =
            part.op == domain::Formula::Op::name &&
            std::ranges::find(made_.species, part.name, &domain::KineticSpecies::id) != made_.species.end();
        const bool is_new = std::ranges::find(made.modifiers, part.name) == made.modifiers.end();
        if (is_species && is_new && part.name != reactant && part.name != product)
            made.modifiers.push_back(part.name);
    });
    made_.reactions.push_back(std::move(made));
}

domain::KineticModel ModelBuilder::model(std::string title) && {
    made_.name = std::move(title);
    return std::move(made_);
}

}  // namespace strandline::process
