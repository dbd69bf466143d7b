#include "power.hpp"

#include "estimates.hpp"
#include "gas.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace strandline::process {
namespace {

const ImpellerKind& kind_of(const Impeller& impeller) {
    const ImpellerKind* kind = impeller_kind(impeller.kind);
    return kind != nullptr ? *kind : impeller_kinds().front();
}

}  // namespace

double apparent_viscosity(const Broth& broth, double speed) {
    if (broth.flow_index == 1 || speed <= 0) return broth.viscosity;
    return broth.viscosity * std::pow(11.5 * speed, broth.flow_index - 1);
}

double reynolds_number(const Impeller& impeller, const Broth& broth, double speed) {
    return broth.density * speed * impeller.diameter * impeller.diameter / apparent_viscosity(broth, speed);
}

double froude_number(const Impeller& impeller, double speed) {
    return speed * speed * impeller.diameter / standard_gravity;
}

double gas_flow_number(const Impeller& impeller, double actual_gas_flow, double speed) {
    return actual_gas_flow / (speed * std::pow(impeller.diameter, 3));
}

double tip_speed(const Impeller& impeller, double speed) {
    return std::numbers::pi * speed * impeller.diameter;
}

double highest_tip_speed(const Vessel& vessel, double speed) {
    double highest = 0;
    for (const Impeller& impeller : vessel.impellers) highest = std::max(highest, tip_speed(impeller, speed));
    return highest;
}

double flow_number(const Impeller& impeller) {
    return impeller.flow_number > 0 ? impeller.flow_number : kind_of(impeller).flow_number;
}

Estimate power_number(const Impeller& impeller, double reynolds) {
    const ImpellerKind& kind = kind_of(impeller);
    const double turbulent = impeller.power_number > 0 ? impeller.power_number : kind.power_number;
    const double laminar = kind.laminar_constant / reynolds;
    Estimate made =
        estimated(std::pow(std::pow(laminar, 4) + std::pow(turbulent, 4), 0.25), 0.15, kind.source);
    if (reynolds > 10 && reynolds < 1e4) {
        made.error = 0.35;
        mark_outside(made, format("Re {:.3g} between 10 and 10^4, where Np is not constant", reynolds));
    }
    if (impeller_kind(impeller.kind) == nullptr && impeller.power_number <= 0)
        mark_outside(made, format("impeller kind {} not known, Np of a Rushton turbine", impeller.kind));
    return made;
}

Estimate ungassed_power(const Impeller& impeller, const Broth& broth, double speed) {
    if (speed <= 0) return {};
    Estimate power = power_number(impeller, reynolds_number(impeller, broth, speed));
    power.value *= broth.density * std::pow(speed, 3) * std::pow(impeller.diameter, 5);
    return power;
}

// Rutherford, Lee, Mahmoudi and Yianneskis 1996: two Rushton turbines nearer than 0.385 T flow together and
// draw some 20 % less than two alone.
Estimate ungassed_power(const Vessel& vessel, const Broth& broth, double speed) {
    Estimate total = estimated(0, 0, "sum of the impellers");
    for (std::size_t i = 0; i < vessel.impellers.size(); ++i) {
        const Impeller& impeller = vessel.impellers[i];
        Estimate one = ungassed_power(impeller, broth, speed);
        if (i > 0 && impeller.spacing > 0 && impeller.spacing < 0.385 * vessel.tank_diameter) {
            one.error = std::max(one.error, 0.25);
            mark_outside(one, format("impellers {:.3g} T apart: below 0.385 T their flows merge",
                                     impeller.spacing / vessel.tank_diameter));
        }
        total.value += one.value;
        total.error = std::max(total.error, one.error);
        if (!one.in_range) mark_outside(total, one.outside);
        if (vessel.impellers.size() == 1) total.source = one.source;
    }
    return total;
}

}  // namespace strandline::process
