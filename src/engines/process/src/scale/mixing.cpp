#include "mixing.hpp"

#include "estimates.hpp"
#include "gas.hpp"
#include "power.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace strandline::process {

namespace {

/// Of H/T in the mixing time of liquid higher than the tank is wide.
double height_exponent(const Vessel& vessel) {
    const bool compartments = std::ranges::all_of(vessel.impellers, [](const Impeller& impeller) {
        const ImpellerKind* kind = impeller_kind(impeller.kind);
        return kind == nullptr || kind->radial;
    });
    return compartments ? 2.43 : 1.4;
}

}  // namespace

Estimate mixing_time(const Vessel& vessel, const Broth& broth, double speed, double power) {
    if (power <= 0 || vessel.impellers.empty()) return estimated(0, 0, "no power, no mixing");
    const Impeller& lowest = vessel.impellers.front();
    const double tank = vessel.tank_diameter;
    const double height = liquid_height(vessel) / tank;
    const double level = 5.9 * std::cbrt(tank * tank) / std::cbrt(mean_dissipation(vessel, broth, power)) /
                         std::cbrt(lowest.diameter / tank);
    const bool tall = height > 1.1;
    Estimate made = estimated(
        level * (height > 1 ? std::pow(height, height_exponent(vessel)) : 1.0), tall ? 0.3 : 0.15,
        tall ? "Ruszkowski 1994, Cooke et al. 1988" : "Ruszkowski 1994",
        {{"D/T", "", lowest.diameter / tank, 0.2, 0.7},
         {"H/T", "", height, 0.8, 3},
         {"Re", "", reynolds_number(lowest, broth, speed), 1e4, std::numeric_limits<double>::max()}});
    if (height > 1.3 && vessel.impellers.size() < 2)
        mark_outside(made, "one impeller in liquid higher than 1.3 T");
    return made;
}

Estimate circulation_time(const Vessel& vessel, const Broth& broth, double speed) {
    double pumped = 0;
    double reynolds = std::numeric_limits<double>::max();
    for (const Impeller& impeller : vessel.impellers) {
        pumped += flow_number(impeller) * speed * std::pow(impeller.diameter, 3);
        reynolds = std::min(reynolds, reynolds_number(impeller, broth, speed));
    }
    if (pumped <= 0) return estimated(0, 0, "nothing pumped");
    return estimated(vessel.volume / pumped, 0.3, "volume over impeller flow",
                     {{"Re", "", reynolds, 1e4, std::numeric_limits<double>::max()}});
}

double gas_power(const Vessel& vessel, const Broth& broth, double velocity) {
    return broth.density * standard_gravity * velocity * vessel.volume;
}

double mean_dissipation(const Vessel& vessel, const Broth& broth, double power) {
    return power / (broth.density * vessel.volume);
}

Estimate highest_dissipation(const Vessel& vessel, const Broth& broth, double speed) {
    Estimate highest = estimated(0, 1, "impeller power in rho D^3, Doran 2013");
    for (const Impeller& impeller : vessel.impellers) {
        const double power = ungassed_power(impeller, broth, speed).value;
        highest.value = std::max(highest.value, power / (broth.density * std::pow(impeller.diameter, 3)));
    }
    return highest;
}

double kolmogorov_length(double kinematic_viscosity, double dissipation) {
    return std::pow(std::pow(kinematic_viscosity, 3) / dissipation, 0.25);
}

double uptake_time(double substrate, double specific_uptake, double biomass) {
    return substrate / (specific_uptake * biomass);
}

}  // namespace strandline::process
