#include "sbml_model.hpp"

#include "network/xml_reader.hpp"
#include "sbml_functions.hpp"
#include "sbml_names.hpp"
#include "sbml_slips.hpp"
#include "sbml_units.hpp"

#include <strandline/base/text.hpp>

#include <sbml/SBMLTypes.h>
#include <sbml/packages/fbc/common/FbcExtensionTypes.h>

#include <algorithm>
#include <set>
#include <utility>

namespace strandline::formats {
namespace {

using domain::Formula;

class ModelReader {
public:
    ModelReader(const Model& model, const SbmlText& text)
        : from_(model), text_(text), level_(model.getLevel()), names_(gather_names(model, text, errors_)) {}

    Result<domain::KineticModel> read() {
        made_.id = from_.getIdAttribute();
        made_.name = from_.getName();
        made_.level = static_cast<int>(level_);
        made_.version = static_cast<int>(from_.getVersion());
        read_units(from_, made_);
        if (level_ >= 3) {
            made_.conversion_factor = from_.getConversionFactor();
            check(made_.conversion_factor, names_.parameters, "parameter", from_, "conversionFactor");
        }
        each(from_.getNumFunctionDefinitions(),
             [&](unsigned i) { function(*from_.getFunctionDefinition(i)); });
        check_rings();
        find_changed();
        each(from_.getNumCompartments(), [&](unsigned i) { compartment(*from_.getCompartment(i)); });
        each(from_.getNumSpecies(), [&](unsigned i) { species(*from_.getSpecies(i)); });
        each(from_.getNumParameters(),
             [&](unsigned i) { made_.parameters.push_back(parameter(*from_.getParameter(i))); });
        each(from_.getNumReactions(), [&](unsigned i) { reaction(*from_.getReaction(i)); });
        each(from_.getNumRules(), [&](unsigned i) { rule(*from_.getRule(i)); });
        each(from_.getNumInitialAssignments(),
             [&](unsigned i) { initial_assignment(*from_.getInitialAssignment(i)); });
        each(from_.getNumEvents(), [&](unsigned i) { event(*from_.getEvent(i)); });
        each(from_.getNumConstraints(), [&](unsigned i) { constraint(*from_.getConstraint(i)); });
        if (errors_.any()) return fail(errors_.take());
        return std::move(made_);
    }

private:
    template <class Visit>
    void each(unsigned count, Visit&& visit) {
        for (unsigned i = 0; i < count && !errors_.full(); ++i) visit(i);
    }

    std::optional<Formula> formula(const ASTNode* math, const SBase& element,
                                   const std::vector<std::string>& own = {}) {
        std::vector<FormulaSlip> slips;
        auto made = read_formula(math, names_.formula, own, level_, slips);
        for (const FormulaSlip& slip : slips) errors_.add(slip_error(slip, element, text_, names_, own));
        return made;
    }

    /// Of Level 1, where mathematics is text: the library is silent where it cannot read it.
    void check_formula(const std::string& written, const SBase& element) {
        if (level_ > 1) return;
        errors_.add(Error::input("sbml.formula", "the formula cannot be read")
                        .at(text_.attribute(element, "formula"))
                        .expected("a formula such as k1 * S1 / (Km + S1)")
                        .found("'{}'", printable(written.substr(0, 200)))
                        .mend("look for a missing operand, operator or parenthesis"));
    }

    /// An attribute that names something; empty is no name.
    void check(const std::string& id, const std::vector<std::string>& known, std::string_view what,
               const SBase& element, std::string_view attribute) {
        if (id.empty()) return;
        const auto found = names_.what.find(id);
        if (found != names_.what.end() && found->second == what) return;
        errors_.add(
            Error::input("sbml.unknown_id", "no {} has the id '{}'", what, printable(id))
                .at(text_.attribute(element, attribute))
                .expected("the id of a {} of the model", what)
                .found("'{}'{}", printable(id),
                       found == names_.what.end() ? "" : format(", which is {}", with_article(found->second)))
                .mend("correct the id, or declare the {}", what)
                .candidates(nearest(id, known)));
    }

    /// What a rule or assignment sets.
    void check_variable(const std::string& id, const SBase& element, std::string_view attribute) {
        const auto found = names_.what.find(id);
        const bool settable = names_.formula.quantities.contains(id) &&
                              (found == names_.what.end() || found->second != "reaction");
        if (settable) return;
        std::vector<std::string> known = names_.species;
        for (const auto* ids : {&names_.parameters, &names_.compartments, &names_.references})
            known.insert(known.end(), ids->begin(), ids->end());
        errors_.add(
            Error::input("sbml.unknown_variable", "'{}' is nothing that can be set", printable(id))
                .at(text_.attribute(element, level_ == 1 ? level_1_variable(element) : attribute))
                .expected("the id of a species, parameter, compartment or species reference")
                .found("'{}'{}", printable(id),
                       found == names_.what.end() ? "" : format(", which is {}", with_article(found->second)))
                .mend("correct the id, or declare it")
                .candidates(nearest(id, known)));
    }

    static std::string_view level_1_variable(const SBase& element) {
        const auto* rule = dynamic_cast<const Rule*>(&element);
        if (rule && rule->isSpeciesConcentration()) return "species";
        if (rule && rule->isCompartmentVolume()) return "compartment";
        return "name";
    }

    /// Level 1 has no word for what stays constant: what no rule changes.
    void find_changed() {
        if (level_ > 1) return;
        for (unsigned i = 0; i < from_.getNumRules(); ++i) changed_.insert(from_.getRule(i)->getVariable());
    }

    void function(const FunctionDefinition& from) {
        domain::KineticFunction made{from.getIdAttribute(), from.getName(), {}, {}};
        for (unsigned i = 0; i < from.getNumArguments(); ++i)
            if (const ASTNode* argument = from.getArgument(i); argument && argument->getName())
                made.arguments.emplace_back(argument->getName());
        std::vector<FormulaSlip> slips;
        const FormulaNames inside{{}, names_.formula.functions};
        made.body = read_formula(from.getBody(), inside, made.arguments, level_, slips);
        for (const FormulaSlip& slip : slips)
            errors_.add(slip_error(slip, from, text_, names_, made.arguments, true));
        made_.functions.push_back(std::move(made));
    }

    void check_rings() {
        const std::vector<std::string> ring = ring_of_functions(made_.functions);
        if (ring.empty()) return;
        const FunctionDefinition* first = from_.getFunctionDefinition(ring.front());
        errors_.add(Error::input("sbml.recursive_function", "the function '{}' calls itself", ring.front())
                        .at(first ? text_.place(*first) : Place{.file = text_.file()})
                        .expected("functions that call others alone")
                        .found("{}", join(ring, " calls "))
                        .mend("write the formula without recursion"));
    }

    void compartment(const Compartment& from) {
        domain::KineticCompartment made{
            .id = from.getIdAttribute(), .name = from.getName(), .size = {}, .units = {}};
        if (from.isSetSpatialDimensions()) made.dimensions = from.getSpatialDimensionsAsDouble();
        if (from.isSetSize() || level_ == 1) made.size = from.getSize();
        made.constant = level_ == 1 ? !changed_.contains(made.id) : from.getConstant();
        made.units = from.getUnits();
        made_.compartments.push_back(std::move(made));
    }

    void species(const Species& from) {
        domain::KineticSpecies made;
        made.id = from.getIdAttribute();
        made.name = from.getName();
        made.compartment = from.getCompartment();
        check(made.compartment, names_.compartments, "compartment", from, "compartment");
        if (from.isSetInitialAmount())
            made.amount = from.getInitialAmount();
        else if (from.isSetInitialConcentration())
            made.concentration = from.getInitialConcentration();
        made.amount_only = from.getHasOnlySubstanceUnits();
        made.boundary = from.getBoundaryCondition();
        made.constant = from.getConstant();
        made.substance_units = from.getSubstanceUnits();
        if (level_ >= 3) made.conversion_factor = from.getConversionFactor();
        check(made.conversion_factor, names_.parameters, "parameter", from, "conversionFactor");
        if (from.isSetCharge()) made.charge = from.getCharge();
        if (const auto* fbc = dynamic_cast<const FbcSpeciesPlugin*>(from.getPlugin("fbc"))) {
            if (fbc->isSetCharge())
                made.charge = fbc->getPackageVersion() > 2 ? fbc->getChargeAsDouble() : fbc->getCharge();
            made.formula = fbc->getChemicalFormula();
        }
        made_.species.push_back(std::move(made));
    }

    domain::KineticParameter parameter(const Parameter& from) const {
        domain::KineticParameter made{from.getIdAttribute(), from.getName(), {}, true, from.getUnits()};
        if (from.isSetValue()) made.value = from.getValue();
        made.constant = level_ == 1 ? !changed_.contains(made.id) : from.getConstant();
        return made;
    }

    domain::SpeciesReference reference(const SpeciesReference& from) {
        domain::SpeciesReference made;
        made.id = from.getIdAttribute();
        made.species = from.getSpecies();
        check(made.species, names_.species, "species", from, level_ == 1 ? "specie" : "species");
        if (level_ >= 3) {
            if (from.isSetStoichiometry()) made.stoichiometry = from.getStoichiometry();
            made.constant = from.getConstant();
        } else if (from.isSetStoichiometryMath()) {
            made.formula = formula(from.getStoichiometryMath()->getMath(), from);
        } else {
            made.stoichiometry = from.getStoichiometry() / std::max(1, from.getDenominator());
        }
        return made;
    }

    void reaction(const Reaction& from) {
        domain::KineticReaction made;
        made.id = from.getIdAttribute();
        made.name = from.getName();
        if (level_ >= 3) made.compartment = from.getCompartment();
        check(made.compartment, names_.compartments, "compartment", from, "compartment");
        each(from.getNumReactants(),
             [&](unsigned i) { made.reactants.push_back(reference(*from.getReactant(i))); });
        each(from.getNumProducts(),
             [&](unsigned i) { made.products.push_back(reference(*from.getProduct(i))); });
        each(from.getNumModifiers(), [&](unsigned i) {
            made.modifiers.push_back(from.getModifier(i)->getSpecies());
            check(made.modifiers.back(), names_.species, "species", *from.getModifier(i), "species");
        });
        made.reversible = from.getReversible();
        made.fast = from.getFast();
        if (from.isSetKineticLaw()) law(*from.getKineticLaw(), made);
        made_.reactions.push_back(std::move(made));
    }

    void law(const KineticLaw& from, domain::KineticReaction& made) {
        std::vector<std::string> own;
        const auto add = [&](const Parameter& local) {
            made.locals.push_back(parameter(local));
            made.locals.back().constant = true;
            if (std::ranges::find(own, made.locals.back().id) == own.end()) {
                own.push_back(made.locals.back().id);
                return;
            }
            errors_.add(Error::input("sbml.duplicate_id", "the id '{}' stands twice", printable(own.back()))
                            .at(text_.attribute(local, level_ == 1 ? "name" : "id"))
                            .expected("an id of its own for each parameter of a kinetic law")
                            .found("a parameter of this id before it in the law of '{}'", made.id)
                            .mend("give one of them another id"));
        };
        if (level_ >= 3)
            for (unsigned i = 0; i < from.getNumLocalParameters(); ++i) add(*from.getLocalParameter(i));
        else
            for (unsigned i = 0; i < from.getNumParameters(); ++i) add(*from.getParameter(i));
        made.law = formula(from.getMath(), from, own);
        if (!made.law) check_formula(from.getFormula(), from);
    }

    void rule(const Rule& from) {
        domain::KineticRule made;
        made.kind = from.isAlgebraic() ? domain::KineticRule::Kind::algebraic
                    : from.isRate()    ? domain::KineticRule::Kind::rate
                                       : domain::KineticRule::Kind::assignment;
        made.variable = from.isAlgebraic() ? std::string() : from.getVariable();
        if (!from.isAlgebraic()) check_variable(made.variable, from, "variable");
        made.formula = formula(from.getMath(), from);
        if (!made.formula) check_formula(from.getFormula(), from);
        made_.rules.push_back(std::move(made));
    }

    void initial_assignment(const InitialAssignment& from) {
        check_variable(from.getSymbol(), from, "symbol");
        made_.initial_assignments.push_back({from.getSymbol(), formula(from.getMath(), from)});
    }

    void event(const Event& from) {
        domain::KineticEvent made;
        made.id = from.getIdAttribute();
        made.name = from.getName();
        if (const Trigger* trigger = from.getTrigger()) {
            made.trigger = formula(trigger->getMath(), *trigger);
            if (trigger->isSetInitialValue()) made.initially_true = trigger->getInitialValue();
            if (trigger->isSetPersistent()) made.persistent = trigger->getPersistent();
        }
        if (const Delay* delay = from.getDelay()) made.delay = formula(delay->getMath(), *delay);
        if (const Priority* priority = from.getPriority())
            made.priority = formula(priority->getMath(), *priority);
        made.values_at_trigger = from.getUseValuesFromTriggerTime();
        each(from.getNumEventAssignments(), [&](unsigned i) {
            const EventAssignment& each = *from.getEventAssignment(i);
            check_variable(each.getVariable(), each, "variable");
            made.assignments.push_back({each.getVariable(), formula(each.getMath(), each)});
        });
        made_.events.push_back(std::move(made));
    }

    void constraint(const Constraint& from) {
        domain::KineticConstraint made{from.getIdAttribute(), {}, formula(from.getMath(), from)};
        if (from.isSetMessage()) {
            const std::string message = from.getMessageString();
            XmlReader in(message, "message");
            if (in.next()) made.message = trim(in.inner_text());
        }
        made_.constraints.push_back(std::move(made));
    }

    const Model& from_;
    const SbmlText& text_;
    unsigned level_;
    Errors errors_;
    SbmlNames names_;
    std::set<std::string> changed_;
    domain::KineticModel made_;
};

}  // namespace

Result<domain::KineticModel> read_model(const Model& model, const SbmlText& text) {
    return ModelReader(model, text).read();
}

}  // namespace strandline::formats
