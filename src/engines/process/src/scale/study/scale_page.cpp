#include "scale/study/outputs.hpp"

#include <strandline/base/text.hpp>
#include <strandline/base/web_page.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

constexpr std::pair<std::string_view, std::string_view> shown_quantities[] = {
    {"speed", "N"},
    {"vvm", "vvm"},
    {"power_per_volume", "P/V"},
    {"kla", "kLa"},
    {"oxygen_transfer_most", "OTR"},
    {"tip_speed", "tip"},
    {"mixing_time", "t95"},
    {"reynolds", "Re"},
    {"carbon_dioxide", "CO2"},
};
constexpr std::string_view units_of_quantities =
    "N speed, 1/min; vvm gas flow by volume, 1/min; P/V gassed power, W/m³; kLa, 1/h; OTR most oxygen "
    "transfer, "
    "mmol/(L h); tip speed, m/s; t95 mixing time, s; CO2 dissolved at the peak, mbar";

std::string shown(const OperatingPoint& point, std::string_view name) {
    const QuantityRow* row = point.speed ? find_row(point.rows, name) : nullptr;
    if (!row || !std::isfinite(row->estimate.value)) return "–";
    return readable(row->estimate.value, 3) + (row->estimate.in_range ? "" : " *");
}

std::vector<std::string> rule_columns(std::string_view first) {
    std::vector<std::string> columns{std::string(first)};
    for (const auto& [name, label] : shown_quantities) columns.emplace_back(label);
    columns.emplace_back("not held");
    return columns;
}

std::vector<std::string> rule_row(std::string label, const OperatingPoint& point) {
    std::vector<std::string> row{std::move(label)};
    for (const auto& [name, unused] : shown_quantities) row.push_back(shown(point, name));
    std::vector<std::string> broken;
    for (const VesselLimit& limit : point.limits)
        if (!limit.held) broken.emplace_back(limit.name);
    row.push_back(!point.speed ? point.words : broken.empty() ? "none" : join(broken, ", "));
    return row;
}

/// Large over small of one quantity by each rule, as bars from 1.
Chart ratio_chart(const ScaleReport& report, std::size_t vessel, std::string_view name,
                  std::string_view label) {
    Chart chart;
    chart.title = std::string(label);
    chart.x_label = format("{} over {}", report.study.vessels[vessel].vessel.name,
                           report.study.vessels[report.study.reference].vessel.name);
    chart.log_x = true;
    chart.marks.push_back({.vertical = true, .at = 1, .text = {}});
    ChartSeries bars;
    bars.kind = ChartSeries::Kind::spans;
    const QuantityRow* reference = find_row(report.reference().rows, name);
    for (const OperatingPoint& point : report.vessels[vessel].points) {
        const QuantityRow* row = point.speed ? find_row(point.rows, name) : nullptr;
        const double ratio = row && reference ? row->estimate.value / reference->estimate.value : NAN;
        if (!std::isfinite(ratio) || ratio <= 0) continue;
        chart.categories.emplace_back(process::name(point.rule));
        bars.x.push_back(ratio);
        bars.low.push_back(std::min(1.0, ratio));
        bars.high.push_back(std::max(1.0, ratio));
    }
    chart.series.push_back(std::move(bars));
    return chart;
}

void rules_section(const ScaleReport& report, WebPage& page) {
    page.section("What each rule keeps");
    page.paragraph(
        "Each rule gives speed and gas flow; all else follows. A number with * is outside of what "
        "its correlation was fitted to, or rests on a flooded impeller.");
    const auto& reference_name = report.study.vessels[report.study.reference].vessel.name;
    for (std::size_t i = 0; i < report.vessels.size(); ++i) {
        if (i == report.study.reference) continue;
        page.heading(format("{} to {}", reference_name, report.study.vessels[i].vessel.name));
        std::vector<std::vector<std::string>> rows{rule_row(reference_name, report.reference())};
        for (const OperatingPoint& point : report.vessels[i].points)
            rows.push_back(rule_row(std::string(name(point.rule)), point));
        page.table(rule_columns("rule"), rows, units_of_quantities);
    }
    const std::size_t last =
        report.study.reference + 1 == report.vessels.size() ? 0 : report.vessels.size() - 1;
    page.heading(format("What changes, {} to {}", reference_name, report.study.vessels[last].vessel.name));
    for (const auto& [name, label] : {std::pair{"power_per_volume", "P/V"},
                                      {"kla", "kLa"},
                                      {"tip_speed", "tip speed"},
                                      {"mixing_time", "mixing time"}})
        page.chart(ratio_chart(report, last, name, label));
}

/// The area between lowest and highest speed, in as many pieces as it has.
void feasible_area(const OperatingWindow& window, Chart& chart) {
    std::size_t i = 0;
    bool first = true;
    while (i < window.gas_flows.size()) {
        if (!std::isfinite(window.lowest[i])) {
            ++i;
            continue;
        }
        ChartSeries area;
        area.kind = ChartSeries::Kind::polygon;
        area.name = first ? "all limits held" : "";
        area.colour = 2;
        std::size_t end = i;
        while (end < window.gas_flows.size() && std::isfinite(window.lowest[end])) ++end;
        for (std::size_t k = i; k < end; ++k) {
            area.x.push_back(window.gas_flows[k] * 3600);
            area.y.push_back(window.lowest[k] * 60);
        }
        for (std::size_t k = end; k-- > i;) {
            area.x.push_back(window.gas_flows[k] * 3600);
            area.y.push_back(window.highest[k] * 60);
        }
        chart.series.push_back(std::move(area));
        first = false;
        i = end;
    }
}

/// A limit's own lines: the least and the greatest speed that hold it, where these are not the ends.
void edge_lines(const OperatingWindow& window, Chart& chart) {
    int colour = 3;
    for (const LimitEdge& edge : window.edges) {
        bool named = false;
        for (const auto* side : {&edge.lowest, &edge.highest}) {
            const double end = side == &edge.lowest ? window.speed_from : window.speed_to;
            ChartSeries line;
            line.colour = colour;
            line.dashed = side == &edge.lowest;
            bool any = false;
            for (std::size_t i = 0; i < window.gas_flows.size(); ++i) {
                const bool binds = std::isfinite((*side)[i]) && (*side)[i] != end;
                any = any || binds;
                line.x.push_back(window.gas_flows[i] * 3600);
                line.y.push_back(binds ? (*side)[i] * 60 : NAN);
            }
            if (!any) continue;
            line.name = named ? "" : edge.limit;
            named = true;
            chart.series.push_back(std::move(line));
        }
        if (named) ++colour;
    }
}

/// Gas flows from which on a limit can be held at all, or up to which.
void flow_marks(const OperatingWindow& window, Chart& chart) {
    for (const LimitEdge& edge : window.edges)
        for (std::size_t i = 1; i < window.gas_flows.size(); ++i)
            if (std::isfinite(edge.lowest[i]) != std::isfinite(edge.lowest[i - 1]) &&
                std::fmax(edge.lowest[i], edge.lowest[i - 1]) < 0.95 * window.speed_to)
                chart.marks.push_back(
                    {.vertical = true, .at = window.gas_flows[i] * 3600, .text = edge.limit});
}

Chart window_chart(const ScaleReport& report, std::size_t i) {
    const OperatingWindow& window = report.windows[i];
    Chart chart;
    chart.title = report.study.vessels[i].vessel.name;
    chart.x_label = "gas flow, m³/h at 0 °C and 101325 Pa";
    chart.y_label = "speed, 1/min";
    chart.log_x = true;
    feasible_area(window, chart);
    edge_lines(window, chart);
    flow_marks(window, chart);
    for (const bool chosen : {false, true}) {
        ChartSeries points;
        points.kind = ChartSeries::Kind::points;
        points.name = chosen ? format("chosen: {}", name(report.chosen(i).rule)) : "other rules";
        points.colour = chosen ? 0 : 1;
        for (const OperatingPoint& point : report.vessels[i].points) {
            if (!point.speed || (&point == &report.chosen(i)) != chosen) continue;
            if (*point.speed > window.speed_to * 1.001) continue;
            points.x.push_back(point.gas_flow * 3600);
            points.y.push_back(*point.speed * 60);
        }
        if (!points.x.empty()) chart.series.push_back(std::move(points));
    }
    return chart;
}

void windows_section(const ScaleReport& report, WebPage& page) {
    page.section("Where each vessel can be run");
    page.paragraph(
        "The area holds every limit at the peak of the culture. A dashed line is the least speed "
        "that holds a limit, a full one the greatest; an upright one the gas flow beyond which a "
        "limit can be held at any speed at all.");
    for (std::size_t i = 0; i < report.vessels.size(); ++i) {
        const OperatingWindow& window = report.windows[i];
        std::string caption;
        if (!window.feasible())
            caption = window.never_held.empty()
                          ? "No speed and gas flow hold all limits at once."
                          : format("No speed and gas flow hold all limits; never held: {}.",
                                   join(window.never_held, ", "));
        page.chart(window_chart(report, i), caption);
    }
}

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

void figures_section(const ScaleStudy& study, WebPage& page) {
    page.section("What this rests on");
    std::vector<std::vector<std::string>> rows;
    for (const StatedFigure& figure : study.figures)
        rows.push_back({figure.path,
                        format("{} {}", readable(figure.value, 6), figure.unit == "1" ? "" : figure.unit),
                        figure.source});
    page.table({"figure", "value", "source"}, rows);
}

}  // namespace

std::string scale_page(const ScaleReport& report) {
    const ScaleStudy& study = report.study;
    WebPage page(study.title, format("From {} to {} other {}, chosen by {}.",
                                     study.vessels[study.reference].vessel.name, study.vessels.size() - 1,
                                     study.vessels.size() == 2 ? "vessel" : "vessels", name(study.chosen)));
    std::vector<WebPage::Headline> headlines;
    for (std::size_t i = 0; i < report.vessels.size(); ++i) {
        const OperatingPoint& point = report.chosen(i);
        const auto broken = broken_limits(point);
        headlines.push_back({point.speed ? format("{} 1/min", readable(*point.speed * 60, 3)) : "–",
                             study.vessels[i].vessel.name,
                             !point.speed     ? point.words
                             : broken.empty() ? format("{} vvm, all limits held", shown(point, "vvm"))
                                              : format("{} vvm, {} not held", shown(point, "vvm"),
                                                       counted(broken.size(), "limit"))});
    }
    page.headlines(headlines);
    rules_section(report, page);
    windows_section(report, page);
    runs_section(report, page);
    figures_section(study, page);
    return page.html();
}

}  // namespace strandline::process
