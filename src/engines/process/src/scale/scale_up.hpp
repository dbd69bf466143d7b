#pragma once

#include "conditions.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace strandline::process {

/// What a rule keeps from the small vessel to the large one by choosing the speed.
enum class Kept : std::uint8_t {
    power_per_volume,
    transfer_coefficient,
    tip_speed,
    mixing_time,
    reynolds_number,
    kolmogorov_length
};
std::span<const Kept> kept_quantities();
std::string_view named(Kept kept);  // "power_per_volume"

/// And the gas flow: per volume of liquid (vvm), superficial velocity half way up, or the one of the vessel.
enum class KeptGas : std::uint8_t { gas_per_volume, superficial_velocity, as_given };

/// The speed of the large vessel at which a rule holds.
struct ScaledUp {
    std::optional<double> speed;  // 1/s; none: not within the bracket
    double normal_gas_flow = 0;   // m3/s
    double small = 0, large = 0;  // the kept quantity; large where speed is given
    /// Why there is no speed; or that the vessel does not turn so fast (speed_most), does not give so much
    /// gas.
    std::string words;
    bool within_vessel = true;  // speed and gas flow at most what the vessel gives
};

/// The rule from the small vessel at its speed and gas flow. Solved by bracketing to 1e-12 between 1e-4 and
/// 1e3 1/s.
ScaledUp scale_up(Kept kept, KeptGas gas, const Vessel& small, const Vessel& large, const Broth& broth,
                  const Correlations& correlations = {});

/// The kept quantity at a speed.
double kept_value(Kept kept, const Vessel& vessel, const Broth& broth, double speed, double normal_gas_flow,
                  const Correlations& correlations = {});

}  // namespace strandline::process
