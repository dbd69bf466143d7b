#include "heat.hpp"

#include "estimates.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace strandline::process {
namespace {

constexpr double water_heat_capacity = 4186;  // J/(kg K)
constexpr std::string_view oxycaloric = "460 kJ/mol O2, Roels 1983";
constexpr double oxycaloric_error = 0.12;
constexpr double water_molar_mass = 18.01528e-3;  // kg/mol

double conductance(const Vessel& vessel) {
    return vessel.cooling_area * vessel.cooling_coefficient + vessel.coil_area * vessel.coil_coefficient;
}

/// kg/s that remove `heat`, which a coolant that does not warm up could.
double coolant_needed(const Vessel& vessel, const Broth& broth, double heat) {
    double low = 0;
    double high = 1;
    while (cooling(vessel, broth, high) < heat && high < 1e12) high *= 2;
    for (int i = 0; i < 200 && high - low > 1e-13 * high; ++i) {
        const double middle = (low + high) / 2;
        (cooling(vessel, broth, middle) < heat ? low : high) = middle;
    }
    return high;
}

}  // namespace

double cooling(const Vessel& vessel, const Broth& broth, double coolant_flow) {
    const double difference = std::max(0.0, broth.temperature - vessel.coolant_temperature);
    if (coolant_flow <= 0) return conductance(vessel) * difference;
    const double capacity = coolant_flow * water_heat_capacity;
    return -capacity * difference * std::expm1(-conductance(vessel) / capacity);
}

double evaporation(const Vessel& vessel, const Broth& broth, double normal_flow) {
    const double vapour = water_vapour_pressure(broth.temperature);
    const double water = molar_gas_flow(normal_flow) * vapour / (vessel.head_pressure - vapour);
    const double latent = 2.501e6 - 2361 * (broth.temperature - 273.15);  // J/kg
    return water * water_molar_mass * latent;
}

HeatBalance heat_balance(const Vessel& vessel, const Broth& broth, double oxygen_uptake, double power,
                         double normal_flow) {
    HeatBalance made;
    made.metabolic = estimated(oxycaloric_heat * oxygen_uptake * vessel.volume, oxycaloric_error, oxycaloric);
    made.agitation = power;
    made.evaporation = -evaporation(vessel, broth, normal_flow);
    made.to_remove = std::max(0.0, made.metabolic.value + made.agitation + made.evaporation);
    made.removable = cooling(vessel, broth, vessel.coolant_flow_most);
    made.removed = made.to_remove <= made.removable;
    made.coolant_outlet = vessel.coolant_temperature;
    if (made.to_remove <= 0 || made.to_remove >= cooling(vessel, broth, 0)) return made;
    made.coolant_flow = coolant_needed(vessel, broth, made.to_remove);
    made.coolant_outlet += made.to_remove / (made.coolant_flow * water_heat_capacity);
    return made;
}

Estimate cooled_oxygen_uptake(const Vessel& vessel, const Broth& broth, double power, double normal_flow) {
    const double spare =
        cooling(vessel, broth, vessel.coolant_flow_most) - power + evaporation(vessel, broth, normal_flow);
    return estimated(std::max(0.0, spare) / (oxycaloric_heat * vessel.volume), oxycaloric_error, oxycaloric);
}

}  // namespace strandline::process
