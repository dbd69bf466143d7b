#include "scale/study/outputs.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/table.hpp>

#include <cmath>

namespace strandline::process {
namespace {

const RunCourse* find_course(const RecipeRun& run, std::string_view member) {
    for (const RunCourse& one : run.courses)
        if (one.member == member) return &one;
    return nullptr;
}

std::string cell(const RecipeRun& run, std::string_view member, std::size_t time) {
    const RunCourse* course = find_course(run, member);
    return course && std::isfinite(course->values[time]) ? digits(course->values[time]) : "";
}

std::string reached(const RecipeRun& run, std::size_t time) {
    std::vector<std::string> names;
    for (const RunLimit& limit : run.limits) {
        const RunCourse* course = find_course(run, limit.member);
        const double value = course->values[time];
        if (limit.at_least ? value < limit.allowed * (1 - 1e-6) : value > limit.allowed * (1 + 1e-6))
            names.push_back(limit.name);
    }
    return join(names, ", ");
}

std::string allowed(const RecipeRun& run, std::string_view name) {
    for (const RunLimit& limit : run.limits)
        if (limit.name == name) return digits(limit.allowed);
    return "";
}

}  // namespace

Result<void> write_runs_table(const ScaleReport& report, Sink& sink) {
    static const std::vector<std::string> columns{"vessel",
                                                  "rule",
                                                  "time_h",
                                                  "volume_L",
                                                  "biomass_g_per_L",
                                                  "product_g_per_L",
                                                  "substrate_g_per_L",
                                                  "dissolved_oxygen",
                                                  "oxygen_uptake_mmol_per_L_h",
                                                  "oxygen_transfer_most_mmol_per_L_h",
                                                  "heat_to_remove_kW",
                                                  "heat_removable_kW",
                                                  "carbon_dioxide_mbar",
                                                  "limits"};
    formats::TableWriter table(sink, columns);
    for (const RecipeRun& run : report.runs)
        for (std::size_t t = 0; t < run.times.size(); ++t) {
            table.text(report.study.vessels[run.vessel].vessel.name);
            table.text(name(report.chosen(run.vessel).rule)).text(digits(run.times[t]));
            for (const std::string_view member :
                 {"volume_L", "biomass_g_per_L", "product_g_per_L", "substrate_g_per_L", "dissolved_oxygen",
                  "oxygen_uptake_mmol_per_L_h"})
                table.text(cell(run, member, t));
            table.text(allowed(run, "oxygen")).text(cell(run, "heat_to_remove_kW", t));
            table.text(allowed(run, "heat")).text(cell(run, "carbon_dioxide_mbar", t));
            table.text(reached(run, t)).end_row();
        }
    return table.finish();
}

}  // namespace strandline::process
