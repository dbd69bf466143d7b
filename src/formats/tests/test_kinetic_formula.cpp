#include "kinetic_models.hpp"

using namespace strandline;
using namespace strandline::formats;
using namespace strandline::formats::testing;
using domain::Formula;
using Op = Formula::Op;

TEST_CASE("formulas of MathML are written with the parentheses they need alone") {
    CHECK(as_text("<apply><divide/><apply><times/><ci>a</ci><ci>b</ci></apply><apply><plus/><ci>c</ci>"
                  "<ci>b</ci></apply></apply>") == "a * b / (c + b)");
    CHECK(as_text("<apply><minus/><ci>a</ci><apply><minus/><ci>b</ci><ci>c</ci></apply></apply>") ==
          "a - (b - c)");
    CHECK(as_text("<apply><minus/><apply><minus/><ci>a</ci><ci>b</ci></apply><ci>c</ci></apply>") ==
          "a - b - c");
    CHECK(as_text("<apply><divide/><ci>a</ci><apply><times/><ci>b</ci><ci>c</ci></apply></apply>") ==
          "a / (b * c)");
    CHECK(as_text("<apply><times/><ci>a</ci><apply><minus/><ci>b</ci></apply></apply>") == "a * (-b)");
    CHECK(as_text("<apply><minus/><apply><plus/><ci>a</ci><ci>b</ci></apply></apply>") == "-(a + b)");
    CHECK(as_text("<apply><power/><apply><minus/><ci>a</ci></apply><cn>2</cn></apply>") == "(-a)^2");
    CHECK(as_text("<apply><power/><ci>a</ci><cn>-1</cn></apply>") == "a^(-1)");
    CHECK(as_text("<apply><plus/></apply>") == "0");
    CHECK(as_text("<apply><times/></apply>") == "1");
    CHECK(as_text("<apply><times/><ci>a</ci></apply>") == "a");
}

TEST_CASE("numbers of every way of writing") {
    CHECK(as_text("<cn type='integer'> 12 </cn>") == "12");
    CHECK(as_text("<cn type='e-notation'> 6.02 <sep/> 23 </cn>") == "6.02e+23");
    CHECK(as_text("<cn type='rational'> 3 <sep/> 4 </cn>") == "0.75");
    CHECK(as_text("<cn> 0.1 </cn>") == "0.1");
    CHECK(as_text("<infinity/>") == "INF");
    CHECK(as_text("<apply><minus/><infinity/></apply>") == "-INF");
    CHECK(as_text("<notanumber/>") == "NaN");
    CHECK(as_text("<true/>") == "1");
    CHECK(as_text("<false/>") == "0");
    CHECK(as_text("<pi/>") == "3.141592653589793");
    CHECK(as_text("<exponentiale/>") == "2.718281828459045");
}

TEST_CASE("functions, relations and logic") {
    CHECK(as_text("<apply><root/><ci>a</ci></apply>") == "sqrt(a)");
    CHECK(as_text("<apply><root/><degree><cn>3</cn></degree><ci>a</ci></apply>") == "root(3, a)");
    CHECK(as_text("<apply><log/><ci>a</ci></apply>") == "log10(a)");
    CHECK(as_text("<apply><log/><logbase><cn>2</cn></logbase><ci>a</ci></apply>") == "log(2, a)");
    CHECK(as_text("<apply><ln/><ci>a</ci></apply>") == "ln(a)");
    CHECK(as_text("<apply><arccosh/><ci>a</ci></apply>") == "arccosh(a)");
    CHECK(as_text("<apply><rem/><ci>a</ci><ci>b</ci></apply>") == "rem(a, b)");
    CHECK(as_text("<apply><quotient/><ci>a</ci><ci>b</ci></apply>") == "quotient(a, b)");
    CHECK(as_text("<apply><max/><ci>a</ci><ci>b</ci><ci>c</ci></apply>") == "max(a, b, c)");
    CHECK(as_text("<apply><implies/><ci>a</ci><ci>b</ci></apply>") == "implies(a, b)");
    CHECK(as_text("<apply><and/><apply><lt/><ci>a</ci><ci>b</ci></apply><apply><or/><ci>a</ci><ci>b</ci>"
                  "</apply></apply>") == "a < b && (a || b)");
    CHECK(as_text("<apply><lt/><ci>a</ci><ci>b</ci><ci>c</ci></apply>") == "a < b && b < c");
    CHECK(as_text("<apply><not/><apply><eq/><ci>a</ci><ci>b</ci></apply></apply>") == "!(a == b)");
    CHECK(as_text("<piecewise><piece><ci>a</ci><apply><gt/><ci>b</ci><cn>1</cn></apply></piece><otherwise>"
                  "<ci>c</ci></otherwise></piecewise>") == "piecewise(a, b > 1, c)");
    const std::string symbol = "<csymbol encoding='text' definitionURL='http://www.sbml.org/sbml/symbols/";
    CHECK(as_text(symbol + "time'> t </csymbol>") == "time");
    CHECK(as_text(symbol + "avogadro'> NA </csymbol>") == "avogadro");
    CHECK(as_text("<apply>" + symbol + "delay'> delay </csymbol><ci>a</ci><cn>2</cn></apply>") ==
          "delay(a, 2)");
    CHECK(as_text("<apply>" + symbol + "rateOf'> rateOf </csymbol><ci>a</ci></apply>") == "rateOf(a)");
}

TEST_CASE("a number with a unit is a number") {
    CHECK(as_text("<cn xmlns:s='http://www.sbml.org/sbml/level3/version2/core' s:units='mole'>2</cn>") ==
          "2");
}

namespace {

std::string rate_of_level_1(const std::string& formula) {
    const auto model = good_model(level_1(
        "<listOfCompartments><compartment name='c'/></listOfCompartments>"
        "<listOfSpecies><species name='S' compartment='c' initialAmount='1'/></listOfSpecies>"
        "<listOfParameters><parameter name='k' value='2'/><parameter name='p' value='0'/></listOfParameters>"
        "<listOfRules><parameterRule name='p' formula='" +
            formula + "'/></listOfRules>",
        2));
    REQUIRE(model.rules.size() == 1);
    REQUIRE(model.rules[0].formula.has_value());
    return formula_text(*model.rules[0].formula);
}

}  // namespace

TEST_CASE("the functions of Level 1 have the meaning of its specification") {
    CHECK(rate_of_level_1("k^2 * S") == "k^2 * S");
    CHECK(rate_of_level_1("pow(k, 2)") == "k^2");
    CHECK(rate_of_level_1("sqr(k)") == "k^2");
    CHECK(rate_of_level_1("sqrt(k)") == "sqrt(k)");
    CHECK(rate_of_level_1("log(k)") == "ln(k)");
    CHECK(rate_of_level_1("log10(k)") == "log10(k)");
    CHECK(rate_of_level_1("ceil(k) + acos(S)") == "ceil(k) + arccos(S)");
    CHECK(rate_of_level_1("-k * (S - 1)") == "-k * (S - 1)");
}

TEST_CASE("draws of the package distrib are read though libsbml does not know it") {
    const std::string draw =
        "<csymbol encoding='text'\n definitionURL='http://www.sbml.org/sbml/symbols/distrib/";
    const auto text = [&](const std::string& drawn) {
        return level_3(
            "<listOfParameters><parameter id='x' "
            "constant='false'/></listOfParameters><listOfInitialAssignments>"
            "<initialAssignment symbol='x'>" +
                math("<apply>" + drawn + "</apply>") + "</initialAssignment></listOfInitialAssignments>",
            "xmlns:distrib='http://www.sbml.org/sbml/level3/version1/distrib/version1' "
            "distrib:required='true'");
    };
    const auto model = good_model(text(draw + "normal'> normal </csymbol><cn>1</cn><cn>2</cn>"));
    REQUIRE(model.initial_assignments.size() == 1);
    CHECK(model.initial_assignments[0].formula ==
          Formula{Op::draw, 0, "normal", {Formula::of(1.0), Formula::of(2.0)}});
    CHECK(good_model(text(draw + "exponential'/><cn>1</cn>")).initial_assignments[0].formula->op == Op::draw);
    CHECK(slip(read_sbml_text(text(draw + "normall'> n </csymbol><cn>1</cn>"))) == "sbml.distribution 2:186");
    CHECK(slip(read_sbml_text(text(draw + "normal'> n </csymbol><cn>1</cn>"))) == "sbml.argument_count 3:58");
    CHECK(slip(read_sbml_text(text(draw + "uniform'/><cn>1</cn><cn>1</cn><cn>1</cn><cn>1</cn>"))) ==
          "sbml.argument_count 3:58");
}
