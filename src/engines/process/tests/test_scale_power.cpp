#include "scale_vessels.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <numbers>

using namespace strandline::process;
using namespace strandline::process::testing;
using doctest::Approx;

TEST_CASE("power goes with N^3 D^5 when turbulent and with mu N^2 D^3 when laminar") {
    Broth broth = water();
    Impeller turbine = standard_tank(1).impellers.front();
    const double thin = ungassed_power(turbine, broth, 2).value;
    CHECK(ungassed_power(turbine, broth, 4).value == Approx(8 * thin).epsilon(1e-6));
    Impeller large = turbine;
    large.diameter *= 2;
    CHECK(ungassed_power(large, broth, 2).value == Approx(32 * thin).epsilon(1e-6));
    broth.density = 1200;
    CHECK(ungassed_power(turbine, broth, 2).value == Approx(1.2 * thin).epsilon(1e-6));

    Broth syrup = water();
    syrup.viscosity = 2000;
    const double thick = ungassed_power(turbine, syrup, 2).value;
    CHECK(thick == Approx(70 * 2000 * 4 * std::pow(turbine.diameter, 3)).epsilon(1e-4));
    CHECK(ungassed_power(turbine, syrup, 4).value == Approx(4 * thick).epsilon(1e-4));
}

TEST_CASE("the power number falls with the Reynolds number and is marked between laminar and turbulent") {
    for (const ImpellerKind& kind : impeller_kinds()) {
        CAPTURE(kind.name);
        CHECK(impeller_kind(kind.name) == &kind);
        Impeller impeller;
        impeller.kind = kind.name;
        impeller.diameter = 0.1;
        double before = std::numeric_limits<double>::max();
        for (double reynolds = 0.1; reynolds < 1e7; reynolds *= 3) {
            const Estimate number = power_number(impeller, reynolds);
            CHECK(number.value <= before);
            CHECK(number.in_range == !(reynolds > 10 && reynolds < 1e4));
            CHECK(number.in_range == number.outside.empty());
            before = number.value;
        }
        CHECK(before == Approx(kind.power_number));
    }
}

TEST_CASE("a kind that is not known is marked, unless its power number is given") {
    Impeller impeller;
    impeller.kind = "whisk";
    impeller.diameter = 0.1;
    CHECK(power_number(impeller, 1e5).outside == "impeller kind whisk not known, Np of a Rushton turbine");
    impeller.power_number = 1.1;
    CHECK(power_number(impeller, 1e5).in_range);
    CHECK(power_number(impeller, 1e5).value == Approx(1.1));
    CHECK(impeller_kind("whisk") == nullptr);
}

TEST_CASE("a shear-thinning broth is as thick as at the shear rate 11.5 N") {
    Broth broth;
    broth.viscosity = 0.5;  // Pa s^n
    broth.flow_index = 0.4;
    CHECK(apparent_viscosity(broth, 3) == Approx(0.5 * std::pow(34.5, -0.6)));
    CHECK(apparent_viscosity(broth, 6) < apparent_viscosity(broth, 3));
    broth.flow_index = 1;
    CHECK(apparent_viscosity(broth, 3) == 0.5);
}

TEST_CASE("impellers draw the sum of their powers; too near each other they are marked") {
    Vessel vessel = standard_tank(1);
    const double one = ungassed_power(vessel, water(), 3).value;
    vessel.liquid_height = 2;
    vessel.volume *= 2;
    vessel.impellers.push_back(vessel.impellers.front());
    vessel.impellers.back().spacing = 1;
    CHECK(ungassed_power(vessel, water(), 3).value == Approx(2 * one));
    CHECK(ungassed_power(vessel, water(), 3).in_range);
    vessel.impellers.back().spacing = 0.3;
    CHECK(ungassed_power(vessel, water(), 3).outside ==
          "impellers 0.3 T apart: below 0.385 T their flows merge");
}

TEST_CASE("Michel and Miller in SI is what they published in hp, ft, rpm and ft3/min") {
    constexpr double horsepower = 745.69987, foot = 0.3048;
    Impeller turbine;
    turbine.kind = "rushton";
    turbine.diameter = 0.1;
    const double power = 40, speed = 12, gas = 3e-4;
    const double group = std::pow(power / horsepower, 2) * (speed * 60) *
                         std::pow(turbine.diameter / foot, 3) / std::pow(gas * 60 / std::pow(foot, 3), 0.56);
    const double published = 0.08 * std::pow(group, 0.45) * horsepower;
    REQUIRE(published < power);
    CHECK(michel_miller_power(power, turbine, speed, gas).value == Approx(published).epsilon(1e-3));
}

TEST_CASE("gas takes power away, never adds any, by each correlation and kind of impeller") {
    const Broth broth = water();
    for (const char* kind : {"rushton", "smith", "hydrofoil-wide", "marine"}) {
        for (const GassedPower by : {GassedPower::michel_miller, GassedPower::hughmark, GassedPower::cui}) {
            CAPTURE(kind);
            CAPTURE(int(by));
            const Vessel vessel = standard_tank(1, kind);
            double before = gassed_power(vessel, broth, 4, 0, by).value;
            CHECK(before == ungassed_power(vessel, broth, 4).value);
            for (double gas = 1e-5; gas < 0.03; gas *= 2) {
                const double power = gassed_power(vessel, broth, 4, gas, by).value;
                CHECK(power > 0);
                CHECK(power <= before * (1 + 1e-9));
                before = power;
            }
        }
    }
}

TEST_CASE("the correlations of gassed power agree within their errors in the middle of their ranges") {
    const Vessel vessel = standard_tank(0.5);
    const double gas = 0.0016;  // 1 volume a minute
    const double hughmark = gassed_power(vessel, water(), 6, gas, GassedPower::hughmark).value;
    CHECK(gassed_power(vessel, water(), 6, gas, GassedPower::michel_miller).value ==
          Approx(hughmark).epsilon(0.35));
    CHECK(gassed_power(vessel, water(), 6, gas, GassedPower::cui).value == Approx(hughmark).epsilon(0.35));
}

TEST_CASE("more gas: dispersed, loaded, flooded") {
    const Vessel vessel = standard_tank(1);
    CHECK(gas_handling(vessel, 5, 0).regime == GasRegime::ungassed);
    GasRegime before = GasRegime::dispersed;
    bool loaded = false;
    for (double gas = 1e-4; gas < 0.5; gas *= 1.2) {
        const GasHandling made = gas_handling(vessel, 5, gas);
        if (before == GasRegime::loaded) CHECK(made.regime != GasRegime::dispersed);
        if (before == GasRegime::flooded) CHECK(made.regime == GasRegime::flooded);
        loaded = loaded || made.regime == GasRegime::loaded;
        before = made.regime;
    }
    CHECK(loaded);
    CHECK(before == GasRegime::flooded);
    CHECK(gassed_power(vessel, water(), 5, 0.4).outside == "the lowest impeller is flooded");
}

TEST_CASE("flooding: Fl = 30 Fr (D/T)^3.5, so that Q at flooding goes with N^3 D^4") {
    const auto flooding_flow = [](double length, double speed) {
        const Vessel vessel = standard_tank(length);
        return gas_handling(vessel, speed, 1e-3).flooding.value * speed *
               std::pow(vessel.impellers.front().diameter, 3);
    };
    CHECK(flooding_flow(1, 4) == Approx(8 * flooding_flow(1, 2)));
    CHECK(flooding_flow(2, 2) == Approx(16 * flooding_flow(1, 2)));
    const GasHandling made = gas_handling(standard_tank(1), 3, 1e-3);
    const double froude = 9.0 / 3 / standard_gravity;
    CHECK(made.flooding.value == Approx(30 * froude * std::pow(1.0 / 3, 3.5)));
    CHECK(made.dispersion.value == Approx(0.2 * std::sqrt(froude / 3)));
    CHECK(made.flooding.in_range);
    CHECK_FALSE(gas_handling(standard_tank(1, "hydrofoil"), 3, 1e-3).flooding.in_range);
}

TEST_CASE("a concave turbine takes more gas than a Rushton turbine before it floods") {
    CHECK(gas_handling(standard_tank(1, "smith"), 3, 0.01).flooding.value >
          2 * gas_handling(standard_tank(1), 3, 0.01).flooding.value);
}

TEST_CASE("tip speed and dimensionless numbers") {
    Impeller impeller;
    impeller.diameter = 0.5;
    CHECK(tip_speed(impeller, 2) == Approx(std::numbers::pi));
    CHECK(reynolds_number(impeller, water(), 2) == Approx(5e5));
    CHECK(froude_number(impeller, 2) == Approx(2 / standard_gravity));
    CHECK(gas_flow_number(impeller, 0.025, 2) == Approx(0.1));
    Vessel vessel = standard_tank(1.5);
    vessel.impellers.push_back(impeller);
    vessel.impellers.back().diameter = 0.6;
    CHECK(highest_tip_speed(vessel, 1) == Approx(0.6 * std::numbers::pi));
}
