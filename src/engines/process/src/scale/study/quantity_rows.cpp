#include "scale/study/points.hpp"

#include <strandline/base/text.hpp>

#include <cmath>

namespace strandline::process {
namespace {

constexpr double pascal_in_mbar = 0.01, per_second_in_h = 3600;

Estimate scaled(Estimate estimate, double factor) {
    estimate.value *= factor;
    return estimate;
}

Estimate exact(double value) {
    return {.value = value, .error = 0, .in_range = true, .outside = {}, .source = {}};
}

/// What rests on gas dispersed by the impeller is worth nothing where that is flooded; what a correlation
/// has of gas alone does not rest on it.
Estimate unless_flooded(Estimate estimate, const Conditions& now,
                        const TransferCorrelation* correlation = nullptr) {
    if (now.gas.regime != GasRegime::flooded) return estimate;
    if (correlation && correlation->power_exponent == 0) return estimate;
    estimate.in_range = false;
    constexpr std::string_view flooded = "the impeller is flooded";
    if (estimate.outside.find("flooded") == std::string::npos)
        estimate.outside += format("{}{}", estimate.outside.empty() ? "" : "; ", flooded);
    return estimate;
}

void add_motion(std::vector<QuantityRow>& rows, const Conditions& now) {
    rows.push_back({"speed", "1/min", "per_min", exact(now.speed * 60)});
    rows.push_back({"gas_flow", "m3/h", "m3_per_h", exact(now.normal_gas_flow * per_second_in_h)});
    rows.push_back({"vvm", "1/min", "per_min", exact(now.gas_per_volume * 60)});
    rows.push_back({"gas_velocity", "m/s", "m_per_s", exact(now.superficial_velocity)});
    rows.push_back({"tip_speed", "m/s", "m_per_s", exact(now.tip_speed)});
    rows.push_back({"reynolds", "1", "", exact(now.reynolds_number)});
    rows.push_back({"froude", "1", "", exact(now.froude_number)});
}

void add_power(std::vector<QuantityRow>& rows, const StudyVessel& vessel, const Conditions& now) {
    rows.push_back({"ungassed_power", "kW", "kW", scaled(now.ungassed_power, 1e-3)});
    rows.push_back({"power", "kW", "kW", scaled(now.power, 1e-3)});
    rows.push_back({"power_per_volume", "W/m3", "W_per_m3", now.power_per_volume});
    const double compressor = compressor_power(vessel, now.normal_gas_flow, now.bottom_pressure);
    rows.push_back({"compressor_power", "kW", "kW", exact(compressor / 1e3)});
}

void add_gas(std::vector<QuantityRow>& rows, const ScaleStudy& study, const Vessel& vessel,
             const Conditions& now) {
    if (now.gas.regime != GasRegime::ungassed) {
        rows.push_back({"gas_flow_number", "1", "", exact(now.gas.flow_number)});
        if (now.gas.flooding.value > 0) rows.push_back({"flooding_number", "1", "", now.gas.flooding});
        rows.push_back({"gas_holdup", "1", "", unless_flooded(now.gas_holdup, now)});
    }
    const TransferCorrelation* used = study.correlations.transfer;
    rows.push_back({"kla", "1/h", "per_h",
                    unless_flooded(scaled(now.transfer_coefficient, per_second_in_h), now, used)});
    for (const ConditionRow& other : transfer_coefficients(
             vessel, study.broth, now.speed, now.normal_gas_flow, study.correlations.gassed_power))
        rows.push_back({"kla", "1/h", "per_h",
                        unless_flooded(scaled(other.estimate, per_second_in_h), now,
                                       transfer_correlation(other.quantity)),
                        std::string(other.quantity)});
    // mol/(m3 s) is 3600 mmol/(L h)
    rows.push_back({"oxygen_transfer_most", "mmol/(L.h)", "mmol_per_L_h",
                    unless_flooded(scaled(now.most_oxygen_transfer, per_second_in_h), now, used)});
    Estimate oxygen = now.most_oxygen_transfer;
    oxygen.value = now.oxygen_of_air;
    rows.push_back({"oxygen_at_demand", "1", "", unless_flooded(oxygen, now, used)});
    rows.push_back({"oxygen_saturation", "mmol/L", "mmol_per_L",
                    exact((now.oxygen.bottom_saturation + now.oxygen.top_saturation) / 2)});
    rows.push_back({"carbon_dioxide", "mbar", "mbar",
                    unless_flooded(scaled(now.carbon_dioxide.partial_pressure, pascal_in_mbar), now, used)});
    rows.push_back({"bottom_pressure", "bar", "bar", exact(now.bottom_pressure / 1e5)});
}

void add_mixing(std::vector<QuantityRow>& rows, const ScaleStudy& study, const Vessel& vessel,
                const Conditions& now) {
    double pumped = 0;
    for (const Impeller& impeller : vessel.impellers)
        pumped += impeller.flow_number * now.speed * std::pow(impeller.diameter, 3);
    rows.push_back({"impeller_flow", "1/min", "per_min", exact(60 * pumped / vessel.volume)});
    rows.push_back({"mixing_time", "s", "s", now.mixing_time});
    rows.push_back({"circulation_time", "s", "s", now.circulation_time});
    if (now.uptake_time > 0) {
        rows.push_back({"uptake_time", "s", "s", exact(now.uptake_time)});
        Estimate ratio = now.mixing_time;
        ratio.value = now.mixing_to_uptake;
        rows.push_back({"mixing_to_uptake", "1", "", ratio});
    }
    rows.push_back({"eddy_length", "um", "um", exact(now.least_kolmogorov_length * 1e6)});
    rows.push_back({"eddy_length_mean", "um", "um", exact(now.kolmogorov_length * 1e6)});
    if (study.cell_size > 0)
        rows.push_back({"eddy_to_cell", "1", "", exact(now.least_kolmogorov_length / study.cell_size)});
}

void add_heat(std::vector<QuantityRow>& rows, const Vessel& vessel, const Conditions& now) {
    Estimate heat = now.heat.metabolic;
    heat.value = now.heat.to_remove / 1e3;
    rows.push_back({"heat_to_remove", "kW", "kW", heat});
    if (vessel.cooling_area + vessel.coil_area <= 0) return;
    rows.push_back({"heat_removable", "kW", "kW", exact(now.heat.removable / 1e3)});
    rows.push_back(
        {"heat_removable_per_volume", "kW/m3", "kW_per_m3", exact(now.heat.removable / 1e3 / vessel.volume)});
    rows.push_back({"cooled_oxygen_uptake", "mmol/(L.h)", "mmol_per_L_h",
                    scaled(now.cooled_oxygen_uptake, per_second_in_h)});
}

}  // namespace

double compressor_power(const StudyVessel& vessel, double normal_gas_flow, double bottom_pressure) {
    constexpr double temperature = 293.15, exponent = 0.4 / 1.4;
    const double ratio = (bottom_pressure + vessel.gas_line_loss) / normal_pressure;
    if (ratio <= 1 || normal_gas_flow <= 0) return 0;
    return molar_gas_flow(normal_gas_flow) * gas_constant * temperature / exponent *
           (std::pow(ratio, exponent) - 1) / vessel.compressor_efficiency;
}

std::vector<QuantityRow> quantity_rows(const ScaleStudy& study, const StudyVessel& vessel,
                                       const Conditions& conditions) {
    std::vector<QuantityRow> rows;
    add_motion(rows, conditions);
    add_power(rows, vessel, conditions);
    add_gas(rows, study, vessel.vessel, conditions);
    add_mixing(rows, study, vessel.vessel, conditions);
    add_heat(rows, vessel.vessel, conditions);
    return rows;
}

const QuantityRow* find_row(std::span<const QuantityRow> rows, std::string_view name) {
    for (const QuantityRow& row : rows)
        if (row.name == name && row.detail.empty()) return &row;
    return nullptr;
}

}  // namespace strandline::process
