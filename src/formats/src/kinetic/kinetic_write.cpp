#include "sbml_math.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/kinetic_model.hpp>

#include <sbml/SBMLTypes.h>
#include <sbml/packages/fbc/common/FbcExtensionTypes.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace strandline::formats {
namespace {

using domain::Formula;

constexpr const char* unit_parts[] = {"metre",  "kilogram", "second",  "ampere",
                                      "kelvin", "mole",     "candela", "item"};

bool needs_fbc(const domain::KineticModel& model) {
    return std::ranges::any_of(model.species, [](const domain::KineticSpecies& species) {
        return species.charge || !species.formula.empty();
    });
}

Error not_writable(std::string_view what, std::string_view where) {
    return Error::input("sbml.write", "{} cannot be written as SBML Level 3 Version 2", what)
        .found("{}", where)
        .mend("take it out of the model, or go on with the file as it is");
}

/// Fills the library's model from ours, list by list, in the order of SBML.
class ModelWriter {
public:
    ModelWriter(const domain::KineticModel& from, Model& into) : from_(from), into_(into) {}

    Result<void> write() {
        if (from_.level == 1) return fail(not_writable("a model of Level 1", from_.id));
        attributes();
        for (const auto& [id, unit] : from_.units) this->unit(id, unit);
        for (const auto& function : from_.functions) this->function(function);
        for (const auto& compartment : from_.compartments) this->compartment(compartment);
        for (const auto& species : from_.species) this->species(species);
        for (const auto& parameter : from_.parameters) this->parameter(parameter);
        for (const auto& assignment : from_.initial_assignments) {
            auto* made = into_.createInitialAssignment();
            made->setSymbol(assignment.variable);
            math(*made, assignment.formula, assignment.variable);
        }
        for (const auto& rule : from_.rules) this->rule(rule);
        for (const auto& constraint : from_.constraints) this->constraint(constraint);
        for (const auto& reaction : from_.reactions) this->reaction(reaction);
        for (const auto& event : from_.events) this->event(event);
        if (errors_.any()) return fail(errors_.take());
        return {};
    }

private:
    template <class Element>
    void math(Element& into, const std::optional<Formula>& formula, std::string_view where) {
        if (!formula) return;
        if (const auto tree = math_of(*formula))
            into.setMath(tree.get());
        else
            errors_.add(not_writable("a draw from a distribution", where));
    }

    static void set_id(SBase& into, const std::string& id, const std::string& name) {
        if (!id.empty()) into.setIdAttribute(id);
        if (!name.empty()) into.setName(name);
    }

    void attributes() {
        set_id(into_, from_.id, from_.name);
        const std::pair<const std::string*, int (Model::*)(const std::string&)> each[] = {
            {&from_.time_units, &Model::setTimeUnits},
            {&from_.substance_units, &Model::setSubstanceUnits},
            {&from_.volume_units, &Model::setVolumeUnits},
            {&from_.area_units, &Model::setAreaUnits},
            {&from_.length_units, &Model::setLengthUnits},
            {&from_.extent_units, &Model::setExtentUnits},
            {&from_.conversion_factor, &Model::setConversionFactor}};
        for (const auto& [value, set] : each)
            if (!value->empty()) (into_.*set)(*value);
    }

    /// The factor goes to a part without dimension, so that it is raised to no power.
    void unit(const std::string& id, const domain::KineticUnit& unit) {
        UnitDefinition& made = *into_.createUnitDefinition();
        made.setId(id);
        const auto part = [&](const char* kind, double exponent, double factor) {
            Unit& one = *made.createUnit();
            one.setKind(UnitKind_forName(kind));
            one.setExponent(exponent);
            one.setScale(0);
            one.setMultiplier(factor);
        };
        for (std::size_t k = 0; k < std::size(unit_parts); ++k)
            if (unit.exponents[k] != 0) part(unit_parts[k], unit.exponents[k], 1);
        if (unit.factor != 1 || made.getNumUnits() == 0) part("dimensionless", 1, unit.factor);
    }

    void function(const domain::KineticFunction& function) {
        FunctionDefinition& made = *into_.createFunctionDefinition();
        set_id(made, function.id, function.name);
        if (!function.body) return;
        ASTNode lambda(AST_LAMBDA);
        for (const std::string& argument : function.arguments) {
            auto* name = new ASTNode(AST_NAME);
            name->setName(argument.c_str());
            lambda.addChild(name);
            name->setBvar();
        }
        auto body = math_of(*function.body);
        if (!body) return errors_.add(not_writable("a draw from a distribution", function.id));
        lambda.addChild(body.release());
        made.setMath(&lambda);
    }

    void compartment(const domain::KineticCompartment& compartment) {
        Compartment& made = *into_.createCompartment();
        set_id(made, compartment.id, compartment.name);
        made.setSpatialDimensions(compartment.dimensions);
        made.setConstant(compartment.constant);
        if (compartment.size) made.setSize(*compartment.size);
        if (!compartment.units.empty()) made.setUnits(compartment.units);
    }

    void species(const domain::KineticSpecies& species) {
        Species& made = *into_.createSpecies();
        set_id(made, species.id, species.name);
        made.setCompartment(species.compartment);
        if (species.amount) made.setInitialAmount(*species.amount);
        if (species.concentration) made.setInitialConcentration(*species.concentration);
        made.setHasOnlySubstanceUnits(species.amount_only);
        made.setBoundaryCondition(species.boundary);
        made.setConstant(species.constant);
        if (!species.conversion_factor.empty()) made.setConversionFactor(species.conversion_factor);
        if (!species.substance_units.empty()) made.setSubstanceUnits(species.substance_units);
        auto* fbc = dynamic_cast<FbcSpeciesPlugin*>(made.getPlugin("fbc"));
        if (!fbc) return;
        if (!species.formula.empty()) fbc->setChemicalFormula(species.formula);
        if (!species.charge) return;
        if (std::trunc(*species.charge) != *species.charge)
            return errors_.add(not_writable("a charge that is no whole number", species.id));
        fbc->setCharge(static_cast<int>(*species.charge));
    }

    void parameter(const domain::KineticParameter& parameter) {
        Parameter& made = *into_.createParameter();
        set_id(made, parameter.id, parameter.name);
        made.setConstant(parameter.constant);
        if (parameter.value) made.setValue(*parameter.value);
        if (!parameter.units.empty()) made.setUnits(parameter.units);
    }

    void rule(const domain::KineticRule& rule) {
        using Kind = domain::KineticRule::Kind;
        if (rule.kind == Kind::algebraic) return math(*into_.createAlgebraicRule(), rule.formula, "a rule");
        Rule* made = rule.kind == Kind::rate ? static_cast<Rule*>(into_.createRateRule())
                                             : static_cast<Rule*>(into_.createAssignmentRule());
        made->setVariable(rule.variable);
        math(*made, rule.formula, rule.variable);
    }

    void constraint(const domain::KineticConstraint& constraint) {
        Constraint& made = *into_.createConstraint();
        set_id(made, constraint.id, {});
        math(made, constraint.formula, "a constraint");
        if (!constraint.message.empty())
            made.setMessage(format(R"(<p xmlns="http://www.w3.org/1999/xhtml">{}</p>)", constraint.message));
    }

    void reference(const domain::SpeciesReference& reference, SpeciesReference& made,
                   std::string_view reaction) {
        if (reference.formula) errors_.add(not_writable("a stoichiometry that is a formula", reaction));
        if (!reference.id.empty()) made.setId(reference.id);
        made.setSpecies(reference.species);
        if (reference.stoichiometry) made.setStoichiometry(*reference.stoichiometry);
        made.setConstant(reference.constant);
    }

    void reaction(const domain::KineticReaction& reaction) {
        if (reaction.fast) errors_.add(not_writable("a fast reaction", reaction.id));
        Reaction& made = *into_.createReaction();
        set_id(made, reaction.id, reaction.name);
        made.setReversible(reaction.reversible);
        if (!reaction.compartment.empty()) made.setCompartment(reaction.compartment);
        for (const auto& each : reaction.reactants) reference(each, *made.createReactant(), reaction.id);
        for (const auto& each : reaction.products) reference(each, *made.createProduct(), reaction.id);
        for (const std::string& id : reaction.modifiers) made.createModifier()->setSpecies(id);
        if (!reaction.law && reaction.locals.empty()) return;
        KineticLaw& law = *made.createKineticLaw();
        math(law, reaction.law, reaction.id);
        for (const auto& local : reaction.locals) {
            LocalParameter& one = *law.createLocalParameter();
            set_id(one, local.id, local.name);
            if (local.value) one.setValue(*local.value);
            if (!local.units.empty()) one.setUnits(local.units);
        }
    }

    void event(const domain::KineticEvent& event) {
        Event& made = *into_.createEvent();
        set_id(made, event.id, event.name);
        made.setUseValuesFromTriggerTime(event.values_at_trigger);
        Trigger& trigger = *made.createTrigger();
        trigger.setInitialValue(event.initially_true);
        trigger.setPersistent(event.persistent);
        math(trigger, event.trigger, event.id);
        if (event.delay) math(*made.createDelay(), event.delay, event.id);
        if (event.priority) math(*made.createPriority(), event.priority, event.id);
        for (const auto& assignment : event.assignments) {
            EventAssignment& one = *made.createEventAssignment();
            one.setVariable(assignment.variable);
            math(one, assignment.formula, event.id);
        }
    }

    const domain::KineticModel& from_;
    Model& into_;
    Errors errors_;
};

}  // namespace

Result<void> write_kinetic_model(const domain::KineticModel& model, Sink& sink) {
    SBMLNamespaces names(3, 2);
    const bool with_fbc = needs_fbc(model);
    if (with_fbc) names.addPackageNamespace("fbc", 2);
    SBMLDocument document(&names);
    if (with_fbc) document.setPackageRequired("fbc", false);
    Model& made = *document.createModel();
    if (auto* fbc = dynamic_cast<FbcModelPlugin*>(made.getPlugin("fbc"))) fbc->setStrict(false);
    STRANDLINE_CHECK(ModelWriter(model, made).write());
    SBMLWriter writer;
    const std::unique_ptr<char, void (*)(void*)> text(writer.writeToString(&document), std::free);
    STRANDLINE_ASSERT(text != nullptr);
    sink.write(text.get());
    return sink.status();
}

}  // namespace strandline::formats
