#include "gas.hpp"

#include "estimates.hpp"

#include <cmath>

namespace strandline::process {

double water_vapour_pressure(double temperature) {
    return normal_pressure * std::exp(11.8571 - 3840.70 / temperature - 216961 / (temperature * temperature));
}

double pressure_at(const Vessel& vessel, const Broth& broth, double height) {
    return vessel.head_pressure + broth.density * standard_gravity * (liquid_height(vessel) - height);
}

double middle_pressure(const Vessel& vessel, const Broth& broth) {
    return pressure_at(vessel, broth, (vessel.sparger_height + liquid_height(vessel)) / 2);
}

double actual_gas_flow(double normal_flow, double pressure, double temperature) {
    const double dry = pressure - water_vapour_pressure(temperature);
    return normal_flow * normal_pressure / dry * temperature / normal_temperature;
}

double superficial_velocity(const Vessel& vessel, const Broth& broth, double normal_flow) {
    return actual_gas_flow(normal_flow, middle_pressure(vessel, broth), broth.temperature) /
           cross_section(vessel);
}

double molar_gas_flow(double normal_flow) {
    return normal_flow * normal_pressure / (gas_constant * normal_temperature);
}

Estimate gas_holdup(const Broth& broth, double power_per_volume, double velocity) {
    const double rise = 0.265 + velocity;
    const double by_rise = std::sqrt(velocity / rise);
    const double stirred = 2.16e-4 * std::pow(power_per_volume, 0.4) * std::pow(broth.density, 0.2) /
                           std::pow(broth.surface_tension, 0.6) * by_rise;
    const double root = (by_rise + std::sqrt(by_rise * by_rise + 4 * stirred)) / 2;
    return estimated(root * root, 0.3, "Calderbank 1958, Miller 1974",
                     {{"holdup", "", root * root, 0, 0.3}, {"viscosity", "Pa s", broth.viscosity, 0, 0.005}});
}

}  // namespace strandline::process
