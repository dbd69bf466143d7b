#include "gas.hpp"

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

/// Of the gas and the liquid, what does not change with the rate.
struct Contact {
    double inlet = 0;            // mol/s of dry gas
    double per_pressure = 0;     // mol/(m3 Pa) of oxygen in the broth
    double bottom = 0, top = 0;  // Pa of dry gas
    double middle = 0;
};

Contact contact(const Vessel& vessel, const Broth& broth, double normal_flow) {
    const double wet = water_vapour_pressure(broth.temperature);
    return {molar_gas_flow(normal_flow), oxygen_solubility(broth.temperature).value * broth.salts_factor,
            pressure_at(vessel, broth, vessel.sparger_height) - wet, vessel.head_pressure - wet,
            middle_pressure(vessel, broth) - wet};
}

// Oxygen in the dry gas that leaves.
double outlet_fraction(const Vessel& vessel, const Contact& gas, double rate, double respiratory_quotient) {
    const double used = rate * vessel.volume;
    const double oxygen = gas.inlet * vessel.oxygen_fraction - used;
    const double leaves = gas.inlet + (respiratory_quotient - 1) * used;
    return oxygen > 0 && leaves > 0 ? oxygen / leaves : 0;
}

/// Saturations where gas comes in and goes out; of mixed gas both at its one composition.
void set_saturations(OxygenTransfer& made, const Vessel& vessel, const Contact& gas, GasFlow flow) {
    if (flow == GasFlow::mixed) {
        made.bottom_saturation = made.top_saturation = gas.per_pressure * gas.middle * made.outlet_fraction;
        return;
    }
    made.bottom_saturation = gas.per_pressure * gas.bottom * vessel.oxygen_fraction;
    made.top_saturation = gas.per_pressure * gas.top * made.outlet_fraction;
}

double log_mean(double a, double b) {
    if (a <= 0 || b <= 0) return 0;
    const double difference = a - b;
    if (std::abs(difference) < 1e-9 * a) return (a + b) / 2;
    return difference / std::log(a / b);
}

OxygenTransfer transfer_at(const Vessel& vessel, const Contact& gas, double rate, double dissolved,
                           double respiratory_quotient, GasFlow flow) {
    OxygenTransfer made;
    made.rate = rate;
    made.dissolved = dissolved;
    if (gas.inlet <= 0) return made;
    made.outlet_fraction = outlet_fraction(vessel, gas, rate, respiratory_quotient);
    set_saturations(made, vessel, gas, flow);
    made.driving_force = log_mean(made.bottom_saturation - dissolved, made.top_saturation - dissolved);
    return made;
}

/// Dissolved oxygen at which the log mean is `force`; may be below 0.
double dissolved_at(const OxygenTransfer& gas, double force) {
    const double difference = gas.bottom_saturation - gas.top_saturation;
    if (std::abs(difference) < 1e-9 * force) return (gas.bottom_saturation + gas.top_saturation) / 2 - force;
    return gas.top_saturation - difference / std::expm1(difference / force);
}

}  // namespace

OxygenTransfer oxygen_transfer(const Vessel& vessel, const Broth& broth, double normal_flow, double rate,
                               double dissolved, double respiratory_quotient, GasFlow flow) {
    const Contact gas = contact(vessel, broth, normal_flow);
    return transfer_at(vessel, gas, rate, dissolved, respiratory_quotient, flow);
}

OxygenTransfer most_oxygen_transfer(const Vessel& vessel, const Broth& broth, double normal_flow,
                                    double coefficient, double dissolved, double respiratory_quotient,
                                    GasFlow flow) {
    const Contact gas = contact(vessel, broth, normal_flow);
    const auto at = [&](double rate) {
        return transfer_at(vessel, gas, rate, dissolved, respiratory_quotient, flow);
    };
    if (gas.inlet <= 0 || coefficient <= 0 || at(0).driving_force <= 0) return at(0);
    double low = 0;
    double high = gas.inlet * vessel.oxygen_fraction / vessel.volume;
    for (int i = 0; i < 200 && high - low > 1e-14 * high; ++i) {
        const double middle = (low + high) / 2;
        (coefficient * at(middle).driving_force > middle ? low : high) = middle;
    }
    return at(low);
}

OxygenTransfer oxygen_at_uptake(const Vessel& vessel, const Broth& broth, double normal_flow,
                                double coefficient, const Demand& demand, GasFlow flow) {
    const double quotient = demand.respiratory_quotient;
    const Contact gas = contact(vessel, broth, normal_flow);
    if (gas.inlet <= 0 || coefficient <= 0) return transfer_at(vessel, gas, 0, 0, quotient, flow);
    OxygenTransfer made = transfer_at(vessel, gas, demand.oxygen_uptake, 0, quotient, flow);
    if (demand.oxygen_uptake <= 0) {
        made.dissolved = std::min(made.bottom_saturation, made.top_saturation);
        return made;
    }
    made.driving_force = demand.oxygen_uptake / coefficient;
    made.dissolved = dissolved_at(made, made.driving_force);
    if (made.dissolved >= 0) return made;
    return most_oxygen_transfer(vessel, broth, normal_flow, coefficient, 0, quotient, flow);
}

}  // namespace strandline::process
