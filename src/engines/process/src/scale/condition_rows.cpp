#include "conditions.hpp"
#include "estimates.hpp"

namespace strandline::process {
namespace {

ConditionRow exact(std::string_view quantity, std::string_view unit, double value) {
    return {quantity, unit, estimated(value, 0, "definition")};
}

Estimate of_balance(const Conditions& c, double value) {
    Estimate made = estimated(value, 0, "mass balance of the gas");
    if (!c.transfer_coefficient.in_range) mark_outside(made, c.transfer_coefficient.outside);
    return made;
}

void add_gas(std::vector<ConditionRow>& rows, const Conditions& c) {
    rows.push_back(exact("gas_per_volume", "1/s", c.gas_per_volume));
    rows.push_back(exact("superficial_gas_velocity", "m/s", c.superficial_velocity));
    rows.push_back(exact("gas_flow_number", "", c.gas.flow_number));
    rows.push_back({"flooding_flow_number", "", c.gas.flooding});
    rows.push_back({"dispersion_flow_number", "", c.gas.dispersion});
    rows.push_back({"oxygen_transfer_coefficient", "1/s", c.transfer_coefficient});
    rows.push_back({"gas_holdup", "", c.gas_holdup});
    rows.push_back({"most_oxygen_transfer", "mol/(m3 s)", c.most_oxygen_transfer});
    if (c.oxygen.rate <= 0) return;
    rows.push_back({"oxygen_uptake", "mol/(m3 s)", of_balance(c, c.oxygen.rate)});
    Estimate dissolved = of_balance(c, c.oxygen_of_air);
    // The driving force follows 1 / kLa, and what is dissolved is what it leaves of the saturation.
    if (c.oxygen.dissolved > 0)
        dissolved.error = c.transfer_coefficient.error * c.oxygen.driving_force / c.oxygen.dissolved;
    rows.push_back({"dissolved_oxygen_of_air_saturation", "", dissolved});
    rows.push_back({"outlet_oxygen", "mol/mol", of_balance(c, c.oxygen.outlet_fraction)});
    rows.push_back({"carbon_dioxide_pressure", "Pa", c.carbon_dioxide.partial_pressure});
}

void add_heat(std::vector<ConditionRow>& rows, const Conditions& c) {
    if (c.heat.metabolic.value > 0) rows.push_back({"metabolic_heat", "W", c.heat.metabolic});
    rows.push_back({"heat_to_remove", "W", c.heat.metabolic});
    rows.back().estimate.value = c.heat.to_remove;
    if (c.heat.removable <= 0) return;
    rows.push_back(exact("heat_removable", "W", c.heat.removable));
    rows.back().estimate.source = "U A, log mean temperature difference";
    rows.push_back({"cooled_oxygen_uptake", "mol/(m3 s)", c.cooled_oxygen_uptake});
}

}  // namespace

std::vector<ConditionRow> condition_rows(const Conditions& c) {
    std::vector<ConditionRow> rows = {exact("speed", "1/s", c.speed),
                                      exact("tip_speed", "m/s", c.tip_speed),
                                      exact("reynolds_number", "", c.reynolds_number),
                                      exact("froude_number", "", c.froude_number),
                                      {"ungassed_power", "W", c.ungassed_power},
                                      {"power", "W", c.power},
                                      {"power_per_volume", "W/m3", c.power_per_volume}};
    if (c.normal_gas_flow > 0) add_gas(rows, c);
    if (c.mixing_time.value > 0) rows.push_back({"mixing_time", "s", c.mixing_time});
    if (c.circulation_time.value > 0) rows.push_back({"circulation_time", "s", c.circulation_time});
    if (c.kolmogorov_length > 0) {
        rows.push_back(exact("kolmogorov_length", "m", c.kolmogorov_length));
        rows.back().estimate.error = c.power.error / 4;
        rows.push_back(
            {"least_kolmogorov_length", "m", estimated(c.least_kolmogorov_length, 0.25, "Doran 2013")});
    }
    if (c.uptake_time > 0) {
        rows.push_back(exact("uptake_time", "s", c.uptake_time));
        rows.push_back({"mixing_to_uptake", "", c.mixing_time});
        rows.back().estimate.value = c.mixing_to_uptake;
    }
    add_heat(rows, c);
    rows.push_back(exact("bottom_pressure", "Pa", c.bottom_pressure));
    return rows;
}

}  // namespace strandline::process
