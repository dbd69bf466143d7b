#include "kinetic_models.hpp"

#include <random>
#include <vector>

// Bytes of small models changed at random: every outcome is a model or an error, and formulas can be written.

using namespace strandline;
using namespace strandline::formats;
using namespace strandline::formats::testing;

namespace {

std::vector<std::string> small_models() {
    const std::string hierarchy =
        "<sbml xmlns='http://www.sbml.org/sbml/level3/version1/core' "
        "xmlns:comp='http://www.sbml.org/sbml/level3/version1/comp/version1' level='3' version='1' "
        "comp:required='true'><model id='whole'><listOfParameters><parameter id='k' value='9' "
        "constant='true'>"
        "<comp:listOfReplacedElements><comp:replacedElement comp:submodelRef='left' comp:portRef='p_port'/>"
        "</comp:listOfReplacedElements></parameter></listOfParameters><comp:listOfSubmodels>"
        "<comp:submodel comp:id='left' comp:modelRef='part'/></comp:listOfSubmodels></model>"
        "<comp:listOfModelDefinitions><comp:modelDefinition id='part'><listOfParameters>"
        "<parameter id='p' value='1' constant='true'/><parameter id='x' value='1' constant='false'/>"
        "</listOfParameters><listOfRules><rateRule variable='x'>" +
        math("<apply><times/><ci>p</ci><ci>x</ci></apply>") +
        "</rateRule></listOfRules><comp:listOfPorts><comp:port comp:id='p_port' comp:idRef='p'/>"
        "</comp:listOfPorts></comp:modelDefinition></comp:listOfModelDefinitions></sbml>";
    return {
        level_3(
            "<listOfFunctionDefinitions><functionDefinition id='f'>" +
            math("<lambda><bvar><ci>x</ci></bvar><apply><times/><cn>2</cn><ci>x</ci></apply></lambda>") +
            "</functionDefinition></listOfFunctionDefinitions><listOfCompartments><compartment id='c' "
            "size='1' constant='true'/></listOfCompartments><listOfSpecies><species id='A' "
            "compartment='c' hasOnlySubstanceUnits='false' boundaryCondition='false' constant='false'/>"
            "</listOfSpecies><listOfReactions><reaction id='r' reversible='true'><listOfReactants>"
            "<speciesReference species='A' stoichiometry='1' constant='true'/></listOfReactants>"
            "<kineticLaw>" +
            math("<apply><times/><ci>k</ci><apply><ci>f</ci><ci>A</ci></apply><piecewise><piece><cn>1</cn>"
                 "<apply><lt/><ci>A</ci><cn type='e-notation'>1<sep/>3</cn></apply></piece></piecewise>"
                 "</apply>") +
            "<listOfLocalParameters><localParameter id='k' value='1'/></listOfLocalParameters>"
            "</kineticLaw></reaction></listOfReactions>"),
        level_2(
            "<listOfCompartments><compartment id='c'/></listOfCompartments><listOfSpecies><species id='S' "
            "compartment='c'/></listOfSpecies><listOfEvents><event><trigger>" +
                math("<true/>") + "</trigger><delay>" + math("<cn>1</cn>") +
                "</delay><listOfEventAssignments><eventAssignment variable='S'>" + math("<cn>1</cn>") +
                "</eventAssignment></listOfEventAssignments></event></listOfEvents>",
            4),
        level_1("<listOfCompartments><compartment name='c'/></listOfCompartments><listOfSpecies><species "
                "name='S' compartment='c' initialAmount='1'/></listOfSpecies><listOfRules>"
                "<speciesConcentrationRule species='S' formula='pow(S, 2) * -(3 + exp(c))'/></listOfRules>",
                2),
        hierarchy};
}

void change_one(std::string& text, std::mt19937_64& random) {
    const std::size_t at = random() % text.size();
    switch (random() % 6) {
    case 0:
        text[at] = random() % 4 == 0 ? static_cast<char>(random() % 256) : text[random() % text.size()];
        break;
    case 1:
        text[at] = "<>/'\"= a1:&;"[random() % 12];
        break;
    case 2:
        text.erase(at, 1 + random() % 20);
        break;
    case 3:
        text.insert(at, text.substr(random() % text.size(), random() % 60));
        break;
    default:
        text.insert(at, 1, "<>/'\"= a1:&;"[random() % 12]);
        break;
    }
}

}  // namespace

TEST_CASE("damaged models are refused or read") {
    std::mt19937_64 random(20240517);
    std::size_t read = 0, refused = 0;
    for (const std::string& model : small_models()) {
        REQUIRE(read_sbml_text(model).has_value());
        for (int trial = 0; trial < 1500; ++trial) {
            std::string text = model;
            for (std::uint64_t changes = random() % 2 + random() % 2 + 1; changes > 0 && !text.empty();
                 --changes)
                change_one(text, random);
            const auto outcome = read_sbml_text(text);
            if (!outcome) {
                ++refused;
                CHECK_MESSAGE(says_all(outcome), render(outcome.error()));
                continue;
            }
            ++read;
            for (const auto& reaction : outcome->reactions)
                if (reaction.law) CHECK(!formula_text(*reaction.law).empty());
            for (const auto& rule : outcome->rules)
                if (rule.formula) CHECK(!formula_text(*rule.formula).empty());
        }
    }
    CHECK(read > 30);
    CHECK(refused > 1000);
}

TEST_CASE("deep nesting is refused, in XML and in formulas of Level 1") {
    std::string open, close;
    for (int i = 0; i < 20000; ++i) open += "<apply><minus/>", close += "</apply>";
    CHECK(!read_sbml_text(level_3("<listOfRules><algebraicRule>" + math(open + "<cn>1</cn>" + close) +
                                  "</algebraicRule></listOfRules>"))
               .has_value());
    const auto text_rule = [](const std::string& formula) {
        return level_1(
            "<listOfParameters><parameter name='k' value='1'/></listOfParameters><listOfRules>"
            "<parameterRule name='k' formula='" +
                formula + "'/></listOfRules>",
            2);
    };
    CHECK(!read_sbml_text(text_rule(std::string(20000, '(') + "1" + std::string(20000, ')'))).has_value());
    CHECK(!read_sbml_text(text_rule(std::string(20000, '-') + "1")).has_value());
    std::string sum = "1";
    for (int i = 0; i < 20000; ++i) sum += "-k";
    CHECK(!read_sbml_text(text_rule(sum)).has_value());
}
