#include "kinetic_models.hpp"

#include <algorithm>

using namespace strandline;
using namespace strandline::formats;
using namespace strandline::formats::testing;
using domain::KineticRule;

namespace {

const std::string cell =
    "<listOfCompartments><compartment id='cell' size='2' spatialDimensions='3' "
    "constant='true'/></listOfCompartments>";

std::string species(const std::string& id, const std::string& more) {
    return "<species id='" + id +
           "' compartment='cell' hasOnlySubstanceUnits='false' boundaryCondition='false' " +
           "constant='false' " + more + "/>";
}

}  // namespace

TEST_CASE("Level 3: compartments, species, parameters, reactions") {
    const auto model = good_model(level_3(
        cell + "<listOfSpecies>" + species("A", "initialAmount='3' conversionFactor='f'") +
        species("B", "initialConcentration='4'") + species("C", "") +
        "</listOfSpecies><listOfParameters><parameter id='f' value='2' constant='true' units='mole'/>"
        "<parameter id='g' constant='false'/></listOfParameters>"
        "<listOfReactions><reaction id='r' reversible='false' compartment='cell'>"
        "<listOfReactants><speciesReference id='n' species='A' constant='false'/></listOfReactants>"
        "<listOfProducts><speciesReference species='B' stoichiometry='2.5' constant='true'/></listOfProducts>"
        "<listOfModifiers><modifierSpeciesReference species='C'/></listOfModifiers>"
        "<kineticLaw>" +
        math("<apply><times/><ci>f</ci><ci>A</ci><ci>n</ci></apply>") +
        "<listOfLocalParameters><localParameter id='f' value='7'/></listOfLocalParameters></kineticLaw>"
        "</reaction><reaction id='s' reversible='true'/></listOfReactions>"));
    CHECK(model.id == "m");
    CHECK(model.level == 3);
    CHECK(model.version == 2);
    REQUIRE(model.compartments.size() == 1);
    CHECK(model.compartments[0].size == 2);
    REQUIRE(model.species.size() == 3);
    CHECK(model.species[0].amount == 3);
    CHECK(!model.species[0].concentration);
    CHECK(model.species[0].conversion_factor == "f");
    CHECK(model.species[1].concentration == 4);
    CHECK(!model.species[2].amount);
    REQUIRE(model.parameters.size() == 2);
    CHECK(model.parameters[0].value == 2);
    CHECK(!model.parameters[1].value);
    CHECK(!model.parameters[1].constant);
    REQUIRE(model.reactions.size() == 2);
    const auto& reaction = model.reactions[0];
    CHECK(!reaction.reversible);
    CHECK(!reaction.fast);
    CHECK(reaction.reactants[0].id == "n");
    CHECK(!reaction.reactants[0].stoichiometry);
    CHECK(!reaction.reactants[0].constant);
    CHECK(reaction.products[0].stoichiometry == 2.5);
    CHECK(reaction.modifiers == std::vector<std::string>{"C"});
    REQUIRE(reaction.locals.size() == 1);
    CHECK(reaction.locals[0].value == 7);
    CHECK(formula_text(*reaction.law) == "f * A * n");
    CHECK(!model.reactions[1].law);
}

TEST_CASE("Level 3: rules, assignments, events, functions, constraints; mathematics may be absent") {
    const auto model = good_model(level_3(
        "<listOfFunctionDefinitions><functionDefinition id='twice'>" +
        math("<lambda><bvar><ci>x</ci></bvar><apply><times/><cn>2</cn><ci>x</ci></apply></lambda>") +
        "</functionDefinition><functionDefinition id='nothing'/></listOfFunctionDefinitions>"
        "<listOfParameters><parameter id='a' constant='false'/><parameter id='b' constant='false'/>"
        "<parameter id='c' constant='false'/></listOfParameters>"
        "<listOfInitialAssignments><initialAssignment symbol='b'>" +
        math("<cn>1</cn>") +
        "</initialAssignment><initialAssignment symbol='c'/></listOfInitialAssignments>" +
        "<listOfRules><assignmentRule variable='a'>" + math("<apply><ci>twice</ci><ci>b</ci></apply>") +
        "</assignmentRule><rateRule variable='b'/><algebraicRule>" + math("<ci>c</ci>") +
        "</algebraicRule></listOfRules>"
        "<listOfConstraints><constraint>" +
        math("<apply><gt/><ci>a</ci><cn>0</cn></apply>") +
        "<message><p xmlns='http://www.w3.org/1999/xhtml'>a is <b>positive</b></p></message></constraint>"
        "</listOfConstraints>"
        "<listOfEvents><event id='e' useValuesFromTriggerTime='false'><trigger initialValue='false' "
        "persistent='false'>" +
        math("<apply><gt/><ci>b</ci><cn>1</cn></apply>") + "</trigger><delay>" + math("<cn>3</cn>") +
        "</delay><priority>" + math("<ci>a</ci>") + "</priority><listOfEventAssignments>" +
        "<eventAssignment variable='c'>" + math("<cn>5</cn>") +
        "</eventAssignment><eventAssignment variable='b'/></listOfEventAssignments></event>"
        "<event useValuesFromTriggerTime='true'/></listOfEvents>"));
    REQUIRE(model.functions.size() == 2);
    CHECK(model.functions[0].arguments == std::vector<std::string>{"x"});
    CHECK(formula_text(*model.functions[0].body) == "2 * x");
    CHECK(!model.functions[1].body);
    REQUIRE(model.rules.size() == 3);
    CHECK(model.rules[0].kind == KineticRule::Kind::assignment);
    CHECK(formula_text(*model.rules[0].formula) == "twice(b)");
    CHECK(model.rules[1].kind == KineticRule::Kind::rate);
    CHECK(!model.rules[1].formula);
    CHECK(model.rules[2].kind == KineticRule::Kind::algebraic);
    CHECK(model.rules[2].variable.empty());
    REQUIRE(model.initial_assignments.size() == 2);
    CHECK(!model.initial_assignments[1].formula);
    REQUIRE(model.constraints.size() == 1);
    CHECK(model.constraints[0].message == "a is positive");
    REQUIRE(model.events.size() == 2);
    const auto& event = model.events[0];
    CHECK(!event.initially_true);
    CHECK(!event.persistent);
    CHECK(!event.values_at_trigger);
    CHECK(formula_text(*event.delay) == "3");
    CHECK(formula_text(*event.priority) == "a");
    REQUIRE(event.assignments.size() == 2);
    CHECK(!event.assignments[1].formula);
    CHECK(!model.events[1].trigger);
    CHECK(model.events[1].values_at_trigger);
}

TEST_CASE("Level 2: defaults, stoichiometry by formula, units that are said by none") {
    for (int version = 1; version <= 5; ++version) {
        CAPTURE(version);
        const auto model = good_model(level_2(
            "<listOfUnitDefinitions><unitDefinition id='substance'><listOfUnits><unit kind='mole' "
            "scale='-3'/>"
            "</listOfUnits></unitDefinition></listOfUnitDefinitions>"
            "<listOfCompartments><compartment id='c' size='1'/></listOfCompartments><listOfSpecies>"
            "<species id='S' compartment='c' initialConcentration='1'/><species id='T' compartment='c'/>"
            "</listOfSpecies><listOfParameters><parameter id='k' value='1'/></listOfParameters>"
            "<listOfReactions><reaction id='r' fast='true'><listOfReactants><speciesReference species='S'>"
            "<stoichiometryMath>" +
                math("<apply><times/><ci>k</ci><cn>2</cn></apply>") +
                "</stoichiometryMath></speciesReference></listOfReactants><listOfProducts>"
                "<speciesReference species='T'/></listOfProducts><kineticLaw>" +
                math("<ci>q</ci>") +
                "<listOfParameters><parameter id='q' value='1'/></listOfParameters></kineticLaw></reaction>"
                "</listOfReactions><listOfEvents><event id='e'><trigger>" +
                math("<true/>") + "</trigger><listOfEventAssignments><eventAssignment variable='T'>" +
                math("<cn>1</cn>") + "</eventAssignment></listOfEventAssignments></event></listOfEvents>",
            version));
        CHECK(model.compartments[0].dimensions == 3);
        CHECK(model.compartments[0].constant);
        CHECK(!model.species[1].amount_only);
        CHECK(model.parameters[0].constant);
        const auto& reaction = model.reactions[0];
        CHECK(reaction.fast);
        CHECK(reaction.reversible);
        REQUIRE(reaction.reactants[0].formula.has_value());
        CHECK(formula_text(*reaction.reactants[0].formula) == "k * 2");
        CHECK(reaction.products[0].stoichiometry == 1);
        CHECK(reaction.locals.size() == 1);
        REQUIRE(model.events.size() == 1);
        CHECK(model.events[0].initially_true);
        CHECK(model.events[0].persistent);
        CHECK(model.events[0].values_at_trigger);
        CHECK(model.substance_units == "substance");
        CHECK(model.units.at("substance").factor == doctest::Approx(1e-3));
        CHECK(model.units.at("time").exponents[2] == 1);
    }
}

TEST_CASE("Level 1: names are ids, rules of three kinds, rational stoichiometry") {
    for (int version = 1; version <= 2; ++version) {
        CAPTURE(version);
        const std::string kind = version == 1 ? "specie" : "species";
        const auto model = good_model(level_1(
            "<listOfCompartments><compartment name='c'/><compartment name='d' "
            "volume='3'/></listOfCompartments>"
            "<listOfSpecies><" +
                kind + " name='S' compartment='c' initialAmount='1'/><" + kind +
                " name='T' compartment='c' initialAmount='2' boundaryCondition='true'/></listOfSpecies>"
                "<listOfParameters><parameter name='k' value='1'/><parameter name='p' value='1'/>"
                "</listOfParameters><listOfRules>"
                "<" +
                kind + "ConcentrationRule " + kind + "='T' formula='k*2'/>" +
                "<compartmentVolumeRule compartment='d' type='rate' formula='0.1'/>"
                "<parameterRule name='p' formula='k+1'/><algebraicRule formula='S - k'/></listOfRules>"
                "<listOfReactions><reaction name='r'><listOfReactants><" +
                kind + "Reference " + kind +
                "='S' stoichiometry='3' denominator='2'/></listOfReactants><kineticLaw "
                "formula='k*S'/></reaction>"
                "</listOfReactions>",
            version));
        CHECK(model.compartments[0].size == 1);
        CHECK(model.compartments[0].constant);
        CHECK(model.compartments[1].size == 3);
        CHECK(!model.compartments[1].constant);
        CHECK(model.species[0].amount == 1);
        CHECK(model.species[1].boundary);
        CHECK(model.parameters[0].constant);
        CHECK(!model.parameters[1].constant);
        REQUIRE(model.rules.size() == 4);
        CHECK(model.rules[0].variable == "T");
        CHECK(model.rules[0].kind == KineticRule::Kind::assignment);
        CHECK(model.rules[1].variable == "d");
        CHECK(model.rules[1].kind == KineticRule::Kind::rate);
        CHECK(model.rules[3].kind == KineticRule::Kind::algebraic);
        CHECK(model.reactions[0].id == "r");
        CHECK(model.reactions[0].reactants[0].stoichiometry == 1.5);
        CHECK(formula_text(*model.reactions[0].law) == "k * S");
    }
}

TEST_CASE("units are resolved to powers of base units") {
    const auto model = good_model(level_3(
        "<listOfUnitDefinitions><unitDefinition id='mM_per_h'><listOfUnits>"
        "<unit kind='mole' exponent='1' scale='-3' multiplier='1'/>"
        "<unit kind='litre' exponent='-1' scale='0' multiplier='1'/>"
        "<unit kind='second' exponent='-1' scale='0' multiplier='3600'/></listOfUnits></unitDefinition>"
        "</listOfUnitDefinitions>"));
    const domain::KineticUnit& unit = model.units.at("mM_per_h");
    CHECK(unit.factor == doctest::Approx(1.0 / 3600));  // mol / (m3 s)
    CHECK(unit.exponents[0] == -3);
    CHECK(unit.exponents[2] == -1);
    CHECK(unit.exponents[5] == 1);
}

TEST_CASE("chemical formulas and charges come from the package fbc") {
    const auto model = good_model(
        level_3(cell + "<listOfSpecies>" + species("A", "fbc:charge='-2' fbc:chemicalFormula='C6H12O6'") +
                    "</listOfSpecies>",
                "xmlns:fbc='http://www.sbml.org/sbml/level3/version1/fbc/version2' fbc:required='false'"));
    CHECK(model.species[0].formula == "C6H12O6");
    CHECK(model.species[0].charge == -2);
}

TEST_CASE("submodels are flattened, with replacements and deletions") {
    const auto model = good_model(
        "<sbml xmlns='http://www.sbml.org/sbml/level3/version1/core' "
        "xmlns:comp='http://www.sbml.org/sbml/level3/version1/comp/version1' level='3' version='1' "
        "comp:required='true'><model id='whole'>"
        "<listOfParameters><parameter id='k' value='9' constant='true'><comp:listOfReplacedElements>"
        "<comp:replacedElement comp:submodelRef='left' comp:idRef='p'/></comp:listOfReplacedElements>"
        "</parameter></listOfParameters>"
        "<comp:listOfSubmodels><comp:submodel comp:id='left' comp:modelRef='part'/>"
        "<comp:submodel comp:id='right' comp:modelRef='part'><comp:listOfDeletions>"
        "<comp:deletion comp:idRef='unused'/></comp:listOfDeletions></comp:submodel></comp:listOfSubmodels>"
        "</model><comp:listOfModelDefinitions><comp:modelDefinition id='part'><listOfParameters>"
        "<parameter id='p' value='1' constant='true'/><parameter id='unused' value='1' constant='true'/>"
        "<parameter id='x' value='1' constant='false'/></listOfParameters><listOfRules>"
        "<rateRule variable='x'>" +
        math("<apply><times/><ci>p</ci><ci>x</ci></apply>") +
        "</rateRule></listOfRules></comp:modelDefinition></comp:listOfModelDefinitions></sbml>");
    std::vector<std::string> ids;
    for (const auto& parameter : model.parameters) ids.push_back(parameter.id);
    std::ranges::sort(ids);
    CHECK(ids == std::vector<std::string>{"k", "left__unused", "left__x", "right__p", "right__x"});
    REQUIRE(model.rules.size() == 2);
    CHECK(formula_text(*model.rules[0].formula) == "k * left__x");
    CHECK(formula_text(*model.rules[1].formula) == "right__p * right__x");
}

TEST_CASE("gzip, and a byte order mark") {
    const std::string text = level_3(cell);
    Context context;
    for (const std::string& bytes : {gzip(text), "\xEF\xBB\xBF" + text}) {
        const auto model = read_kinetic_model(file(bytes), context);
        REQUIRE(model.has_value());
        CHECK(*model == good_model(text));
    }
}
