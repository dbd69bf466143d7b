#include "kinetic_models.hpp"

#include <algorithm>

// Models that have no meaning: each is refused at its place, with what to do.

using namespace strandline;
using namespace strandline::formats;
using namespace strandline::formats::testing;

namespace {

/// A decay A -> (nothing), an element on each line, with one piece of it replaced.
std::string damaged(std::string_view from, std::string_view to) {
    std::string text = level_3(
        "<listOfCompartments>\n"
        "<compartment id='cell' size='1' constant='true'/>\n"
        "</listOfCompartments><listOfSpecies>\n"
        "<species id='A' compartment='cell' initialConcentration='1' hasOnlySubstanceUnits='false' "
        "boundaryCondition='false' constant='false'/>\n"
        "</listOfSpecies><listOfParameters>\n"
        "<parameter id='k1' value='0.5' constant='true'/>\n"
        "</listOfParameters><listOfReactions>\n"
        "<reaction id='decay' reversible='false'><listOfReactants>\n"
        "<speciesReference species='A' stoichiometry='1' constant='true'/>\n"
        "</listOfReactants><kineticLaw>\n"
        "<math xmlns='http://www.w3.org/1998/Math/MathML'><apply><times/>\n"
        "<ci> k1 </ci>\n"
        "<ci> A </ci></apply></math></kineticLaw></reaction></listOfReactions>");
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

std::string slip_of(std::string_view from, std::string_view to) {
    const auto model = read_sbml_text(damaged(from, to));
    REQUIRE(!model.has_value());
    CHECK(says_all(model));
    CHECK(model.error().exit() == Exit::bad_input);
    return slip(model);
}

}  // namespace

TEST_CASE("the model that is damaged below is read") {
    CHECK(read_sbml_text(damaged("k1", "k1")).has_value());
}

TEST_CASE("what is no XML or no SBML") {
    CHECK(slip(read_sbml_text("")) == "sbml.empty");
    CHECK(slip(read_sbml_text("id\tvalue\n")) == "sbml.none 1:1");
    CHECK(slip(read_sbml_text("<html></html>")) == "sbml.root 1:1");
    CHECK(slip(read_sbml_text("<sbml level='3' version='2'/>")) == "sbml.root 1:1");
    CHECK(slip_of("</listOfSpecies>", "</listOfSpecis>") == "xml.syntax 6:1");
    CHECK(slip(read_sbml_text(damaged("k1", "k1").substr(0, 400))).starts_with("xml.truncated"));
    CHECK(slip_of("k1", "\x01") == "xml.control 7:16");
    CHECK(slip_of("id='decay'", "id='decay' name='\xFF'") == "xml.utf8 9:28");
    CHECK(slip_of("id='decay'", "id='decay' name='&nbsp;'") == "sbml.invalid 9:1");
    CHECK(slip(read_sbml_text("<sbml xmlns='http://www.sbml.org/sbml/level3/version2/core' level='3' "
                              "version='2'/>")) == "sbml.no_model");
}

TEST_CASE("levels and packages that are not known") {
    CHECK(slip_of("level=\"3\"", "level=\"4\"") == "sbml.level 1:1");
    CHECK(slip_of("version=\"2\"", "version=\"7\"") == "sbml.level 1:1");
    CHECK(slip_of("version=\"2\"", "") == "sbml.level 1:1");
    const std::string arrays = "xmlns:arrays='http://www.sbml.org/sbml/level3/version1/arrays/version1' ";
    CHECK(slip_of("level=\"3\"", arrays + "arrays:required='true' level=\"3\"") == "sbml.package 1:133");
    CHECK(read_sbml_text(damaged("level=\"3\"", arrays + "arrays:required='false' level=\"3\"")).has_value());
    const std::string qualitative = "xmlns:qual='http://www.sbml.org/sbml/level3/version1/qual/version1' ";
    CHECK(
        slip_of("level=\"3\"", qualitative + "qual:required='true' level=\"3\"").starts_with("sbml.package"));
}

TEST_CASE("names of nothing, with what may be meant") {
    const auto law = read_sbml_text(damaged("<ci> k1", "<ci> k2"));
    CHECK(slip(law) == "sbml.unknown_name 13:6");
    CHECK(law.error().candidates() == std::vector<std::string>{"k1"});
    const auto compartment = read_sbml_text(damaged("compartment='cell'", "compartment='cel'"));
    CHECK(slip(compartment) == "sbml.unknown_id 5:30");
    CHECK(compartment.error().candidates() == std::vector<std::string>{"cell"});
    CHECK(slip_of("species='A'", "species='k1'") == "sbml.unknown_id 10:28");
    CHECK(slip_of("<apply><times/>", "<apply><ci>hill</ci>") == "sbml.unknown_function 12:61");
    const std::string rule = "<listOfRules><rateRule variable='decay'>" + math("<cn>1</cn>") +
                             "</rateRule></listOfRules><listOfReactions>";
    CHECK(slip_of("<listOfReactions>", rule) == "sbml.unknown_variable 8:53");
    CHECK(slip_of("id='decay'", "id='decay' compartment='A'") == "sbml.unknown_id 9:35");
}

TEST_CASE("ids that stand twice or are none, attributes that are missing or wrong") {
    const auto twice = read_sbml_text(damaged("id='k1'", "id='A'"));
    CHECK(slip(twice) == "sbml.duplicate_id 7:16");
    REQUIRE(twice.error().also_place().has_value());
    CHECK(twice.error().also_place()->line == 5);
    CHECK(slip_of("id='k1'", "id='1k'").starts_with("sbml.i"));
    CHECK(slip_of(" compartment='cell'", "") == "sbml.invalid 5:1");
    CHECK(slip_of("value='0.5'", "value='much'") == "sbml.invalid 7:1");
    CHECK(slip_of("initialConcentration", "initialconcentration") == "sbml.invalid 5:1");
    CHECK(slip_of("size='1' constant='true'", "size='1'") == "sbml.invalid 3:1");
}

TEST_CASE("mathematics without meaning") {
    CHECK(slip_of("<times/>", "<bananas/>") == "sbml.invalid 12:57");
    CHECK(slip_of("<times/>", "<divide/><cn>1</cn>") == "sbml.argument_count 11:19");
    CHECK(slip_of("<times/>", "<determinant/>").starts_with("sbml."));
    const auto function = [](std::string_view id, std::string_view calls) {
        return "<functionDefinition id='" + std::string(id) + "'>" +
               math("<lambda><bvar><ci>x</ci></bvar><apply><ci>" + std::string(calls) +
                    "</ci><ci>x</ci></apply></lambda>") +
               "</functionDefinition>";
    };
    const auto ring = read_sbml_text(level_3("<listOfFunctionDefinitions>" + function("f", "g") +
                                             function("g", "f") + "</listOfFunctionDefinitions>"));
    CHECK(slip(ring) == "sbml.recursive_function 2:28");
    CHECK(ring.error().found() == "f calls g calls f");
    const auto open = read_sbml_text(level_3("<listOfFunctionDefinitions><functionDefinition id='f'>" +
                                             math("<lambda><bvar><ci>x</ci></bvar><ci>y</ci></lambda>") +
                                             "</functionDefinition></listOfFunctionDefinitions>"));
    CHECK(slip(open) == "sbml.unknown_name 2:139");
}

TEST_CASE("a formula of Level 1 that cannot be read") {
    const auto model = read_sbml_text(
        level_1("<listOfCompartments><compartment name='c'/></listOfCompartments>"
                "<listOfParameters><parameter name='k' value='1'/></listOfParameters><listOfRules>\n"
                "<parameterRule name='k' formula='2 * * 3'/></listOfRules>",
                2));
    CHECK(slip(model) == "sbml.formula 3:34");
}

TEST_CASE("up to 20 errors of a file are said at once") {
    std::string rules = "<listOfRules>";
    for (int i = 0; i < 30; ++i)
        rules += "<assignmentRule variable='v" + std::to_string(i) + "'>" + math("<cn>1</cn>") +
                 "</assignmentRule>";
    const auto model = read_sbml_text(level_3(rules + "</listOfRules>"));
    REQUIRE(!model.has_value());
    CHECK(model.error().more().size() == 19);
}

TEST_CASE("what changes no time course is no reason to refuse") {
    CHECK(read_sbml_text(damaged("<species ", "<species sboTerm='SBO:1' metaid='4 4' ")).has_value());
}

TEST_CASE("a model of other files that is no file itself") {
    const auto model = read_sbml_text(
        "<sbml xmlns='http://www.sbml.org/sbml/level3/version1/core' "
        "xmlns:comp='http://www.sbml.org/sbml/level3/version1/comp/version1' level='3' version='1' "
        "comp:required='true'><model id='whole'><comp:listOfSubmodels><comp:submodel comp:id='a' "
        "comp:modelRef='b'/></comp:listOfSubmodels></model><comp:listOfExternalModelDefinitions>"
        "<comp:externalModelDefinition comp:id='b' "
        "comp:source='b.xml'/></comp:listOfExternalModelDefinitions>"
        "</sbml>");
    CHECK(slip(model).starts_with("sbml.external 1:"));
}
