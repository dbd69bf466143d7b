#include "scale/study/page_sections.hpp"

#include <strandline/base/text.hpp>

#include <cmath>
#include <utility>

namespace strandline::process {

std::string shown(const OperatingPoint& point, std::string_view name) {
    const QuantityRow* row = point.speed ? find_row(point.rows, name) : nullptr;
    if (!row || !std::isfinite(row->estimate.value)) return "–";
    return readable(row->estimate.value, 3) + (row->estimate.in_range ? "" : " *");
}

std::string limits_of(const OperatingPoint& point) {
    if (!point.speed) return point.words;
    std::vector<std::string> broken;
    for (const VesselLimit& limit : point.limits)
        if (!limit.held) broken.emplace_back(limit.name);
    return broken.empty() ? "limits held" : "not held: " + join(broken, ", ");
}

namespace {

constexpr std::pair<std::string_view, std::string_view> shown_quantities[] = {
    {"speed", "speed, 1/min"},
    {"vvm", "vvm, 1/min"},
    {"power_per_volume", "P/V, W/m³"},
    {"kla", "kLa, 1/h"},
    {"oxygen_transfer_most", "most O₂, mmol/(L h)"},
    {"tip_speed", "tip speed, m/s"},
    {"mixing_time", "mixing, s"},
    {"carbon_dioxide", "CO₂, mbar"},
};

std::vector<std::string> rule_row(std::string label, const OperatingPoint& point) {
    std::vector<std::string> row{std::move(label), limits_of(point)};
    for (const auto& [name, unused] : shown_quantities) row.push_back(shown(point, name));
    return row;
}

/// Large over small of one quantity; "=" where a rule keeps it.
std::string ratio_of(const OperatingPoint& reference, const OperatingPoint& point, std::string_view name) {
    const QuantityRow* row = point.speed ? find_row(point.rows, name) : nullptr;
    const QuantityRow* small = find_row(reference.rows, name);
    if (!row || !small) return "–";
    const double ratio = row->estimate.value / small->estimate.value;
    if (!std::isfinite(ratio)) return "–";
    return std::fabs(ratio - 1) < 1e-6 ? "=" : readable(ratio, 2);
}

/// All quantities by all rules, as multiples of the reference's.
void ratio_table(const ScaleReport& report, std::size_t vessel, WebPage& page) {
    constexpr std::pair<std::string_view, std::string_view> compared[] = {{"speed", "speed"},
                                                                          {"power_per_volume", "P/V"},
                                                                          {"kla", "kLa"},
                                                                          {"oxygen_transfer_most", "most O₂"},
                                                                          {"tip_speed", "tip speed"},
                                                                          {"mixing_time", "mixing"},
                                                                          {"reynolds", "Re"},
                                                                          {"gas_velocity", "gas velocity"},
                                                                          {"carbon_dioxide", "CO₂"}};
    std::vector<std::string> columns{"rule"};
    for (const auto& [unused, label] : compared) columns.emplace_back(label);
    std::vector<std::vector<std::string>> rows;
    for (const OperatingPoint& point : report.vessels[vessel].points) {
        rows.push_back({std::string(name(point.rule))});
        for (const auto& [quantity, unused] : compared)
            rows.back().push_back(ratio_of(report.reference(), point, quantity));
    }
    page.table(columns, rows, "Times what it is in the reference; = where it is kept.");
}

}  // namespace

void rules_section(const ScaleReport& report, WebPage& page) {
    page.section("What each rule keeps");
    page.paragraph(
        "Each rule gives speed and gas flow; all else follows. A number with * is outside of what "
        "its correlation was fitted to, or rests on a flooded impeller. P/V is of power with gas; most O₂ "
        "is what the vessel can transfer; mixing is the time to 95 %; CO₂ is dissolved, at the peak.");
    const auto& reference_name = report.study.vessels[report.study.reference].vessel.name;
    for (std::size_t i = 0; i < report.vessels.size(); ++i) {
        if (i == report.study.reference) continue;
        page.heading(format("{} to {}", reference_name, report.study.vessels[i].vessel.name));
        std::vector<std::string> columns{"rule", "limits"};
        for (const auto& [unused, label] : shown_quantities) columns.emplace_back(label);
        std::vector<std::vector<std::string>> rows{rule_row(reference_name, report.reference())};
        for (const OperatingPoint& point : report.vessels[i].points)
            rows.push_back(rule_row(std::string(name(point.rule)), point));
        page.table(columns, rows);
    }
    if (report.vessels.size() < 2) return;
    const std::size_t last =
        report.study.reference + 1 == report.vessels.size() ? 0 : report.vessels.size() - 1;
    page.heading(format("What changes, {} to {}", reference_name, report.study.vessels[last].vessel.name));
    ratio_table(report, last, page);
}

}  // namespace strandline::process
