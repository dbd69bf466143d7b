#include "scale_vessels.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace strandline::process;
using namespace strandline::process::testing;
using doctest::Approx;

namespace {

Vessel flask() {
    Vessel vessel = standard_tank(0.1366);
    vessel.name = "2 L";
    vessel.speed = 15;
    vessel.gas_flow = vessel.volume / 60;
    return vessel;
}

/// 20 m3 with three turbines, twice as high as wide.
Vessel plant() {
    Vessel vessel = standard_tank(2.3);
    vessel.name = "20 m3";
    vessel.liquid_height = 4.8;
    vessel.volume = 4.8 * cross_section(vessel);
    Impeller above = vessel.impellers.front();
    above.spacing = 1.5;
    vessel.impellers = {vessel.impellers.front(), above, above};
    vessel.speed = 2;
    vessel.gas_flow = 0.15;
    vessel.cooling_area = 40;
    vessel.cooling_coefficient = 800;
    vessel.coil_area = 10;
    vessel.coil_coefficient = 1200;
    vessel.coolant_flow_most = 15;
    return vessel;
}

Demand aerobic() {
    Demand demand;
    demand.oxygen_uptake = 0.02;
    demand.biomass = 30;
    demand.substrate = 0.1;
    demand.substrate_uptake = 1.0 / 3600;
    return demand;
}

Broth broth() {
    Broth made;
    made.coalescing = false;
    return made;
}

}  // namespace

TEST_CASE("each rule keeps its own quantity, with every rule for the gas") {
    for (const Kept kept : kept_quantities()) {
        for (const KeptGas gas :
             {KeptGas::gas_per_volume, KeptGas::superficial_velocity, KeptGas::as_given}) {
            CAPTURE(named(kept));
            CAPTURE(int(gas));
            const ScaledUp made = scale_up(kept, gas, flask(), plant(), broth());
            REQUIRE(made.speed);
            CHECK(made.words.empty());
            CHECK(made.small == Approx(kept_value(kept, flask(), broth(), 15, flask().gas_flow)));
            CHECK(made.large == Approx(made.small).epsilon(1e-9));
            CHECK(kept_value(kept, plant(), broth(), *made.speed, made.normal_gas_flow) ==
                  Approx(made.small));
        }
    }
}

TEST_CASE("the same vessel is scaled to its own speed and gas flow") {
    for (const Kept kept : kept_quantities()) {
        const ScaledUp made = scale_up(kept, KeptGas::gas_per_volume, plant(), plant(), broth());
        REQUIRE(made.speed);
        CHECK(*made.speed == Approx(2).epsilon(1e-9));
        CHECK(made.normal_gas_flow == Approx(0.15));
    }
    CHECK(
        scale_up(Kept::tip_speed, KeptGas::superficial_velocity, plant(), plant(), broth()).normal_gas_flow ==
        Approx(0.15));
}

TEST_CASE("equal power per volume without gas: N with D^-2/3, and the Kolmogorov length with it") {
    Vessel small = standard_tank(0.3);
    small.speed = 8;
    const Vessel large = standard_tank(2.4);
    for (const Kept kept : {Kept::power_per_volume, Kept::kolmogorov_length}) {
        const ScaledUp made = scale_up(kept, KeptGas::as_given, small, large, water());
        REQUIRE(made.speed);
        CHECK(*made.speed == Approx(2).epsilon(1e-4));
    }
}

TEST_CASE("superficial velocity kept is the same half way up both vessels") {
    const ScaledUp made = scale_up(Kept::tip_speed, KeptGas::superficial_velocity, flask(), plant(), broth());
    CHECK(superficial_velocity(plant(), broth(), made.normal_gas_flow) ==
          Approx(superficial_velocity(flask(), broth(), flask().gas_flow)));
}

TEST_CASE("a rule that cannot be kept says so, and so does a vessel that is too weak") {
    Vessel small = flask();
    small.gas_flow = 0;
    const ScaledUp none =
        scale_up(Kept::transfer_coefficient, KeptGas::gas_per_volume, small, plant(), broth());
    CHECK_FALSE(none.speed);
    CHECK(none.words == "the small vessel has no transfer_coefficient");

    Vessel large = plant();
    large.gas_flow = 0;
    const ScaledUp never = scale_up(Kept::transfer_coefficient, KeptGas::as_given, flask(), large, broth());
    CHECK_FALSE(never.speed);
    CHECK(never.words == "not reached at any speed");

    // Rising gas alone mixes a slow small vessel's time.
    Vessel slow = flask();
    slow.speed = 1e-3;
    slow.gas_flow = 0;
    const ScaledUp at_once = scale_up(Kept::mixing_time, KeptGas::as_given, slow, plant(), broth());
    CHECK_FALSE(at_once.speed);
    CHECK(at_once.words == "reached without stirring");

    large = plant();
    large.speed_most = 3;
    large.gas_flow_most = 0.2;
    const ScaledUp fast = scale_up(Kept::mixing_time, KeptGas::gas_per_volume, flask(), large, broth());
    REQUIRE(fast.speed);
    CHECK_FALSE(fast.within_vessel);
    CHECK(fast.words.find("the vessel turns at 180 rpm at most") != std::string::npos);
    CHECK(fast.words.find("the vessel has 0.2 m3/s at most") != std::string::npos);
}

TEST_CASE("mixing time grows with T^2/3 at equal power per volume, and with height") {
    const auto time = [](double length, double height) {
        Vessel vessel = standard_tank(length);
        vessel.liquid_height *= height;
        vessel.volume *= height;
        if (height > 1.3) vessel.impellers.push_back(vessel.impellers.front());
        return mixing_time(vessel, water(), 3, 1000 * vessel.volume);
    };
    CHECK(time(8, 1).value == Approx(4 * time(1, 1).value));
    CHECK(time(1, 1).value == Approx(5.9 * std::cbrt(3.0)));
    CHECK(time(1, 2).value == Approx(std::pow(2, 2.43) * time(1, 1).value));
    CHECK(time(1, 1).in_range);
    CHECK(time(1, 2).in_range);
    CHECK(time(1, 4).outside == "H/T 4 above 3");
}

TEST_CASE("an axial impeller above a turbine mixes tall liquid in half the time at equal power") {
    Vessel vessel = standard_tank(1);
    vessel.liquid_height *= 2;
    vessel.volume *= 2;
    vessel.impellers.push_back(vessel.impellers.front());
    const double turbines = mixing_time(vessel, water(), 3, 2000).value;
    vessel.impellers.back().kind = "hydrofoil-wide";
    CHECK(mixing_time(vessel, water(), 3, 2000).value == Approx(turbines / 2).epsilon(0.05));
}

TEST_CASE("mixing time of two turbines, H = 2 T: within 10 % of 3.3 (H/D)^2.43 / (N Np^1/3)") {
    Vessel vessel = standard_tank(1);
    vessel.liquid_height *= 2;
    vessel.volume *= 2;
    vessel.impellers.push_back(vessel.impellers.front());
    const double speed = 3;
    const double power = ungassed_power(vessel, water(), speed).value;
    const double cooke = 3.3 * std::pow(6, 2.43) / (speed * std::cbrt(5.0));
    CHECK(mixing_time(vessel, water(), speed, power).value == Approx(cooke).epsilon(0.1));
}

TEST_CASE("Kolmogorov length: 32 micrometres in water at 1 W/kg; circulation; uptake time") {
    CHECK(kolmogorov_length(1e-6, 1) == Approx(31.6e-6).epsilon(0.001));
    CHECK(kolmogorov_length(1e-6, 16) == Approx(kolmogorov_length(1e-6, 1) / 2));
    const Vessel vessel = standard_tank(1);
    CHECK(circulation_time(vessel, water(), 2).value == Approx(vessel.volume / (0.72 * 2 / 27)));
    CHECK(circulation_time(vessel, water(), 4).value ==
          Approx(circulation_time(vessel, water(), 2).value / 2));
    CHECK(uptake_time(0.1, 1.0 / 3600, 30) == Approx(12));
}

TEST_CASE("cooling is U A times the log mean temperature difference") {
    const Vessel vessel = plant();
    const double conductance = 40 * 800 + 10 * 1200;
    for (const double flow : {1.0, 5.0, 50.0, 5000.0}) {
        const double heat = cooling(vessel, broth(), flow);
        const double outlet = vessel.coolant_temperature + heat / (flow * 4186);
        const double cold = 310.15 - vessel.coolant_temperature, warm = 310.15 - outlet;
        CHECK(heat == Approx(conductance * (cold - warm) / std::log(cold / warm)).epsilon(1e-6));
        CHECK(heat < cooling(vessel, broth(), 0));
    }
    CHECK(cooling(vessel, broth(), 0) == Approx(conductance * 27));
}

TEST_CASE("the uptake that can be cooled takes all of the cooling") {
    const double power = 20e3, gas = 0.15;
    const Estimate most = cooled_oxygen_uptake(plant(), broth(), power, gas);
    const HeatBalance heat = heat_balance(plant(), broth(), most.value, power, gas);
    CHECK(heat.to_remove == Approx(heat.removable));
    CHECK(heat.coolant_flow == Approx(15).epsilon(1e-6));
    CHECK_FALSE(heat_balance(plant(), broth(), 2 * most.value, power, gas).removed);
    CHECK(heat_balance(plant(), broth(), 0.5 * most.value, power, gas).removed);
}

TEST_CASE("conditions hang together") {
    const Conditions c = conditions(plant(), broth(), aerobic(), 2, 0.15);
    CHECK(c.power.value < c.ungassed_power.value);
    CHECK(c.power_per_volume.value == Approx(c.power.value / plant().volume));
    CHECK(c.oxygen.rate == Approx(c.transfer_coefficient.value * c.oxygen.driving_force));
    CHECK(c.most_oxygen_transfer.error <= c.transfer_coefficient.error);
    CHECK(c.transfer_coefficient.error > 0.3);  // of the correlation and the power
    CHECK_FALSE(c.transfer_coefficient.in_range);
    CHECK(c.mixing_to_uptake == Approx(c.mixing_time.value / c.uptake_time));
    CHECK(c.least_kolmogorov_length < c.kolmogorov_length);
    for (const ConditionRow& row : condition_rows(c)) {
        CAPTURE(row.quantity);
        CHECK(std::isfinite(row.estimate.value));
        CHECK(row.estimate.error >= 0);
        CHECK(row.estimate.in_range == row.estimate.outside.empty());
        CHECK_FALSE(row.estimate.source.empty());
    }
    for (const ConditionRow& row : transfer_coefficients(plant(), broth(), 2, 0.15))
        CHECK(row.estimate.value > 0);
}

TEST_CASE("conditions of vessels at rest, without gas, without impellers have no infinite numbers") {
    Vessel bare = plant();
    bare.impellers.clear();
    for (const Vessel& vessel : {plant(), bare})
        for (const double speed : {0.0, 2.0})
            for (const double gas : {0.0, 0.15})
                for (const Demand& demand : {Demand{}, aerobic()})
                    for (const ConditionRow& row :
                         condition_rows(conditions(vessel, broth(), demand, speed, gas))) {
                        CAPTURE(row.quantity);
                        CAPTURE(speed);
                        CAPTURE(gas);
                        CHECK(std::isfinite(row.estimate.value));
                        CHECK(std::isfinite(row.estimate.error));
                    }
}

TEST_CASE("limits: which hold, and words for those that do not") {
    Vessel vessel = plant();
    vessel.motor_power = 10e3;
    vessel.speed_most = 3;
    vessel.gas_flow_most = 0.3;
    const Conditions c = conditions(vessel, broth(), aerobic(), 2, 0.15);
    const std::vector<VesselLimit> limits = vessel_limits(vessel, aerobic(), c);
    const auto limit = [&](std::string_view name) {
        const auto found = std::ranges::find(limits, name, &VesselLimit::name);
        REQUIRE(found != limits.end());
        return *found;
    };
    CHECK(limits.size() == 8);
    CHECK(limit("speed").held);
    CHECK_FALSE(limit("motor").held);
    CHECK(limit("motor").words.find("the motor gives 1e+04 W") != std::string::npos);
    CHECK(limit("flooding").held);
    CHECK(limit("oxygen").held == (c.most_oxygen_transfer.value >= 0.02));
    CHECK(limit("heat").held);
    CHECK_FALSE(limit("mixing").held);
    vessel.motor_power = 0;
    CHECK(vessel_limits(vessel, {}, conditions(vessel, broth(), {}, 2, 0)).size() == 3);
}
