#include "scale_vessels.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace strandline::process;
using namespace strandline::process::testing;
using doctest::Approx;

namespace {

Broth culture(bool coalescing = true) {
    Broth broth;
    broth.coalescing = coalescing;
    return broth;
}

/// 10 m high, so that pressure and composition of the gas change on its way.
Vessel tall_vessel() {
    Vessel vessel = standard_tank(3.5);
    vessel.liquid_height = 10;
    vessel.volume = 10 * cross_section(vessel);
    return vessel;
}

/// p at which the log mean of (p - a) and (p - b) is `force`, by bisection.
double pressure_by_bisection(double a, double b, double force) {
    const auto mean = [&](double p) {
        const double x = p - a, y = p - b;
        return std::abs(x - y) < 1e-9 * x ? x : (x - y) / std::log(x / y);
    };
    double low = std::max(a, b) * (1 + 1e-15), high = low + 10 * force + std::abs(a - b);
    for (int i = 0; i < 200; ++i) {
        const double middle = (low + high) / 2;
        (mean(middle) < force ? low : high) = middle;
    }
    return low;
}

}  // namespace

TEST_CASE("gas: normal to actual, wet; pressure by depth") {
    CHECK(water_vapour_pressure(298.15) == Approx(3169).epsilon(0.002));  // steam tables
    CHECK(water_vapour_pressure(310.15) == Approx(6281).epsilon(0.002));
    const double dry =
        actual_gas_flow(1, normal_pressure + water_vapour_pressure(normal_temperature), normal_temperature);
    CHECK(dry == Approx(1));
    CHECK(molar_gas_flow(1) == Approx(44.615).epsilon(1e-4));
    const Vessel vessel = tall_vessel();
    CHECK(pressure_at(vessel, culture(), 10) == vessel.head_pressure);
    CHECK(pressure_at(vessel, culture(), 0) - vessel.head_pressure == Approx(98066.5));
    CHECK(middle_pressure(vessel, culture()) - vessel.head_pressure == Approx(98066.5 / 2));
    CHECK(superficial_velocity(vessel, culture(), 0.2) ==
          Approx(2 * superficial_velocity(vessel, culture(), 0.1)));
}

TEST_CASE("kLa: van't Riet's numbers, his exponents, 1.024 a kelvin") {
    Broth broth = water();
    const TransferCorrelation& air_water = *transfer_correlation("van't riet, coalescing");
    const TransferCorrelation& salts = *transfer_correlation("van't riet, non-coalescing");
    CHECK(transfer_coefficient(air_water, broth, 1000, 0.01, 1).value ==
          Approx(0.026 * std::pow(1000, 0.4) * std::pow(0.01, 0.5)));
    broth.coalescing = false;
    CHECK(transfer_coefficient(salts, broth, 1000, 0.01, 1).value ==
          Approx(0.002 * std::pow(1000, 0.7) * std::pow(0.01, 0.2)));
    const double at_20 = transfer_coefficient(salts, broth, 1000, 0.01, 1).value;
    broth.temperature += 10;
    CHECK(transfer_coefficient(salts, broth, 1000, 0.01, 1).value == Approx(at_20 * std::pow(1.024, 10)));
    CHECK(&usual_transfer_correlation(broth) == &salts);
    CHECK(transfer_correlation("nobody") == nullptr);
}

TEST_CASE("kLa says what is outside the range of its fit, with both numbers") {
    const TransferCorrelation& air_water = *transfer_correlation("van't riet, coalescing");
    CHECK(transfer_coefficient(air_water, culture(), 1000, 0.01, 1).in_range);
    const Estimate made = transfer_coefficient(air_water, culture(), 120, 0.01, 20);
    CHECK_FALSE(made.in_range);
    CHECK(made.outside == "P/V 120 W/m3 below 500 W/m3; volume 20 m3 above 2.6 m3");
    CHECK(transfer_coefficient(air_water, culture(false), 1000, 0.01, 1).outside ==
          "fitted to coalescing liquids");
}

TEST_CASE("every kLa rises with power and gas; they agree within a factor of 4 with van't Riet's") {
    for (const TransferCorrelation& one : transfer_correlations()) {
        CAPTURE(one.name);
        const Broth broth = culture(one.coalescing);
        const double middle = transfer_coefficient(one, broth, 1000, 0.01, 1).value;
        CHECK((transfer_coefficient(one, broth, 2000, 0.01, 1).value > middle) == (one.power_exponent > 0));
        CHECK(transfer_coefficient(one, broth, 1000, 0.02, 1).value > middle);
        const double usual =
            transfer_coefficient(usual_transfer_correlation(broth), broth, 1000, 0.01, 1).value;
        CHECK(middle / usual < 4);
        CHECK(middle / usual > 0.25);
    }
}

TEST_CASE("holdup solves its equation and rises with gas and power") {
    const Broth broth = water();
    const double power = 800, velocity = 0.01;
    const double held = gas_holdup(broth, power, velocity).value;
    const double rise = 0.265 + velocity;
    const double area = 2.16e-4 * std::pow(power, 0.4) * std::pow(1000, 0.2) / std::pow(0.07, 0.6);
    CHECK(held == Approx(std::sqrt(velocity * held / rise) + area * std::sqrt(velocity / rise)));
    CHECK(gas_holdup(broth, power, 2 * velocity).value > held);
    CHECK(gas_holdup(broth, 2 * power, velocity).value > held);
}

TEST_CASE("salts take oxygen away: 0.15 mol/L NaCl 5 %, ions add up, unknown ones are marked") {
    const std::array<Ion, 2> saline = {{{"Na+", 0.15}, {"Cl-", 0.15}}};
    CHECK(salts_factor(saline, 298.15).value == Approx(std::pow(10, -0.15 * 0.1505)).epsilon(1e-9));
    CHECK(salts_factor({}, 310.15).value == 1);
    const std::array<Ion, 3> more = {{{"Na+", 0.15}, {"Cl-", 0.15}, {"Xx+", 0.1}}};
    CHECK(salts_factor(more, 298.15).value == salts_factor(saline, 298.15).value);
    CHECK(salts_factor(more, 298.15).outside == "no parameter for Xx+");
    CHECK(salts_factor(saline, 330.15).outside == "temperature 330 K above 318 K");
}

TEST_CASE("the most oxygen is kLa times its driving force and less than the gas brings") {
    const Vessel vessel = tall_vessel();
    for (const GasFlow flow : {GasFlow::plug, GasFlow::mixed}) {
        double before = 0;
        const double brought = molar_gas_flow(0.5) * vessel.oxygen_fraction / vessel.volume;
        for (double coefficient = 1e-3; coefficient < 2; coefficient *= 2) {
            const OxygenTransfer made =
                most_oxygen_transfer(vessel, culture(), 0.5, coefficient, 0.03, 1, flow);
            CHECK(made.rate == Approx(coefficient * made.driving_force).epsilon(1e-8));
            CHECK(made.rate > before);
            CHECK(made.rate < brought);
            before = made.rate;
        }
        CHECK(before > 0.7 * brought);
    }
}

TEST_CASE("dissolved oxygen at an uptake is the one whose most transfer is this uptake") {
    const Vessel vessel = tall_vessel();
    for (const GasFlow flow : {GasFlow::plug, GasFlow::mixed}) {
        for (const double quotient : {0.7, 1.0, 1.3}) {
            Demand demand;
            demand.oxygen_uptake = 0.02;
            demand.respiratory_quotient = quotient;
            const OxygenTransfer made = oxygen_at_uptake(vessel, culture(), 0.5, 0.15, demand, flow);
            REQUIRE(made.dissolved > 0);
            CHECK(made.rate == 0.02);
            const OxygenTransfer back =
                most_oxygen_transfer(vessel, culture(), 0.5, 0.15, made.dissolved, quotient, flow);
            CHECK(back.rate == Approx(0.02).epsilon(1e-8));
            demand.oxygen_uptake = 1;  // cannot be met
            const OxygenTransfer starved = oxygen_at_uptake(vessel, culture(), 0.5, 0.15, demand, flow);
            CHECK(starved.dissolved == 0);
            CHECK(starved.rate == most_oxygen_transfer(vessel, culture(), 0.5, 0.15, 0, quotient, flow).rate);
        }
    }
}

TEST_CASE("the log mean is near a plug of gas followed up a 10 m vessel, in a well mixed broth") {
    const Vessel vessel = tall_vessel();
    const Broth broth = culture();
    const double coefficient = 0.15, dissolved = 0.04, flow = 0.5;
    const double wet = water_vapour_pressure(broth.temperature);
    const double per_pressure = oxygen_solubility(broth.temperature).value;
    const double inert = molar_gas_flow(flow) * (1 - vessel.oxygen_fraction);
    double oxygen = molar_gas_flow(flow) * vessel.oxygen_fraction;
    const double brought = oxygen;
    constexpr int slices = 10000;
    for (int i = 0; i < slices; ++i) {
        const double pressure = pressure_at(vessel, broth, 10 * (i + 0.5) / slices) - wet;
        // Respiratory quotient 1: the gas stays as much as it was.
        const double fraction = oxygen / (inert + brought);
        oxygen -= coefficient * (per_pressure * pressure * fraction - dissolved) * vessel.volume / slices;
    }
    const double followed = (brought - oxygen) / vessel.volume;
    CHECK(most_oxygen_transfer(vessel, broth, flow, coefficient, dissolved, 1, GasFlow::plug).rate ==
          Approx(followed).epsilon(0.03));
}

TEST_CASE("plug and mixed gas are one where gas is plenty and the liquid low") {
    const Vessel vessel = standard_tank(0.1);
    const double plug = most_oxygen_transfer(vessel, culture(), 0.1, 0.1, 0.03, 1, GasFlow::plug).rate;
    CHECK(most_oxygen_transfer(vessel, culture(), 0.1, 0.1, 0.03, 1, GasFlow::mixed).rate ==
          Approx(plug).epsilon(1e-3));
}

TEST_CASE("no gas, no stirring, too much asked: no transfer, and no number that is none") {
    const Vessel vessel = tall_vessel();
    CHECK(most_oxygen_transfer(vessel, culture(), 0, 0.1, 0.03, 1, GasFlow::plug).rate == 0);
    CHECK(most_oxygen_transfer(vessel, culture(), 0.5, 0, 0.03, 1, GasFlow::plug).rate == 0);
    CHECK(most_oxygen_transfer(vessel, culture(), 0.5, 0.1, 99, 1, GasFlow::plug).rate == 0);
    Demand demand;
    demand.oxygen_uptake = 0.01;
    CHECK(oxygen_at_uptake(vessel, culture(), 0, 0.1, demand, GasFlow::plug).dissolved == 0);
    demand.oxygen_uptake = 0;
    const double saturated = oxygen_at_uptake(vessel, culture(), 0.5, 0.1, demand, GasFlow::plug).dissolved;
    CHECK(saturated == Approx(air_saturation(culture())).epsilon(0.001));
}

TEST_CASE("dissolved CO2 is where all that is made is stripped") {
    const Vessel vessel = tall_vessel();
    const double made_rate = 0.01, coefficient = 0.02, flow = 0.05;
    const Stripping made =
        stripping(vessel, culture(), flow, coefficient, made_rate, made_rate, GasFlow::plug);
    const double wet = water_vapour_pressure(310.15);
    const double solubility = carbon_dioxide_solubility(310.15).value;
    const double bottom = (pressure_at(vessel, culture(), 0) - wet) * 0.0004;
    const double force = made_rate / (0.9 * coefficient) / solubility;
    CHECK(made.partial_pressure.value ==
          Approx(pressure_by_bisection(bottom, made.outlet_pressure, force)).epsilon(1e-9));
    CHECK(made.dissolved == Approx(made.partial_pressure.value * solubility));
    const double in_gas = 0.0004 + made_rate * vessel.volume / molar_gas_flow(flow);
    CHECK(made.outlet_pressure == Approx(in_gas * (vessel.head_pressure - wet)));
}

TEST_CASE("at low gas flow CO2 is held up by the gas, whatever kLa is; head pressure adds to it") {
    // A cell culture: 5 mmol/(L h) in 10 m, 0.02 volumes a minute.
    Vessel vessel = tall_vessel();
    const double rate = 5.0 / 3600;
    const double flow = 0.02 / 60 * vessel.volume;
    const auto pressure = [&](const Vessel& in, double gas, double coefficient) {
        return stripping(in, culture(), gas, coefficient, rate, rate, GasFlow::plug);
    };
    const Stripping usual = pressure(vessel, flow, 10.0 / 3600);
    CHECK(usual.partial_pressure.value > 8000);
    CHECK(pressure(vessel, flow, 1e6).partial_pressure.value ==
          Approx(usual.gas_share * usual.partial_pressure.value).epsilon(1e-4));
    CHECK(pressure(vessel, 4 * flow, 10.0 / 3600).partial_pressure.value < usual.partial_pressure.value);
    CHECK(pressure(vessel, flow, 20.0 / 3600).partial_pressure.value < usual.partial_pressure.value);
    vessel.head_pressure += 50000;
    CHECK(pressure(vessel, flow, 10.0 / 3600).partial_pressure.value > usual.partial_pressure.value);
    CHECK(stripping(vessel, culture(), 0, 0.01, rate, rate, GasFlow::plug).partial_pressure.value == 0);
}
