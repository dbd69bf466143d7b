#pragma once

#include "gas.hpp"
#include "vessel.hpp"

namespace strandline::process {

/// kLa of CO2 over that of oxygen: square root of the diffusivities' ratio.
Estimate carbon_dioxide_transfer_ratio();

/// Dissolved CO2 (not bicarbonate) at a steady state where all that is made is stripped.
struct Stripping {
    Estimate partial_pressure;   // Pa, the CO2 that the liquid is in equilibrium with
    double dissolved = 0;        // mol/m3
    double outlet_pressure = 0;  // Pa of CO2 in the gas that leaves
    /// Of the partial pressure the part that more kLa cannot take away: the gas is saturated.
    double gas_share = 0;
};

/// carbon_dioxide_evolution mol/(m3 s) > 0; oxygen_uptake of the same culture, for what leaves of the gas.
Stripping stripping(const Vessel& vessel, const Broth& broth, double normal_flow, double oxygen_coefficient,
                    double carbon_dioxide_evolution, double oxygen_uptake, GasFlow flow);

}  // namespace strandline::process
