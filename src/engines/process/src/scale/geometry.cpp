#include "vessel.hpp"

#include <algorithm>
#include <numbers>

namespace strandline::process {

double cross_section(const Vessel& vessel) {
    return std::numbers::pi / 4 * vessel.tank_diameter * vessel.tank_diameter;
}

double liquid_height(const Vessel& vessel) {
    return vessel.liquid_height > 0 ? vessel.liquid_height : vessel.volume / cross_section(vessel);
}

double lowest_impeller_height(const Vessel& vessel) {
    if (vessel.impellers.empty()) return vessel.sparger_height;
    const Impeller& lowest = vessel.impellers.front();
    const double height = lowest.spacing > 0 ? lowest.spacing : lowest.diameter;
    return std::min(height, liquid_height(vessel));
}

}  // namespace strandline::process
