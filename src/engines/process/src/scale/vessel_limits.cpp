#include "conditions.hpp"

#include <strandline/base/text.hpp>

#include <string>

namespace strandline::process {
namespace {

/// Held where value is at most allowed.
VesselLimit at_most(std::string_view name, std::string_view unit, double value, double allowed,
                    std::string_view needs, std::string_view has) {
    const std::string of = unit.empty() ? "" : format(" {}", unit);
    return {name,
            unit,
            value,
            allowed,
            value <= allowed,
            format("{} {:.3g}{}, {} {:.3g}{}", needs, value, of, has, allowed, of)};
}

}  // namespace

std::vector<VesselLimit> vessel_limits(const Vessel& vessel, const Demand& demand, const Conditions& c) {
    std::vector<VesselLimit> limits;
    const auto add = [&](bool applies, const VesselLimit& limit) {
        if (applies) limits.push_back(limit);
    };
    add(vessel.speed_most > 0,
        at_most("speed", "1/s", c.speed, vessel.speed_most, "turns at", "may turn at"));
    // Without gas, at a start, the impellers draw more than with it.
    add(vessel.motor_power > 0, at_most("motor", "W", c.ungassed_power.value, vessel.motor_power,
                                        "drawn without gas", "the motor gives"));
    add(vessel.gas_flow_most > 0,
        at_most("gas flow", "m3/s", c.normal_gas_flow, vessel.gas_flow_most, "gas flow", "at most"));
    add(c.normal_gas_flow > 0 && !vessel.impellers.empty(),
        at_most("flooding", "", c.gas.flow_number, c.gas.flooding.value, "gas flow number",
                "the lowest impeller floods at"));
    add(demand.oxygen_uptake > 0, at_most("oxygen", "mol/(m3 s)", demand.oxygen_uptake,
                                          c.most_oxygen_transfer.value, "uptake", "transferred at most"));
    add(c.heat.removable > 0,
        at_most("heat", "W", c.heat.to_remove, c.heat.removable, "to be removed", "cooling takes"));
    add(demand.oxygen_uptake > 0 && demand.most_carbon_dioxide > 0 &&
            c.carbon_dioxide.partial_pressure.value > 0,
        at_most("carbon dioxide", "Pa", c.carbon_dioxide.partial_pressure.value, demand.most_carbon_dioxide,
                "in the liquid", "at most"));
    add(c.uptake_time > 0,
        at_most("mixing", "s", c.mixing_time.value, c.uptake_time, "mixed in", "substrate is taken up in"));
    return limits;
}

}  // namespace strandline::process
