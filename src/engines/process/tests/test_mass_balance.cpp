#include "cost/mass_balance.hpp"
#include "stochastic/random_stream.hpp"

#include <doctest/doctest.h>

using namespace strandline;
using namespace strandline::process;

namespace {

/// Compounds with masses in kg, their figures behind each other.
struct Balance {
    BalancePlan plan;
    std::vector<double> masses;

    Compound compound(const std::string& formula, double mass) {
        Compound made;
        made.name = made.formula = formula;
        made.elements = elements_of(formula).value();
        made.mass = {static_cast<std::int32_t>(masses.size())};
        masses.push_back(mass);
        return made;
    }
    void consume(const std::string& formula, double kmol) {
        plan.consumed.push_back(compound(formula, kmol * molar_mass(elements_of(formula).value())));
    }
    void make(const std::string& formula, double kmol) {
        plan.made.push_back(compound(formula, kmol * molar_mass(elements_of(formula).value())));
    }
    Result<MassBalance> solve(const std::string& nitrogen = "NH3") {
        plan.consumed.push_back(compound(nitrogen, 0));
        return mass_balance(plan, Values(masses), 0, 1, 460);
    }
};

double amount(const MassBalance& balance, std::string_view formula) {
    double made = 0;
    for (const auto& stream : balance.streams)
        if (stream.formula == formula) made += stream.amount;
    return made;
}

}  // namespace

TEST_CASE("molar masses and degrees of reduction") {
    CHECK(molar_mass(elements_of("C6H12O6").value()) == doctest::Approx(180.156));
    CHECK(molar_mass(elements_of("CO2").value()) == doctest::Approx(44.009));
    CHECK(degree_of_reduction(elements_of("C6H12O6").value()) == doctest::Approx(24));
    CHECK(degree_of_reduction(elements_of("O2").value()) == doctest::Approx(-4));
    CHECK(degree_of_reduction(elements_of("NH3").value()) == doctest::Approx(0));
    // Doran, Bioprocess Engineering Principles (1995), table 4.3: E. coli, 4.07.
    CHECK(degree_of_reduction(elements_of("CH1.77O0.49N0.24").value()) == doctest::Approx(4.07));
}

// Shuler and Kargi, Bioprocess Engineering, 2nd ed. (2002), example 7.1: two thirds of the carbon becomes
// C4.4H7.3N0.86O1.2.
TEST_CASE("growth on glucose, as the textbook works it") {
    Balance of;
    of.consume("C6H12O6", 1);
    of.make("C4.4H7.3N0.86O1.2", 4.0 / 4.4);
    const auto made = of.solve();
    REQUIRE(made.has_value());
    CHECK(-amount(*made, "O2") == doctest::Approx(1.473).epsilon(1e-3));
    CHECK(-amount(*made, "NH3") == doctest::Approx(0.782).epsilon(1e-3));
    CHECK(amount(*made, "H2O") == doctest::Approx(3.854).epsilon(1e-3));
    CHECK(amount(*made, "CO2") == doctest::Approx(2).epsilon(1e-9));
    CHECK(made->carbon_yield == doctest::Approx(2.0 / 3));
    CHECK(made->respiratory_quotient == doctest::Approx(2 / 1.473).epsilon(1e-3));
    CHECK(made->heat == doctest::Approx(1.473 * 460).epsilon(1e-3));  // MJ of 1.473 kmol
}

TEST_CASE("growth on hexadecane, as the textbook works it") {
    Balance of;
    of.consume("C16H34", 1);
    of.make("C4.4H7.3N0.86O1.2", 16 * 2.0 / 3 / 4.4);
    const auto made = of.solve();
    REQUIRE(made.has_value());
    CHECK(-amount(*made, "O2") == doctest::Approx(12.427).epsilon(1e-3));
    CHECK(-amount(*made, "NH3") == doctest::Approx(2.085).epsilon(1e-3));
    CHECK(amount(*made, "CO2") == doctest::Approx(5.33).epsilon(1e-3));
}

TEST_CASE("ethanol from glucose needs no oxygen") {
    Balance of;
    of.consume("C6H12O6", 1);
    of.make("C2H6O", 2);
    const auto made = of.solve();
    REQUIRE(made.has_value());
    CHECK(amount(*made, "O2") == doctest::Approx(0));
    CHECK(amount(*made, "CO2") == doctest::Approx(2));
    CHECK(amount(*made, "H2O") == doctest::Approx(0));
    CHECK(made->respiratory_quotient == 0);
}

TEST_CASE("random balances close, and oxygen is that of the electrons") {
    for (std::uint64_t run = 0; run < 500; ++run) {
        RandomStream random(7, run);
        Balance of;
        of.consume("C6H12O6", 10 + 90 * random.uniform());
        if (random.uniform() < 0.5) of.consume("C3H8O3", 20 * random.uniform());
        of.make("CH1.8O0.5N0.2", 10 * random.uniform());
        of.make(random.uniform() < 0.5 ? "C6H14N2O2" : "C4H6O4", 4 * random.uniform());
        const char* sources[] = {"NH3", "CH4N2O", "HNO3"};
        const auto made = of.solve(sources[run % 3]);
        REQUIRE(made.has_value());
        CHECK(made->mass_error < 1e-12);
        for (const double error : made->element_errors) CHECK(error < 1e-12);
        CHECK(made->oxygen == doctest::Approx(made->oxygen_by_reduction).epsilon(1e-10));
    }
}

TEST_CASE("a balance that cannot close names what is short") {
    Balance carbon;
    carbon.consume("C6H12O6", 1);
    carbon.make("C4H6O4", 1.6);
    const auto more_carbon = carbon.solve();
    REQUIRE(!more_carbon.has_value());
    CHECK(more_carbon.error().what().find("carbon") != std::string::npos);

    Balance oxygen;
    oxygen.consume("C6H12O6", 1);
    oxygen.make("C16H34", 0.3);
    const auto more_electrons = oxygen.solve();
    REQUIRE(!more_electrons.has_value());
    CHECK(more_electrons.error().what().find("oxygen") != std::string::npos);

    Balance fixing;  // succinate from glucose and carbon dioxide
    fixing.plan.fixes_carbon = true;
    fixing.consume("C6H12O6", 1);
    fixing.make("C4H6O4", 12.0 / 7);
    const auto fixed = fixing.solve();
    REQUIRE(fixed.has_value());
    CHECK(amount(*fixed, "CO2") == doctest::Approx(-6.0 / 7));
    CHECK(amount(*fixed, "O2") == doctest::Approx(0));
}
