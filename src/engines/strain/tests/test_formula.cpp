#include "helpers.hpp"

#include "model/formula.hpp"

using namespace strandline::strain;

TEST_CASE("formula: molar masses and carbon atoms") {
    const auto glucose = formula_content("C6H12O6");
    REQUIRE(glucose);
    CHECK(glucose->carbon_atoms == 6);
    CHECK(glucose->molar_mass == doctest::Approx(6 * 12.011 + 12 * 1.008 + 6 * 15.999).epsilon(1e-14));
    // Cobalt is no carbon with an oxygen.
    CHECK(formula_content("CoCl2")->carbon_atoms == 0);
    CHECK(formula_content("CoCl2")->molar_mass == doctest::Approx(58.933 + 2 * 35.45).epsilon(1e-14));
    CHECK(formula_content("Fe(CN)6")->carbon_atoms == 6);
    CHECK(formula_content("(CH2)1.5O0.25")->molar_mass ==
          doctest::Approx(1.5 * (12.011 + 2 * 1.008) + 0.25 * 15.999).epsilon(1e-14));
}

TEST_CASE("formula: a residue has no mass, and what cannot be read has none") {
    for (const std::string_view unknown : {"", "C6H12R", "X", "C6H(", "(C6H10O5)n", "c6", "C-1"})
        CHECK_MESSAGE(!formula_content(unknown), unknown);
    CHECK(composition("C6H12R")->at("R") == strandline::numerics::Rational(1));
}

TEST_CASE("formula: carbon beside a residue is carbon") {
    for (const std::string_view with : {"C", "CH4", "C2R", "Na(HCO3)2"})
        CHECK_MESSAGE(has_carbon(with), with);
    for (const std::string_view without : {"", "Cl", "CaCl2", "H2O", "C0H2", "R"})
        CHECK_MESSAGE(!has_carbon(without), without);
}
