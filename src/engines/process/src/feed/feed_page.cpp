#include "feed/feed_report.hpp"

#include <strandline/base/text.hpp>
#include <strandline/base/web_page.hpp>
#include <strandline/formats/kinetic_model.hpp>

#include <algorithm>
#include <cmath>
#include <map>

namespace strandline::process {
namespace {

using Kind = ChartSeries::Kind;

std::string labelled(const std::string& name, const std::string& unit) {
    return unit.empty() || unit == "1" ? name : name + ", " + unit;
}

std::string bound_words(const FeedLimit& limit) {
    const std::string& unit = limit.quantity.unit;
    const std::string in = unit == "1" ? "" : " " + unit;
    const std::string when = limit.at_end_only ? " at the end" : "";
    if (limit.least && limit.most)
        return format("{} to {}{}{}", readable(*limit.least), readable(*limit.most), in, when);
    return limit.most ? format("at most {}{}{}", readable(*limit.most), in, when)
                      : format("at least {}{}{}", readable(*limit.least), in, when);
}

/// The run of one column with the band of its ensemble.
void add_course(Chart& chart, const FeedReport& report, const std::string& name, std::size_t column,
                int colour) {
    const FollowedRun& run = report.run;
    ChartSeries line{.kind = Kind::line, .name = name, .x = run.times_h, .colour = colour};
    ChartSeries band{.kind = Kind::band, .x = run.times_h, .colour = colour};
    for (std::size_t t = 0; t < run.times(); ++t) {
        line.y.push_back(run.value(t, column));
        if (run.members.size() == 1) continue;
        band.low.push_back(run.quantile(t, column, 0.05));
        band.high.push_back(run.quantile(t, column, 0.95));
    }
    if (run.members.size() > 1) chart.series.push_back(std::move(band));
    chart.series.push_back(std::move(line));
}

void headlines(WebPage& page, const FeedReport& report) {
    const std::string& unit = report.settings.objective.unit;
    std::vector<WebPage::Headline> items;
    items.push_back(
        {readable(report.feed.objective, 5) + (unit == "1" ? "" : " " + unit),
         formats::formula_text(report.settings.objective.formula),
         format("{}, {}", report.settings.maximise ? "the most" : "the least", report.feed.status)});
    items.push_back(
        {readable(report.feed.end_time * report.settings.hours) + " h", "end of the run",
         report.settings.end_lower < report.settings.end_upper ? "chosen with the feed" : "as given"});
    for (std::size_t c = 0; c < report.plan.controls(); ++c) {
        const std::string& unit_of = report.plan.units[c];
        const std::string amount = unit_of.ends_with("/h") ? unit_of.substr(0, unit_of.size() - 2) : "";
        if (amount.empty()) continue;
        items.push_back({readable(report.plan.total(c)) + (amount == "1" ? "" : " " + amount),
                         report.settings.controls[c].name, "fed in all"});
    }
    if (report.run.members.size() > 1)
        items.push_back({format("{}", report.run.members.size()), "members", "each keeps every constraint"});
    page.headlines(items);
}

void feeds(WebPage& page, const FeedReport& report) {
    page.section("Feeds");
    for (std::size_t c = 0; c < report.plan.controls(); ++c) {
        const std::string& name = report.settings.controls[c].name;
        Chart chart{.title = name, .x_label = "time, h", .y_label = labelled(name, report.plan.units[c])};
        chart.height = 260;
        ChartSeries series{.kind = Kind::steps, .x = report.plan.times_h};
        for (std::size_t i = 0; i < report.plan.times_h.size(); ++i)
            series.y.push_back(report.plan.rate(std::min(i, report.plan.steps() - 1), c));
        chart.series.push_back(std::move(series));
        page.chart(chart);
    }
}

/// One row a constraint or bound, a bar while it holds.
void strip(WebPage& page, const FeedReport& report) {
    page.section("What binds when");
    if (report.feed.active.empty()) {
        page.paragraph("Nothing: no constraint and no bound is held.");
        return;
    }
    Chart chart{.x_label = "time, h"};
    std::map<std::string, std::size_t> next;
    for (const ActiveConstraint& each : report.feed.active)
        if (next.emplace(each.name, 0).second) chart.categories.push_back(each.name);
    const double end = report.run.times_h.back();
    chart.x_range = {0, end};
    for (const ActiveConstraint& each : report.feed.active) {
        const std::size_t nth = next[each.name]++;
        if (nth >= chart.series.size()) {
            ChartSeries series{.kind = Kind::spans, .colour = 0};
            series.x = series.low = series.high = std::vector<double>(chart.categories.size(), NAN);
            chart.series.push_back(std::move(series));
        }
        const auto row = static_cast<std::size_t>(std::ranges::find(chart.categories, each.name) -
                                                  chart.categories.begin());
        const double from = each.from * report.settings.hours, to = each.to * report.settings.hours;
        // What holds at one moment is drawn as wide as a line.
        chart.series[nth].low[row] = std::max(0.0, std::min(from, to - 0.004 * end));
        chart.series[nth].high[row] = to;
    }
    page.chart(chart, "Constraints and bounds, and when they are held.");
    std::vector<std::vector<std::string>> rows;
    for (const ActiveConstraint& each : report.feed.active)
        rows.push_back({each.name, readable(each.from * report.settings.hours),
                        readable(each.to * report.settings.hours), readable(each.multiplier)});
    page.table({"binds", "from, h", "to, h", "gain"}, rows,
               "Gain: of the objective, for one unit more room, in the units of the model.");
}

void limits(WebPage& page, const FeedReport& report) {
    if (report.settings.limits.empty()) return;
    page.section("Constraints");
    for (std::size_t i = 0; i < report.settings.limits.size(); ++i) {
        const FeedLimit& limit = report.settings.limits[i];
        const std::string& unit = limit.quantity.unit;
        Chart chart{.title = limit.quantity.name,
                    .x_label = "time, h",
                    .y_label = labelled(limit.quantity.name, unit)};
        chart.height = 240;
        add_course(chart, report, "", 1 + i, 0);
        if (limit.least) chart.marks.push_back({false, *limit.least, "least"});
        if (limit.most) chart.marks.push_back({false, *limit.most, "most"});
        page.chart(chart, bound_words(limit));
    }
}

/// Quantities of one unit share a chart, but not so many that none can be seen.
void courses(WebPage& page, const FeedReport& report) {
    constexpr std::size_t most = 5;
    page.section("The predicted run");
    page.paragraph(
        report.run.members.size() > 1
            ? "The steps of the feed table dosed to every member of the ensemble: lines are those of "
              "its first member, bands hold 90 % of all."
            : "The steps of the feed table, dosed: one simulation from start to end.");
    const std::size_t first = 1 + report.prepared.limits.size();
    std::vector<std::pair<std::string, std::vector<std::size_t>>> groups;
    for (std::size_t i = 0; i < report.prepared.course.size(); ++i) {
        const std::string& unit = report.prepared.course[i].unit;
        const auto found = std::ranges::find_if(groups, [&](const auto& each) {
            return each.first == unit && !unit.empty() && each.second.size() < most;
        });
        if (found == groups.end())
            groups.push_back({unit, {i}});
        else
            found->second.push_back(i);
    }
    for (const auto& [unit, members] : groups) {
        const std::string name = members.size() == 1 ? report.prepared.course[members[0]].name : "";
        Chart chart{
            .title = name, .x_label = "time, h", .y_label = name.empty() ? unit : labelled(name, unit)};
        chart.height = 280;
        for (std::size_t k = 0; k < members.size(); ++k)
            add_course(chart, report, name.empty() ? report.prepared.course[members[k]].name : "",
                       first + members[k], static_cast<int>(k));
        page.chart(chart);
    }
}

}  // namespace

Result<void> write_feed_page(const FeedReport& report, Sink& sink) {
    WebPage page(report.title.empty() ? "Feeding" : "Feeding: " + report.title,
                 format("The {} {} at the end that {} of feeding allow.",
                        report.settings.maximise ? "greatest" : "least",
                        formats::formula_text(report.settings.objective.formula),
                        counted(static_cast<std::size_t>(report.prepared.problem.pieces), "piece")));
    headlines(page, report);
    feeds(page, report);
    strip(page, report);
    limits(page, report);
    courses(page, report);
    const double replayed = report.run.objective(report.prepared.problem);
    page.note(
        format("Optimised by direct multiple shooting; {} iterations, {} simulations. The table of the "
               "feed, simulated on its own, gives {} ({:+.2g}).",
               report.feed.iterations, report.feed.simulations, readable(replayed, 6),
               replayed - report.feed.objective));
    sink.write(page.html());
    return sink.status();
}

}  // namespace strandline::process
