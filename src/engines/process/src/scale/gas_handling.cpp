#include "estimates.hpp"
#include "power.hpp"

#include <cmath>

namespace strandline::process {

std::string_view named(GasRegime regime) {
    switch (regime) {
    case GasRegime::ungassed:
        return "no gas";
    case GasRegime::flooded:
        return "flooded";
    case GasRegime::loaded:
        return "loaded";
    case GasRegime::dispersed:
        return "dispersed";
    }
    return "";
}

GasHandling gas_handling(const Vessel& vessel, double speed, double gas) {
    GasHandling made;
    if (gas <= 0 || speed <= 0 || vessel.impellers.empty()) return made;
    const Impeller& lowest = vessel.impellers.front();
    const ImpellerKind* kind = impeller_kind(lowest.kind);
    const ImpellerKind& turbine = impeller_kinds().front();
    const bool known = kind != nullptr && kind->flooding > 0;
    const ImpellerKind& used = known ? *kind : turbine;
    const double relative = lowest.diameter / vessel.tank_diameter;
    const double froude = froude_number(lowest, speed);
    const std::string_view source =
        &used == &turbine ? "Nienow, Warmoeskerken, Smith and Konno 1985" : used.source;
    made.flow_number = gas_flow_number(lowest, gas, speed);
    made.flooding = estimated(used.flooding * froude * std::pow(relative, 3.5), 0.2, source,
                              {{"D/T", "", relative, 0.22, 0.55}});
    made.dispersion = estimated(used.dispersion * std::sqrt(relative * froude), 0.2, source,
                                {{"D/T", "", relative, 0.22, 0.55}});
    if (!known) {
        mark_outside(made.flooding, "no constant for this kind of impeller, that of a Rushton turbine");
        mark_outside(made.dispersion, "no constant for this kind of impeller, that of a Rushton turbine");
    }
    if (made.flow_number > made.flooding.value)
        made.regime = GasRegime::flooded;
    else
        made.regime = made.flow_number > made.dispersion.value ? GasRegime::loaded : GasRegime::dispersed;
    return made;
}

}  // namespace strandline::process
