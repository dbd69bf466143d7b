#include "conditions.hpp"

#include "estimates.hpp"

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

/// kLa from power and gas, with the error of the power in it.
Estimate transfer_of(const TransferCorrelation& correlation, const Vessel& vessel, const Broth& broth,
                     const Estimate& power, double velocity) {
    if (velocity <= 0) return estimated(0, 0, "no gas");
    Estimate made =
        transfer_coefficient(correlation, broth, power.value / vessel.volume, velocity, vessel.volume);
    if (correlation.power_exponent > 0) carry(made, power, correlation.power_exponent);  // else of gas alone
    return made;
}

double gas_at_lowest(const Vessel& vessel, const Broth& broth, double normal_flow) {
    const double pressure = pressure_at(vessel, broth, lowest_impeller_height(vessel));
    return actual_gas_flow(normal_flow, pressure, broth.temperature);
}

void reckon_agitation(Conditions& made, const Vessel& vessel, const Broth& broth,
                      const Correlations& correlations) {
    const double speed = made.speed;
    const double gas = gas_at_lowest(vessel, broth, made.normal_gas_flow);
    made.tip_speed = highest_tip_speed(vessel, speed);
    if (!vessel.impellers.empty()) {
        made.reynolds_number = reynolds_number(vessel.impellers.front(), broth, speed);
        made.froude_number = froude_number(vessel.impellers.front(), speed);
    }
    made.ungassed_power = ungassed_power(vessel, broth, speed);
    made.gas = gas_handling(vessel, speed, gas);
    made.power = gassed_power(vessel, broth, speed, gas, correlations.gassed_power);
    made.power_per_volume = made.power;
    made.power_per_volume.value /= vessel.volume;
}

void reckon_oxygen(Conditions& made, const Vessel& vessel, const Broth& broth, const Demand& demand,
                   const Correlations& correlations) {
    const TransferCorrelation& correlation =
        correlations.transfer != nullptr ? *correlations.transfer : usual_transfer_correlation(broth);
    made.transfer_coefficient =
        transfer_of(correlation, vessel, broth, made.power, made.superficial_velocity);
    const double coefficient = made.transfer_coefficient.value;
    if (made.superficial_velocity > 0)
        made.gas_holdup = gas_holdup(broth, made.power_per_volume.value, made.superficial_velocity);
    const double saturation = air_saturation(broth);
    const auto most = [&](double at) {
        return most_oxygen_transfer(vessel, broth, made.normal_gas_flow, at, demand.least_oxygen * saturation,
                                    demand.respiratory_quotient, correlations.gas_flow)
            .rate;
    };
    made.most_oxygen_transfer = made.transfer_coefficient;
    made.most_oxygen_transfer.value = most(coefficient);
    // The gas gives no more than it has: the error of kLa counts as far as the rate follows kLa.
    const double more = most(coefficient * 1.01);
    const double follows =
        made.most_oxygen_transfer.value > 0 ? (more / made.most_oxygen_transfer.value - 1) / 0.01 : 1;
    made.most_oxygen_transfer.error *= std::clamp(follows, 0.0, 1.0);
    made.oxygen =
        oxygen_at_uptake(vessel, broth, made.normal_gas_flow, coefficient, demand, correlations.gas_flow);
    made.oxygen_of_air = made.oxygen.dissolved / saturation;
}

void reckon_mixing(Conditions& made, const Vessel& vessel, const Broth& broth, const Demand& demand) {
    const double power = made.power.value + gas_power(vessel, broth, made.superficial_velocity);
    made.mixing_time = mixing_time(vessel, broth, made.speed, power);
    carry(made.mixing_time, made.power, 1.0 / 3);
    made.circulation_time = circulation_time(vessel, broth, made.speed);
    if (made.speed > 0 && made.power.value > 0) {
        const double viscosity = apparent_viscosity(broth, made.speed) / broth.density;
        made.kolmogorov_length =
            kolmogorov_length(viscosity, mean_dissipation(vessel, broth, made.power.value));
        made.least_kolmogorov_length =
            kolmogorov_length(viscosity, highest_dissipation(vessel, broth, made.speed).value);
    }
    if (demand.substrate <= 0 || demand.substrate_uptake <= 0 || demand.biomass <= 0) return;
    made.uptake_time = uptake_time(demand.substrate, demand.substrate_uptake, demand.biomass);
    made.mixing_to_uptake = made.mixing_time.value / made.uptake_time;
}

}  // namespace

Conditions conditions(const Vessel& vessel, const Broth& broth, const Demand& demand, double speed,
                      double normal_gas_flow, const Correlations& correlations) {
    Conditions made;
    made.speed = speed;
    made.normal_gas_flow = normal_gas_flow;
    made.gas_per_volume = normal_gas_flow / vessel.volume;
    made.superficial_velocity = superficial_velocity(vessel, broth, normal_gas_flow);
    made.bottom_pressure = pressure_at(vessel, broth, 0);
    reckon_agitation(made, vessel, broth, correlations);
    reckon_oxygen(made, vessel, broth, demand, correlations);
    reckon_mixing(made, vessel, broth, demand);
    const double uptake = made.oxygen.rate;
    made.heat = heat_balance(vessel, broth, uptake, made.power.value, normal_gas_flow);
    made.cooled_oxygen_uptake = cooled_oxygen_uptake(vessel, broth, made.power.value, normal_gas_flow);
    made.carbon_dioxide = stripping(vessel, broth, normal_gas_flow, made.transfer_coefficient.value,
                                    demand.respiratory_quotient * uptake, uptake, correlations.gas_flow);
    carry(made.carbon_dioxide.partial_pressure, made.transfer_coefficient, 1 - made.carbon_dioxide.gas_share);
    return made;
}

std::vector<ConditionRow> transfer_coefficients(const Vessel& vessel, const Broth& broth, double speed,
                                                double normal_gas_flow, GassedPower gassed) {
    const double velocity = superficial_velocity(vessel, broth, normal_gas_flow);
    const Estimate power =
        gassed_power(vessel, broth, speed, gas_at_lowest(vessel, broth, normal_gas_flow), gassed);
    std::vector<ConditionRow> rows;
    for (const TransferCorrelation& correlation : transfer_correlations())
        if (correlation.coalescing == broth.coalescing)
            rows.push_back(
                {correlation.name, "1/s", transfer_of(correlation, vessel, broth, power, velocity)});
    return rows;
}

}  // namespace strandline::process
