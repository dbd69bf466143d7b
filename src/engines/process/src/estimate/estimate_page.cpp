#include "estimate/estimate_report.hpp"

#include <strandline/base/text.hpp>
#include <strandline/base/web_page.hpp>
#include <strandline/numerics/chi_squared.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace strandline::process {
namespace {

using Kind = ChartSeries::Kind;

std::string labelled(const std::string& name, const std::string& unit) {
    return unit.empty() || unit == "1" ? name : name + ", " + unit;
}

const Uncertain& value_of(const EstimateRow& row, std::size_t column) {
    const std::size_t n = row.quantities.size();
    return column < n ? row.quantities[column] : row.outputs[column - n];
}

/// The estimate with two deviations to both sides, and what was known while the run went on.
void add_estimate(Chart& chart, const EstimateReport& report, std::size_t column) {
    ChartSeries band{.kind = Kind::band, .colour = 0},
        line{.kind = Kind::line, .name = "estimate", .colour = 0},
        live{.kind = Kind::steps, .name = "as known then", .colour = 2, .dashed = true};
    for (const EstimateRow& row : report.run.final_rows) {
        const Uncertain& value = value_of(row, column);
        band.x.push_back(row.time);
        band.low.push_back(value.value - 2 * value.deviation);
        band.high.push_back(value.value + 2 * value.deviation);
        line.x.push_back(row.time);
        line.y.push_back(value.value);
    }
    for (const EstimateRow& row : report.run.live_rows) {
        live.x.push_back(row.time);
        live.y.push_back(value_of(row, column).value);
    }
    chart.series.push_back(std::move(band));
    chart.series.push_back(std::move(line));
    // Without late readings it is the estimate, drawn in the steps of the table.
    if (report.estimation.late > 0) chart.series.push_back(std::move(live));
}

/// Readings of a signal that is nothing but this quantity.
void add_readings(Chart& chart, const EstimateReport& report, const std::string& id) {
    ChartSeries in_time{.kind = Kind::points, .name = "measured", .colour = 1},
        late{.kind = Kind::points, .name = "measured, known later", .colour = 3};
    for (const Reading& reading : report.estimation.readings) {
        const MeasuredSignal& signal = report.settings.signals[reading.signal];
        if (signal.expression.op != domain::Formula::Op::name || signal.expression.name != id) continue;
        ChartSeries& series = reading.arrival > reading.time + signal.delay + 1e-6 ? late : in_time;
        const double deviation = 2 * std::hypot(signal.noise.absolute, signal.noise.relative * reading.value);
        series.x.push_back(reading.time);
        series.y.push_back(reading.value);
        series.low.push_back(reading.value - deviation);
        series.high.push_back(reading.value + deviation);
    }
    for (ChartSeries* series : {&in_time, &late})
        if (!series->x.empty()) chart.series.push_back(std::move(*series));
}

void headlines(WebPage& page, const EstimateReport& report) {
    const EstimateRun& run = report.run;
    std::vector<WebPage::Headline> items;
    items.push_back({readable(report.estimation.end) + " h", "run", counted(run.readings, "reading")});
    items.push_back({format("{}", report.estimation.late), "late readings", "put to their sample times"});
    if (run.used > 0)
        items.push_back(
            {format("{:.0f} %", 100.0 * static_cast<double>(run.inside) / static_cast<double>(run.used)),
             "innovations within bounds", "95 % when model and noise are right"});
    items.push_back(
        {format("{}", run.alarms.size()), run.alarms.size() == 1 ? "alarm" : "alarms",
         format("at most {:.3g} % of clean runs have one", 100 * report.settings.alarms.false_alarm_chance)});
    page.headlines(items);
}

void estimates(WebPage& page, const EstimateReport& report) {
    page.section("Estimates");
    const auto columns = report.columns();
    for (std::size_t c = 0; c < columns.size(); ++c) {
        Chart chart{.title = columns[c].first,
                    .x_label = "time, h",
                    .y_label = labelled(columns[c].first, columns[c].second)};
        chart.height = 260;
        add_estimate(chart, report, c);
        add_readings(chart, report, columns[c].first);
        page.chart(chart);
    }
    page.note("Bands and whiskers are two standard deviations to both sides.");
}

void signals(WebPage& page, const EstimateReport& report) {
    page.section("Innovations");
    Chart strip{.title = "NIS by degree of freedom", .x_label = "time, h", .y_label = "NIS / degrees"};
    strip.height = 240;
    ChartSeries nis{.kind = Kind::points, .name = "NIS / degrees"},
        most{.kind = Kind::steps, .name = "97.5 %", .dashed = true};
    for (const MomentReport& moment : report.run.reports) {
        if (!moment.used || moment.signals.empty()) continue;
        const auto degrees = static_cast<double>(moment.signals.size());
        nis.x.push_back(moment.time);
        nis.y.push_back(moment.normalised / degrees);
        most.x.push_back(moment.time);
        most.y.push_back(numerics::chi_squared_quantile(0.975, degrees) / degrees);
    }
    strip.series = {std::move(nis), std::move(most)};
    // Words that would stand upon each other are left out.
    double told = -std::numeric_limits<double>::infinity();
    for (const Alarm& alarm : report.run.alarms) {
        const bool apart = alarm.to - told > 0.08 * report.estimation.end;
        if (apart) told = alarm.to;
        strip.marks.push_back({.vertical = true, .at = alarm.to, .text = apart ? "alarm" : ""});
    }
    page.chart(strip, "Each point is the squared innovation of a moment against what the filter expects.");
    for (std::uint32_t s = 0; s < report.settings.signals.size(); ++s) {
        const MeasuredSignal& signal = report.settings.signals[s];
        Chart chart{
            .title = signal.name, .x_label = "time, h", .y_label = labelled(signal.name, signal.unit)};
        chart.height = 220;
        ChartSeries read{.kind = Kind::points, .name = "measured", .colour = 1},
            expected{.kind = Kind::line, .name = "expected just before", .colour = 0};
        for (const MomentReport& moment : report.run.reports)
            for (std::size_t i = 0; i < moment.signals.size(); ++i)
                if (moment.signals[i] == s) {
                    read.x.push_back(moment.time);
                    read.y.push_back(moment.values[i]);
                    expected.x.push_back(moment.time);
                    expected.y.push_back(moment.expected[i]);
                }
        chart.series = {std::move(expected), std::move(read)};
        page.chart(chart);
    }
}

void soft_sensors(WebPage& page, const EstimateReport& report) {
    if (report.settings.soft_sensors.empty()) return;
    page.section("Soft sensors");
    page.paragraph("Biomass and growth rate from one measured rate each, without the model.");
    double most = 0;
    for (const auto& sensor : report.run.soft_sensors)
        for (const GrowthEstimate& each : sensor) most = std::max(most, each.biomass.value);
    const bool large = most > 1e5;
    const double scale = large ? 1e-3 : 1;
    Chart biomass{.title = "Biomass", .x_label = "time, h", .y_label = large ? "biomass, kg" : "biomass, g"},
        growth{.title = "Growth rate", .x_label = "time, h", .y_label = "growth rate, 1/h"};
    for (std::size_t s = 0; s < report.settings.soft_sensors.size(); ++s) {
        const int colour = static_cast<int>(s);
        const std::string& name = report.settings.soft_sensors[s].name;
        ChartSeries band{.kind = Kind::band, .colour = colour},
            line{.kind = Kind::line, .name = name, .colour = colour},
            rate{.kind = Kind::line, .name = name, .colour = colour};
        for (const GrowthEstimate& each : report.run.soft_sensors[s]) {
            band.x.push_back(each.time);
            band.low.push_back(scale * (each.biomass.value - 2 * each.biomass.deviation));
            band.high.push_back(scale * (each.biomass.value + 2 * each.biomass.deviation));
            line.x.push_back(each.time);
            line.y.push_back(scale * each.biomass.value);
            rate.x.push_back(each.time);
            rate.y.push_back(each.rate.value);
        }
        biomass.series.push_back(std::move(band));
        biomass.series.push_back(std::move(line));
        growth.series.push_back(std::move(rate));
    }
    page.chart(biomass);
    page.chart(growth);
}

void alarms(WebPage& page, const EstimateReport& report) {
    page.section("Alarms");
    if (report.run.alarms.empty()) {
        page.paragraph("None.");
        return;
    }
    std::vector<std::vector<std::string>> rows;
    for (const Alarm& alarm : report.run.alarms)
        rows.push_back({alarm.test, readable(alarm.from), readable(alarm.to),
                        alarm.signal.empty() ? "not told" : alarm.signal, readable(alarm.statistic),
                        readable(alarm.degrees), format("{:.1e}", alarm.chance)});
    page.table({"test", "from, h", "to, h", "most likely at fault", "statistic", "degrees", "chance"}, rows,
               "Chance: of a statistic as large where nothing is wrong.");
}

void balance(WebPage& page, const EstimateReport& report) {
    if (report.run.balance.empty()) return;
    page.section("Balance");
    std::vector<std::string> columns{"window"};
    for (const auto& rate : report.settings.balance->rates) columns.push_back(rate.name + ", mol/h");
    columns.push_back("chance");
    std::vector<std::vector<std::string>> rows;
    for (const BalanceWindow& window : report.run.balance) {
        rows.push_back({format("{} to {} h", readable(window.from), readable(window.to))});
        for (std::size_t r = 0; r < window.reconciled.rates.size(); ++r) {
            const auto& found = window.reconciled.rates[r];
            rows.back().push_back(found ? readable(found->value) + " ± " + readable(found->deviation, 2)
                                        : "–");
        }
        rows.back().push_back(format("{:.2g}", window.reconciled.chance));
    }
    page.table(columns, rows, "Rates that fulfil all balances, one standard deviation.");
}

}  // namespace

Result<void> write_estimate_page(const EstimateReport& report, Sink& sink) {
    WebPage page("State of a run: " + report.model,
                 "Square-root unscented Kalman filter on the model, from online signals and assays.");
    headlines(page, report);
    alarms(page, report);
    estimates(page, report);
    soft_sensors(page, report);
    signals(page, report);
    balance(page, report);
    if (!report.run.remarks.empty()) {
        page.section("Remarks");
        page.list(report.run.remarks);
    }
    sink.write(page.html());
    return sink.status();
}

}  // namespace strandline::process
