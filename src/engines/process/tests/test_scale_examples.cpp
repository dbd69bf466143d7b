// Worked examples with published answers. docs/process/scale-correlations.md says which were read and which
// are known by heart.
#include "scale_vessels.hpp"

#include <doctest/doctest.h>

using namespace strandline::process;
using namespace strandline::process::testing;
using doctest::Approx;

namespace {

constexpr double minute = 60, hour = 3600, gram = 1e-3, atmosphere = 101325;

Impeller impeller(const std::string& kind, double diameter, double power_number = 0) {
    Impeller made;
    made.kind = kind;
    made.diameter = diameter;
    made.power_number = power_number;
    return made;
}

}  // namespace

TEST_CASE("power of a Rushton turbine: GATE Biotechnology 2016, question 20") {
    Broth broth;
    const Estimate power = ungassed_power(impeller("rushton", 1), broth, 300 / minute);
    CHECK(power.value == Approx(625e3).epsilon(1e-3));
    CHECK(power.in_range);
}

TEST_CASE("power of a marine propeller: Doran, 50 m3, 1.3 m, 4 1/s, 10 mPa s") {
    Broth broth;
    broth.viscosity = 0.01;
    const Impeller propeller = impeller("marine", 1.3);
    CHECK(reynolds_number(propeller, broth, 4) == Approx(6.76e5).epsilon(1e-3));
    CHECK(ungassed_power(propeller, broth, 4).value == Approx(83e3).epsilon(0.005));
}

TEST_CASE("200 m3 fermenter, turbine and two pitched blades: Harriott 2003, example 7.6") {
    Vessel vessel;
    vessel.tank_diameter = 4;
    vessel.liquid_height = 12;
    vessel.volume = cross_section(vessel) * 12;
    vessel.impellers = {impeller("rushton", 1.333, 6), impeller("pitched-blade", 1.333, 1.7),
                        impeller("pitched-blade", 1.333, 1.7)};
    Broth broth;
    broth.temperature = 303;
    broth.viscosity = 1.5e-3;
    CHECK(ungassed_power(vessel, broth, 2).value == Approx(317e3).epsilon(0.005));

    // 3 cm/s at 30 °C and 1 atm; 45 mmol/(L h)
    vessel.oxygen_fraction = 0.21;
    const double flow = cross_section(vessel) * 0.03 * normal_temperature / 303;
    const double uptake = 45 / hour;
    const OxygenTransfer gas = oxygen_transfer(vessel, broth, flow, uptake, 0, 1, GasFlow::mixed);
    CHECK(1 - gas.outlet_fraction / 0.21 == Approx(0.591).epsilon(0.005));
    CHECK(gas.outlet_fraction == Approx(0.086).epsilon(0.005));

    // Dissolved at kLa 0.224 1/s in mixed gas: 2.87 mg/L with Henry's constant 5.2e4 atm, without vapour.
    const double published = 1000 / 18.0 / 5.2e4 / atmosphere * 1000;  // mol/(m3 Pa)
    broth.salts_factor = published / oxygen_solubility(broth.temperature).value;
    vessel.head_pressure = atmosphere + water_vapour_pressure(broth.temperature);
    Demand demand;
    demand.oxygen_uptake = uptake;
    const OxygenTransfer dissolved = oxygen_at_uptake(vessel, broth, flow, 0.224, demand, GasFlow::mixed);
    CHECK(dissolved.dissolved * 31.9988 == Approx(2.87).epsilon(0.01));
}

TEST_CASE("a 114 m3 fermenter step by step: Benz, Chem. Eng. Progress 99(5), 2003") {
    Vessel vessel;
    vessel.tank_diameter = 3.66;
    vessel.liquid_height = 10.97;
    vessel.volume = 114;
    vessel.head_pressure = 1.68 * atmosphere;
    vessel.oxygen_fraction = 0.21;
    Broth broth;
    broth.temperature = 311;
    broth.salts_factor = salts_for_saturation(broth, 7.0);
    const double transfer = 2000 / 31.9988 / hour;  // mol/(m3 s)

    SUBCASE("least air: 12.68 normal m3/min") {
        const double least = transfer * vessel.volume / 0.21 / molar_gas_flow(1);
        CHECK(least * minute == Approx(12.68).epsilon(0.005));
    }
    SUBCASE("gas that leaves: 10.4 % O2; it saturates 19.18 and 5.82 mg/L, without vapour") {
        const OxygenTransfer gas =
            oxygen_transfer(vessel, broth, 25 / minute, transfer, 0, 0.95, GasFlow::plug);
        CHECK(gas.outlet_fraction == Approx(0.104).epsilon(0.005));
        CHECK(gas.bottom_saturation * 31.9988 == Approx(19.18).epsilon(0.05));
        CHECK(gas.top_saturation * 31.9988 == Approx(5.82).epsilon(0.05));
        CHECK(pressure_at(vessel, broth, 0) / atmosphere == Approx(2.74).epsilon(0.002));
    }
    SUBCASE("superficial velocity half way up: 0.0204 m/s of dry gas") {
        const double dry = 1 - water_vapour_pressure(311) / middle_pressure(vessel, broth);
        CHECK(superficial_velocity(vessel, broth, 24.93 / minute) * dry == Approx(0.0204).epsilon(0.01));
    }
    SUBCASE("kLa 0.02 (P/V)^0.6 vs^0.6 is 0.0649 1/s at 349 W/m3") {
        TransferCorrelation assumed = transfer_correlations().front();
        assumed.constant = 0.02;
        assumed.power_exponent = assumed.gas_exponent = 0.6;
        assumed.temperature = broth.temperature;
        CHECK(transfer_coefficient(assumed, broth, 349, 0.0204, 114).value == Approx(0.0649).epsilon(0.002));
    }
}

TEST_CASE("least kLa for microbes, 0.272 1/s: Doran 2013, a problem of chapter 10") {
    // q 8.5 mmol/(g h), 25 g/L, saturation 7.2 g/m3, critical 0.2624 g/m3. Much gas, so that it stays what it
    // was.
    Vessel vessel = standard_tank(1);
    vessel.liquid_height = 1e-6;  // no hydrostatic head
    vessel.oxygen_fraction = 0.20946;
    Broth broth;
    broth.salts_factor = salts_for_saturation(broth, 7.2);
    const double rate = 8.5 * 25 / hour;  // mol/(m3 s)
    const double critical = 0.2624 / 31.9988;
    CHECK(most_oxygen_transfer(vessel, broth, 1e4, 0.27227, critical, 1, GasFlow::plug).rate ==
          Approx(rate).epsilon(0.002));
}

TEST_CASE("most cells that kLa 0.17 1/s feeds with oxygen: 12 g/L, Doran, Azotobacter vinelandii") {
    Vessel vessel = standard_tank(2.7);
    vessel.liquid_height = 1e-6;
    vessel.oxygen_fraction = 0.20946;
    Broth broth;
    broth.temperature = 303.15;
    broth.salts_factor = salts_for_saturation(broth, 8);
    const double rate = most_oxygen_transfer(vessel, broth, 1e5, 0.17, 0, 1, GasFlow::plug).rate;
    CHECK(rate * hour / 12.5 == Approx(12).epsilon(0.03));  // mol/(m3 h) over mmol/(g h): g/L
    CHECK(rate * hour / 3 == Approx(50).epsilon(0.03));
}

TEST_CASE("oxygen in water under air, mg/L: Benson and Krause 1984, as in Standard Methods table 4500-O:I") {
    struct Row {
        double celsius, saturation;
    };
    for (const Row& row :
         {Row{0, 14.621}, Row{10, 11.288}, Row{20, 9.092}, Row{25, 8.263}, Row{30, 7.559}, Row{40, 6.412}}) {
        Broth broth;
        broth.temperature = 273.15 + row.celsius;
        CHECK(air_saturation(broth) * 31.9988 == Approx(row.saturation).epsilon(5e-4));
    }
}

TEST_CASE("carbon dioxide in water, mol/(L atm): Weiss 1974, table of K0") {
    CHECK(carbon_dioxide_solubility(273.15).value * atmosphere / 1000 == Approx(0.07758).epsilon(5e-4));
    CHECK(carbon_dioxide_solubility(293.15).value * atmosphere / 1000 == Approx(0.03916).epsilon(1e-3));
}

TEST_CASE(
    "CHO cells at 0.002 volumes of oxygen a minute: 2.4e6 cells/mL leave 76 mmHg of CO2, Gray et al. 1996") {
    // What is made is carried away by gas that is nearly saturated; the paper measured an apparent
    // coefficient of CO2 24 times less than that of oxygen.
    Vessel vessel = standard_tank(0.86);  // 500 L
    vessel.oxygen_fraction = 1;
    vessel.carbon_dioxide_fraction = 0;
    const Broth broth;
    const double cells = 2.4e12;  // 1/m3
    const double flow = 0.002 / minute * vessel.volume * normal_temperature / broth.temperature;
    const double made = 5.36e-17 * cells;
    const Stripping left =
        stripping(vessel, broth, flow, 0.07264 / minute, made, 5.55e-17 * cells, GasFlow::plug);
    CHECK(left.partial_pressure.value / 133.322 == Approx(76).epsilon(0.1));
    CHECK(left.gas_share > 0.9);
    CHECK(made / left.dissolved * minute == Approx(0.002962).epsilon(0.25));
}

TEST_CASE("cooling of citric acid made in 2 days: 1.47e7 kJ, Doran, example 5.8") {
    Vessel vessel = standard_tank(2);
    Broth broth;
    broth.temperature = 303.15;
    const double time = 48 * hour;
    const double uptake = 860 / 0.032 / time / vessel.volume;
    // 100 kg of water evaporated: gas in proportion.
    const double evaporated = 100 * 2430.7e3 / time;
    const double flow = evaporated / evaporation(vessel, broth, 1);
    const HeatBalance heat = heat_balance(vessel, broth, uptake, 15e3, flow);
    CHECK(heat.to_remove * time == Approx(1.47e10).epsilon(0.005));
}

TEST_CASE(
    "water that cools: 2403 kg/h take 24 030 kcal/h from 20 to 30 °C, Katoh, Horiuchi and Yoshida, 1.8") {
    Vessel vessel = standard_tank(1);
    Broth broth;
    broth.temperature = 313.15;
    vessel.coolant_temperature = 293.15;
    const double heat = 24030 * 4186.0 / hour;
    // U A such that the coolant leaves at 30 °C: log mean of 20 and 10 K.
    vessel.cooling_area = 1;
    vessel.cooling_coefficient = heat / (10 / std::log(2.0));
    const HeatBalance made = heat_balance(vessel, broth, heat / oxycaloric_heat / vessel.volume, 0, 0);
    CHECK(made.coolant_flow * hour == Approx(2403).epsilon(1e-3));
    CHECK(made.coolant_outlet == Approx(303.15).epsilon(1e-6));
}

TEST_CASE(
    "tip speed kept: 450 rpm to 45 (GATE Biotechnology 2013, question 23), 300 to 41.1 rpm (Dickey 2005)") {
    struct Step {
        double rpm, ratio, answer;
    };
    for (const Step& step : {Step{450, 10, 45}, Step{300, 84 / 11.5, 41.1}}) {
        Vessel small = standard_tank(0.2);
        small.speed = step.rpm / minute;
        const ScaledUp large =
            scale_up(Kept::tip_speed, KeptGas::as_given, small, standard_tank(0.2 * step.ratio), water());
        REQUIRE(large.speed);
        CHECK(*large.speed * minute == Approx(step.answer).epsilon(1e-3));
    }
}

TEST_CASE("blending time 15 s at 0.4 kW/m3 and 0.3 m: McCabe, Smith and Harriott, 0.3 m to 1.8 m") {
    const Vessel small = standard_tank(0.3);
    const Vessel large = standard_tank(1.8);
    const Broth broth = water();
    const auto time = [&](const Vessel& vessel, double power_per_volume) {
        return mixing_time(vessel, broth, 5, power_per_volume * vessel.volume).value;
    };
    CHECK(15 * time(large, 400) / time(small, 400) == Approx(49.5).epsilon(0.002));
    CHECK(time(large, 14.4e3) == Approx(time(small, 400)).epsilon(1e-9));
}

TEST_CASE("80 L to 10 m3 by four rules: Oldshue 1966, as in Shuler and Kargi") {
    // Ratios, large over small: power, power per volume, speed, tip speed, Reynolds number.
    struct Rule {
        Kept kept;
        double power, per_volume, speed, tip, reynolds;
    };
    Vessel small = standard_tank(0.467);
    small.speed = 10;
    const Vessel large = standard_tank(0.467 * 5);
    const Broth broth = water();
    const Conditions before = conditions(small, broth, {}, small.speed, 0);
    for (const Rule& rule :
         {Rule{Kept::power_per_volume, 125, 1, 0.34, 1.7, 8.5}, Rule{Kept::mixing_time, 3125, 25, 1, 5, 25},
          Rule{Kept::tip_speed, 25, 0.2, 0.2, 1, 5},
          Rule{Kept::reynolds_number, 0.2, 0.0016, 0.04, 0.2, 1}}) {
        CAPTURE(named(rule.kept));
        const ScaledUp made = scale_up(rule.kept, KeptGas::as_given, small, large, broth);
        REQUIRE(made.speed);
        const Conditions after = conditions(large, broth, {}, *made.speed, 0);
        CHECK(after.power.value / before.power.value == Approx(rule.power).epsilon(0.01));
        CHECK(after.power_per_volume.value / before.power_per_volume.value ==
              Approx(rule.per_volume).epsilon(0.01));
        CHECK(*made.speed / small.speed == Approx(rule.speed).epsilon(0.01));
        CHECK(after.tip_speed / before.tip_speed == Approx(rule.tip).epsilon(0.01));
        CHECK(after.reynolds_number / before.reynolds_number == Approx(rule.reynolds).epsilon(0.01));
    }
}
