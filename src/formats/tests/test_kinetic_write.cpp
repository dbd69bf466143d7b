#include "kinetic_models.hpp"

// Models of our own, written and read again.

using namespace strandline;
using namespace strandline::formats;
using namespace strandline::formats::testing;
using domain::Formula;

namespace {

std::string written(const domain::KineticModel& model) {
    MemorySink sink;
    const auto done = write_kinetic_model(model, sink);
    REQUIRE_MESSAGE(done.has_value(), (done ? std::string() : render(done.error())));
    return sink.bytes();
}

void check_round_trip(const std::string& text) {
    const domain::KineticModel model = good_model(text);
    CHECK(coarse(good_model(written(model))) == coarse(model));
}

}  // namespace

TEST_CASE("a model that is written is read as it was") {
    check_round_trip(
        level_3(R"(
<listOfFunctionDefinitions><functionDefinition id="monod">)" +
                math("<lambda><bvar><ci>s</ci></bvar><bvar><ci>k</ci></bvar><apply><divide/><ci>s"
                     "</ci><apply><plus/><ci>k</ci><ci>s</ci></apply></apply></lambda>") +
                R"(</functionDefinition></listOfFunctionDefinitions>
<listOfUnitDefinitions><unitDefinition id="per_hour"><listOfUnits>
<unit kind="second" exponent="-1" scale="0" multiplier="3600"/></listOfUnits></unitDefinition></listOfUnitDefinitions>
<listOfCompartments><compartment id="V" size="1.5" constant="false" spatialDimensions="3" units="litre"/></listOfCompartments>
<listOfSpecies><species id="S" compartment="V" initialConcentration="20" hasOnlySubstanceUnits="false"
  boundaryCondition="false" constant="false" substanceUnits="gram"/></listOfSpecies>
<listOfParameters><parameter id="F" value="0.1" constant="false" units="per_hour"/><parameter id="K" constant="true"/>
</listOfParameters>
<listOfInitialAssignments><initialAssignment symbol="K">)" +
                math("<pi/>") + R"(</initialAssignment></listOfInitialAssignments>
<listOfRules><rateRule variable="V">)" +
                math("<ci>F</ci>") + R"(</rateRule></listOfRules>
<listOfReactions><reaction id="uptake" reversible="false"><listOfReactants><speciesReference species="S"
  stoichiometry="2" constant="true"/></listOfReactants><kineticLaw>)" +
                math("<apply><times/><ci>q</ci><apply><ci>monod</ci><ci>S</ci><ci>K</ci></apply>"
                     "</apply>") +
                R"(<listOfLocalParameters><localParameter id="q" value="0.25"/></listOfLocalParameters>
</kineticLaw></reaction></listOfReactions>
<listOfEvents><event id="harvest" useValuesFromTriggerTime="false"><trigger initialValue="false" persistent="true">)" +
                math(R"(<apply><gt/><csymbol encoding="text" )"
                     R"(definitionURL="http://www.sbml.org/sbml/symbols/time">t</csymbol>)"
                     R"(<cn>10</cn></apply>)") +
                "</trigger><delay>" + math("<cn>1</cn>") +
                R"(</delay><listOfEventAssignments><eventAssignment variable="F">)" + math("<cn>0</cn>") +
                "</eventAssignment></listOfEventAssignments></event></listOfEvents>"));
}

TEST_CASE("chemical formulas and charges go with the species") {
    domain::KineticModel model;
    model.id = "culture";
    model.compartments.push_back({.id = "V", .name = {}, .size = 1.0, .constant = false, .units = "litre"});
    domain::KineticSpecies succinate;
    succinate.id = "succinate";
    succinate.compartment = "V";
    succinate.concentration = 0.0;
    succinate.formula = "C4H4O4";
    succinate.charge = -2;
    model.species.push_back(succinate);
    CHECK(coarse(good_model(written(model))) == coarse(model));
    CHECK(written(model) == written(good_model(written(model))));
}

TEST_CASE("what SBML Level 3 Version 2 cannot say is refused") {
    domain::KineticModel model;
    model.parameters.push_back({"k", {}, std::nullopt, false, {}});
    Formula draw{Formula::Op::draw, 0, "normal", {Formula::of(0.0), Formula::of(1.0)}};
    model.initial_assignments.push_back({"k", Formula::of(Formula::Op::exp, {draw})});
    domain::KineticReaction fast;
    fast.id = "r1";
    fast.fast = true;
    model.reactions.push_back(fast);
    MemorySink sink;
    const auto done = write_kinetic_model(model, sink);
    REQUIRE(!done);
    CHECK(done.error().code() == "sbml.write");
    CHECK(render(done.error()).find("a fast reaction") != std::string::npos);
    CHECK(render(done.error()).find("a draw from a distribution") != std::string::npos);
}
