#pragma once

#include "scale/study/study.hpp"

#include <strandline/base/result.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::process {

/// A quantity of a vessel in the unit that the field uses, with what it is worth.
struct QuantityRow {
    std::string name;      // "kla"
    std::string unit;      // UCUM: "1/h"
    std::string suffix;    // of its name in JSON: "per_h"; empty for a number
    Estimate estimate;     // in that unit; not finite where there is none
    std::string detail{};  // of several by one name: the correlation

    /// "kla_per_h".
    std::string member() const { return suffix.empty() ? name : name + "_" + suffix; }
};

/// One vessel as it would be run by one rule.
struct OperatingPoint {
    std::size_t vessel = 0;
    ScaleRule rule = ScaleRule::own;
    std::optional<double> speed;  // 1/s; none where the rule cannot be kept
    double gas_flow = 0;          // normal m3/s
    std::string words;            // why there is no speed, or what of the vessel it passes
    Conditions conditions;        // where there is a speed
    std::vector<QuantityRow> rows;
    std::vector<VesselLimit> limits;
};

/// conditions(), with heat and carbon dioxide of a culture that gets the oxygen it asks for, whether or not
/// the vessel can give it: limits are then independent of each other.
Conditions study_conditions(const ScaleStudy& study, const Vessel& vessel, double speed,
                            double normal_gas_flow);
/// All of a vessel at a speed and gas flow.
OperatingPoint point_at(const ScaleStudy& study, std::size_t vessel, ScaleRule rule, double speed,
                        double normal_gas_flow);
/// The reference as it runs: its speed is solved for where the file says what it keeps.
/// "process.scale_reference" where no speed does.
Result<OperatingPoint> own_point(const ScaleStudy& study, std::size_t vessel);
/// Another vessel by a rule from the reference.
OperatingPoint scaled_point(const ScaleStudy& study, const OperatingPoint& reference, std::size_t vessel,
                            ScaleRule rule);

/// The limits of the vessel and those stated, at these conditions.
std::vector<VesselLimit> study_limits(const ScaleStudy& study, const Vessel& vessel,
                                      const Conditions& conditions);
std::vector<QuantityRow> quantity_rows(const ScaleStudy& study, const StudyVessel& vessel,
                                       const Conditions& conditions);
const QuantityRow* find_row(std::span<const QuantityRow> rows, std::string_view name);

/// W of electricity: air at 20 °C and 101325 Pa brought to the pressure at the bottom and the loss in the
/// line, isentropically, over the efficiency.
double compressor_power(const StudyVessel& vessel, double normal_gas_flow, double bottom_pressure);

/// What a study comes to: `own` and ruled points of each vessel, and the one that is chosen for it.
struct ScaledVessel {
    std::vector<OperatingPoint> points;  // of the reference only its own one
    std::size_t chosen = 0;
};
Result<std::vector<ScaledVessel>> scale_vessels(const ScaleStudy& study);

}  // namespace strandline::process
