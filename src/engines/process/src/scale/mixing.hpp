#pragma once

#include "vessel.hpp"

namespace strandline::process {

/// s until 95 % mixed: 5.9 T^(2/3) eps^(-1/3) (D/T)^(-1/3) for H = T (Ruszkowski 1994), times (H/T)^2.43
/// above (the exponent of Cooke, Middleton and Bush 1988 for several turbines). power: W into the liquid.
Estimate mixing_time(const Vessel& vessel, const Broth& broth, double speed, double power);
/// s, volume over what all impellers pump.
Estimate circulation_time(const Vessel& vessel, const Broth& broth, double speed);

/// W that gas gives to the liquid as it rises and expands, rho g vs V.
double gas_power(const Vessel& vessel, const Broth& broth, double superficial_velocity);

/// W/kg, of the whole tank; and near the impeller at most, where its power goes into the mass rho D^3.
double mean_dissipation(const Vessel& vessel, const Broth& broth, double power);
Estimate highest_dissipation(const Vessel& vessel, const Broth& broth, double speed);
/// m, (nu^3 / eps)^(1/4).
double kolmogorov_length(double kinematic_viscosity, double dissipation);

/// s in which cells take up the substrate that is there: c / (q X), uptake above 0.
double uptake_time(double substrate, double specific_uptake, double biomass);

}  // namespace strandline::process
