#include "carbon_dioxide.hpp"

#include "estimates.hpp"

#include <algorithm>
#include <cmath>

namespace strandline::process {

Estimate carbon_dioxide_transfer_ratio() { return estimated(0.9, 0.1, "Royce and Thornhill 1991"); }

Stripping stripping(const Vessel& vessel, const Broth& broth, double normal_flow, double oxygen_coefficient,
                    double made_rate, double oxygen_uptake, GasFlow flow) {
    Stripping made;
    const double inlet = molar_gas_flow(normal_flow);
    const double leaves = inlet + (made_rate - oxygen_uptake) * vessel.volume;
    if (inlet <= 0 || oxygen_coefficient <= 0 || leaves <= 0) return made;
    const Estimate solubility = carbon_dioxide_solubility(broth.temperature);
    const Estimate ratio = carbon_dioxide_transfer_ratio();
    const double wet = water_vapour_pressure(broth.temperature);
    const double fraction =
        std::min(1.0, (inlet * vessel.carbon_dioxide_fraction + made_rate * vessel.volume) / leaves);
    made.outlet_pressure = fraction * (vessel.head_pressure - wet);
    const double force = made_rate / (ratio.value * oxygen_coefficient) / solubility.value;  // Pa
    double bottom =
        (pressure_at(vessel, broth, vessel.sparger_height) - wet) * vessel.carbon_dioxide_fraction;
    double top = made.outlet_pressure;
    if (flow == GasFlow::mixed) bottom = top = fraction * (middle_pressure(vessel, broth) - wet);
    const double rise = top - bottom;
    // The log mean of (p - bottom) and (p - top) is `force`.
    const double above =
        std::abs(rise) < 1e-9 * force || force <= 0 ? force : rise / std::expm1(rise / force);
    const double pressure = force <= 0 ? std::max(top, bottom) : top + above;
    made.partial_pressure = estimated(pressure, 0, "mass balance of the gas");
    const double gas = std::max(top, bottom);
    made.gas_share = pressure > 0 ? gas / pressure : 0;
    carry(made.partial_pressure, ratio, 1 - made.gas_share);
    carry(made.partial_pressure, solubility, 1 - made.gas_share);
    made.dissolved = pressure * solubility.value;
    return made;
}

}  // namespace strandline::process
