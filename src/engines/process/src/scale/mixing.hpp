#pragma once

#include "vessel.hpp"

namespace strandline::process {

/// s until 95 % mixed. H = T, one impeller: 5.9 T^(2/3) (eps_mean)^(-1/3) (D/T)^(-1/3) (Ruszkowski 1994;
/// Nienow 1997). Taller, several impellers: 3.3 Fl-free Cooke, Middleton and Bush 1988 form,
/// docs/process/scale-correlations.md. power: W drawn (gassed where gassed).
Estimate mixing_time(const Vessel& vessel, const Broth& broth, double speed, double power);
/// s, volume over what all impellers pump.
Estimate circulation_time(const Vessel& vessel, const Broth& broth, double speed);

/// W/kg, of the whole tank; and in the swept volume of the impeller at most.
double mean_dissipation(const Vessel& vessel, const Broth& broth, double power);
Estimate highest_dissipation(const Vessel& vessel, const Broth& broth, double speed);
/// m, (nu^3 / eps)^(1/4).
double kolmogorov_length(double kinematic_viscosity, double dissipation);

/// s in which cells take up the substrate that is there: c / (q X); infinity without uptake.
double uptake_time(double substrate, double specific_uptake, double biomass);

}  // namespace strandline::process
