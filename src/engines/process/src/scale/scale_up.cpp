#include "scale_up.hpp"

#include <strandline/base/text.hpp>

#include <array>
#include <cmath>

namespace strandline::process {
namespace {

constexpr std::array<Kept, 6> all_kept = {Kept::power_per_volume, Kept::transfer_coefficient,
                                          Kept::tip_speed,        Kept::mixing_time,
                                          Kept::reynolds_number,  Kept::kolmogorov_length};
constexpr double slowest = 1e-4;  // 1/s
constexpr double fastest = 1e3;

double gas_flow_kept(KeptGas gas, const Vessel& small, const Vessel& large, const Broth& broth) {
    switch (gas) {
    case KeptGas::gas_per_volume:
        return small.gas_flow * large.volume / small.volume;
    case KeptGas::superficial_velocity:
        // In proportion to the normal flow.
        if (small.gas_flow <= 0) return 0;
        return superficial_velocity(small, broth, small.gas_flow) / superficial_velocity(large, broth, 1);
    case KeptGas::as_given:
        return large.gas_flow;
    }
    return 0;
}

void check_vessel(ScaledUp& made, const Vessel& large) {
    const auto beyond = [&](const std::string& words) {
        made.within_vessel = false;
        made.words += (made.words.empty() ? "" : "; ") + words;
    };
    if (made.speed && large.speed_most > 0 && *made.speed > large.speed_most * (1 + 1e-9))
        beyond(format("needs {:.3g} rpm, the vessel turns at {:.3g} rpm at most", *made.speed * 60,
                      large.speed_most * 60));
    if (large.gas_flow_most > 0 && made.normal_gas_flow > large.gas_flow_most * (1 + 1e-9))
        beyond(format("needs {:.3g} m3/s of gas, the vessel has {:.3g} m3/s at most", made.normal_gas_flow,
                      large.gas_flow_most));
}

}  // namespace

std::span<const Kept> kept_quantities() { return all_kept; }

std::string_view named(Kept kept) {
    switch (kept) {
    case Kept::power_per_volume:
        return "power_per_volume";
    case Kept::transfer_coefficient:
        return "transfer_coefficient";
    case Kept::tip_speed:
        return "tip_speed";
    case Kept::mixing_time:
        return "mixing_time";
    case Kept::reynolds_number:
        return "reynolds_number";
    case Kept::kolmogorov_length:
        return "kolmogorov_length";
    }
    return "";
}

double kept_value(Kept kept, const Vessel& vessel, const Broth& broth, double speed, double normal_gas_flow,
                  const Correlations& correlations) {
    if (kept == Kept::tip_speed) return highest_tip_speed(vessel, speed);
    if (kept == Kept::reynolds_number)
        return vessel.impellers.empty() ? 0 : reynolds_number(vessel.impellers.front(), broth, speed);
    const Conditions c = conditions(vessel, broth, {}, speed, normal_gas_flow, correlations);
    switch (kept) {
    case Kept::power_per_volume:
        return c.power_per_volume.value;
    case Kept::transfer_coefficient:
        return c.transfer_coefficient.value;
    case Kept::mixing_time:
        return c.mixing_time.value;
    default:
        return c.kolmogorov_length;
    }
}

ScaledUp scale_up(Kept kept, KeptGas gas, const Vessel& small, const Vessel& large, const Broth& broth,
                  const Correlations& correlations) {
    ScaledUp made;
    made.normal_gas_flow = gas_flow_kept(gas, small, large, broth);
    made.small = kept_value(kept, small, broth, small.speed, small.gas_flow, correlations);
    const auto in_large = [&](double speed) {
        return kept_value(kept, large, broth, speed, made.normal_gas_flow, correlations);
    };
    // Mixing time and Kolmogorov length fall as the speed rises.
    const double sign = kept == Kept::mixing_time || kept == Kept::kolmogorov_length ? -1 : 1;
    const auto too_slow = [&](double speed) { return sign * (in_large(speed) - made.small) < 0; };
    if (made.small <= 0) {
        made.words = format("the small vessel has no {}", named(kept));
        return made;
    }
    if (!too_slow(slowest) || too_slow(fastest)) {
        const bool already = !too_slow(slowest);
        made.words = already ? "reached without stirring" : "not reached at any speed";
        check_vessel(made, large);
        return made;
    }
    double low = std::log(slowest);
    double high = std::log(fastest);
    while (high - low > 1e-12) {
        const double middle = (low + high) / 2;
        (too_slow(std::exp(middle)) ? low : high) = middle;
    }
    made.speed = std::exp(high);
    made.large = in_large(*made.speed);
    check_vessel(made, large);
    return made;
}

}  // namespace strandline::process
