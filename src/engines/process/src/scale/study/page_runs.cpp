#include "scale/study/page_sections.hpp"

#include <strandline/base/text.hpp>

#include <cmath>

namespace strandline::process {
namespace {

Chart run_chart(const ScaleReport& report, std::string_view member, std::string_view limit) {
    Chart chart;
    chart.x_label = "time, h";
    chart.height = 300;
    int colour = 0;
    for (const RecipeRun& run : report.runs) {
        for (const RunCourse& course : run.courses) {
            if (course.member != member) continue;
            chart.y_label = course.label;
            ChartSeries line;
            line.name = report.study.vessels[run.vessel].vessel.name;
            line.colour = colour;
            line.x = run.times;
            line.y = course.values;
            chart.series.push_back(std::move(line));
        }
        for (const RunLimit& one : run.limits) {
            if (one.name != limit) continue;
            ChartSeries line;
            line.colour = colour;
            line.dashed = true;
            line.x = {run.times.front(), run.times.back()};
            line.y = {one.allowed, one.allowed};
            chart.series.push_back(std::move(line));
        }
        ++colour;
    }
    return chart;
}

std::string total_of(const RecipeRun& run, std::string_view name) {
    for (const auto& [member, value] : run.totals)
        if (member == name && std::isfinite(value)) return readable(value, 4);
    return "–";
}

/// Limits that a run passes, or comes near to.
std::vector<std::string> reached_words(const RecipeRun& run) {
    std::vector<std::string> words;
    for (const RunLimit& limit : run.limits) {
        const double share = limit.at_least ? limit.allowed / limit.peak : limit.peak / limit.allowed;
        if (limit.first_time)
            words.push_back(format("{} from {:.3g} h", limit.name, *limit.first_time));
        else if (share > 0.9 && limit.name != "volume")
            words.push_back(format("{} at {:.0f} %", limit.name, 100 * share));
    }
    return words;
}

}  // namespace

void runs_section(const ScaleReport& report, WebPage& page) {
    if (report.runs.empty()) return;
    page.section("The same recipe in each vessel");
    std::vector<std::vector<std::string>> rows;
    for (const RecipeRun& run : report.runs) {
        const std::vector<std::string> reached = reached_words(run);
        rows.push_back({report.study.vessels[run.vessel].vessel.name,
                        std::string(name(report.chosen(run.vessel).rule)), total_of(run, "volume_L"),
                        total_of(run, "product_g_per_L"), total_of(run, "yield_g_per_g"),
                        total_of(run, "productivity_g_per_L_h"), total_of(run, "power_kWh"),
                        reached.empty() ? "none" : join(reached, ", ")});
    }
    page.table({"vessel", "rule", "volume, L", "product, g/L", "yield, g/g", "productivity, g/(L h)",
                "electricity, kWh", "limits passed, or near"},
               rows);
    for (const auto& [member, limit] : {std::pair{"product_g_per_L", ""},
                                        {"biomass_g_per_L", ""},
                                        {"oxygen_uptake_mmol_per_L_h", "oxygen"},
                                        {"carbon_dioxide_mbar", "carbon dioxide"},
                                        {"dissolved_oxygen", ""}}) {
        const Chart chart = run_chart(report, member, limit);
        if (!chart.series.empty()) page.chart(chart, *limit ? "Dashed: what the vessel allows." : "");
    }
}

}  // namespace strandline::process
