#include "scale/study/page_sections.hpp"

#include <strandline/base/text.hpp>

#include <cmath>

namespace strandline::process {
namespace {

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

}  // namespace

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

}  // namespace strandline::process
