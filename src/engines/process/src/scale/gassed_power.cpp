#include "estimates.hpp"
#include "gas.hpp"
#include "power.hpp"

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

constexpr std::string_view hughmark = "Hughmark 1980";

// What axial and concave impellers keep of their power once gas is on: falls from 1 until Fl 0.05, as far as
// their kinds say.
Estimate ratio_of_kind(const Impeller& impeller, double kept, double speed, double gas) {
    const double loaded = std::min(1.0, gas_flow_number(impeller, gas, speed) / 0.05);
    return estimated(1 - (1 - kept) * loaded, 0.2, "fraction of the impeller's kind");
}

Estimate ratio_of(const Vessel& vessel, std::size_t index, double ungassed, double speed, double gas,
                  GassedPower correlation) {
    const Impeller& impeller = vessel.impellers[index];
    const ImpellerKind* kind = impeller_kind(impeller.kind);
    if (kind != nullptr && kind->gassed_fraction)
        return ratio_of_kind(impeller, *kind->gassed_fraction, speed, gas);
    if (correlation == GassedPower::michel_miller) {
        Estimate ratio = michel_miller_power(ungassed, impeller, speed, gas);
        ratio.value /= ungassed;
        return ratio;
    }
    if (correlation == GassedPower::cui && index == 0) return cui_ratio(impeller, speed, gas);
    return hughmark_ratio(impeller, speed, gas, vessel.volume / double(vessel.impellers.size()));
}

}  // namespace

// 0.08 with hp, ft, rpm and ft3/min as published; 0.706 in SI.
Estimate michel_miller_power(double ungassed, const Impeller& impeller, double speed, double gas) {
    const double group = ungassed * ungassed * speed * std::pow(impeller.diameter, 3) / std::pow(gas, 0.56);
    return estimated(std::min(ungassed, 0.706 * std::pow(group, 0.45)), 0.3, "Michel and Miller 1962",
                     {{"impeller diameter", "m", impeller.diameter, 0, 0.2}});
}

Estimate hughmark_ratio(const Impeller& impeller, double speed, double gas, double volume) {
    const double d = impeller.diameter;
    const double blade_height = d / 5;
    const double by_gas = std::pow(gas / (speed * volume), -0.25);
    const double by_speed = std::pow(
        speed * speed * std::pow(d, 4) / (standard_gravity * blade_height * std::cbrt(volume * volume)),
        -0.2);
    return estimated(std::min(1.0, 0.1 * by_gas * by_speed), 0.12, hughmark);
}

Estimate cui_ratio(const Impeller& impeller, double speed, double gas) {
    const double group = gas * std::pow(speed, 0.25) / (impeller.diameter * impeller.diameter);
    const double lost = group <= 0.055 ? 9.9 * group : 0.52 + 0.62 * group;
    return estimated(std::max(0.2, 1 - lost), 0.2, "Cui, van der Lans and Luyben 1996",
                     {{"Q N^0.25 / D^2", "", group, 0, 0.5}});
}

Estimate gassed_power(const Vessel& vessel, const Broth& broth, double speed, double gas,
                      GassedPower correlation) {
    Estimate total = ungassed_power(vessel, broth, speed);
    if (gas <= 0 || speed <= 0) return total;
    double power = 0;
    double error = 0;
    for (std::size_t i = 0; i < vessel.impellers.size(); ++i) {
        const double ungassed = ungassed_power(vessel.impellers[i], broth, speed).value;
        const Estimate ratio = ratio_of(vessel, i, ungassed, speed, gas, correlation);
        power += ungassed * ratio.value;
        error = std::max(error, ratio.error);
        if (!ratio.in_range) mark_outside(total, ratio.outside);
        if (i == 0) total.source = ratio.source;
    }
    total.value = power;
    total.error = std::hypot(total.error, error);
    if (gas_handling(vessel, speed, gas).regime == GasRegime::flooded)
        mark_outside(total, "the lowest impeller is flooded");
    return total;
}

}  // namespace strandline::process
