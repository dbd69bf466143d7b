#include "scale/study/outputs.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/table.hpp>

#include <cmath>

namespace strandline::process {
namespace {

struct Pair {
    const StudyVessel *small_vessel, *large_vessel;
    const OperatingPoint *small, *large;
};

std::string label(const QuantityRow& row) {
    return row.detail.empty() ? row.name : format("{} ({})", row.name, row.detail);
}

const QuantityRow* same_row(const QuantityRow& row, const OperatingPoint& point) {
    for (const QuantityRow& other : point.rows)
        if (other.name == row.name && other.detail == row.detail) return &other;
    return nullptr;
}

std::string outside_of(const QuantityRow* small, const QuantityRow* large, const Pair& pair) {
    std::vector<std::string> words;
    for (const auto& [row, vessel] :
         {std::pair{small, pair.small_vessel}, std::pair{large, pair.large_vessel}})
        if (row && !row->estimate.in_range)
            words.push_back(format("{}: {}", vessel->vessel.name, row->estimate.outside));
    return join(words, "; ");
}

/// The limit that is about this quantity, by the names that correlations give their limits.
std::string_view limit_of(std::string_view quantity) {
    static constexpr std::pair<std::string_view, std::string_view> known[] = {
        {"speed", "speed"},
        {"gas_flow", "gas flow"},
        {"power", "motor"},
        {"gas_flow_number", "flooding"},
        {"oxygen_transfer_most", "oxygen"},
        {"heat_to_remove", "heat"},
        {"carbon_dioxide", "carbon dioxide"},
        {"tip_speed", "tip speed"},
        {"eddy_to_cell", "eddies"},
        {"mixing_time", "mixing time"},
        {"mixing_to_uptake", "blending"},
        {"power_per_volume", "power per volume"},
        {"gas_velocity", "gas velocity"}};
    for (const auto& [name, limit] : known)
        if (name == quantity) return limit;
    return {};
}

std::string broken_of(std::string_view quantity, const Pair& pair) {
    const std::string_view limit = limit_of(quantity);
    std::vector<std::string> words;
    if (limit.empty()) return {};
    for (const auto& [point, vessel] :
         {std::pair{pair.small, pair.small_vessel}, std::pair{pair.large, pair.large_vessel}})
        for (const VesselLimit& one : point->limits)
            if (one.name == limit && !one.held)
                words.push_back(format("{}: {}", vessel->vessel.name, one.words));
    return join(words, "; ");
}

std::string cell(const QuantityRow* row) {
    return row && std::isfinite(row->estimate.value) ? digits(row->estimate.value) : "";
}
std::string error_cell(const QuantityRow* row) {
    return row && row->estimate.error > 0 ? digits(row->estimate.error, 3) : "";
}

void write_row(const QuantityRow& of, const Pair& pair, ScaleRule rule, formats::TableWriter& table) {
    const QuantityRow* small = same_row(of, *pair.small);
    const QuantityRow* large = same_row(of, *pair.large);
    const bool both = small && large && std::isfinite(small->estimate.value) &&
                      std::isfinite(large->estimate.value) && small->estimate.value != 0;
    const std::string outside = outside_of(small, large, pair);
    table.text(name(rule)).text(label(of)).text(of.unit).text(cell(small)).text(cell(large));
    table.text(both ? digits(large->estimate.value / small->estimate.value, 5) : "");
    table.text(outside.empty() ? "yes" : "no");
    table.text(pair.small_vessel->vessel.name).text(pair.large_vessel->vessel.name);
    table.text(error_cell(small)).text(error_cell(large));
    table.text(outside).text(of.detail.empty() ? broken_of(of.name, pair) : "");
    table.end_row();
}

void write_unkept(const Pair& pair, const OperatingPoint& point, const OperatingPoint& reference,
                  formats::TableWriter& table) {
    const bool reference_small = pair.small == &reference;
    const std::string known = digits(*reference.speed * 60);
    table.text(name(point.rule)).text("speed").text("1/min");
    table.text(reference_small ? known : "").text(reference_small ? "" : known).text("").text("no");
    table.text(pair.small_vessel->vessel.name).text(pair.large_vessel->vessel.name);
    table.text("").text("").text(point.words).text("");
    table.end_row();
}

}  // namespace

Result<void> write_scale_table(const ScaleReport& report, Sink& sink) {
    const ScaleStudy& study = report.study;
    const std::vector<ScaledVessel>& vessels = report.vessels;
    static const std::vector<std::string> columns{
        "rule",         "quantity",     "unit",        "small",       "large",   "ratio", "in_range",
        "small_vessel", "large_vessel", "error_small", "error_large", "outside", "limit"};
    formats::TableWriter table(sink, columns);
    const OperatingPoint& reference = report.reference();
    const StudyVessel& reference_vessel = study.vessels[study.reference];
    for (std::size_t i = 0; i < vessels.size(); ++i) {
        if (i == study.reference) continue;
        const StudyVessel& vessel = study.vessels[i];
        const bool grows = reference_vessel.vessel.volume <= vessel.vessel.volume;
        for (const OperatingPoint& point : vessels[i].points) {
            const Pair pair = grows ? Pair{&reference_vessel, &vessel, &reference, &point}
                                    : Pair{&vessel, &reference_vessel, &point, &reference};
            if (!point.speed) {
                write_unkept(pair, point, reference, table);
                continue;
            }
            for (const QuantityRow& row : point.rows) write_row(row, pair, point.rule, table);
        }
    }
    return table.finish();
}

}  // namespace strandline::process
