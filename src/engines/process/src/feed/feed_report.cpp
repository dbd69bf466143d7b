#include "feed/feed_report.hpp"
#include "feed/model_units.hpp"
#include "simulate/time_course.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

Json finite(double value) { return std::isfinite(value) ? Json(value) : Json(); }

/// A name of a column: without blanks, with its unit.
std::string with_unit(std::string name, const std::string& unit) {
    for (char& c : name)
        if (c == ' ' || c == '\t' || c == '\n') c = '_';
    const std::string suffix = unit_suffix(unit);
    return suffix.empty() ? name : name + "_" + suffix;
}

Json active_json(const FeedReport& report) {
    Json made = Json::array();
    for (const ActiveConstraint& each : report.feed.active) {
        Json one = Json::object();
        one.set("name", each.name);
        one.set("from_h", each.from * report.settings.hours).set("to_h", each.to * report.settings.hours);
        one.set("multiplier", finite(each.multiplier));
        made.push_back(std::move(one));
    }
    return made;
}

std::string_view profile_name(Profile profile) {
    return profile == Profile::linear        ? "linear"
           : profile == Profile::exponential ? "exponential"
                                             : "constant";
}

/// Values at the beginning and end of each piece, in the unit of the column.
Json control_json(const FeedReport& report, std::size_t c) {
    const FeedProblem& problem = report.prepared.problem;
    Json made = Json::object(), pieces = Json::array();
    for (std::size_t k = 0; k + 1 < report.feed.edges.size(); ++k) {
        const double from = report.feed.edges[k], to = report.feed.edges[k + 1];
        Json one = Json::object();
        one.set("from_h", from * report.settings.hours).set("to_h", to * report.settings.hours);
        const auto at = [&](double time) {
            return finite(report.plan.factors[c] * control_value(problem, report.feed, c, k, time));
        };
        one.set("first", at(from));
        if (problem.controls[c].profile != Profile::constant) one.set("last", at(to));
        if (problem.controls[c].profile == Profile::exponential)
            one.set("rate_per_h", report.feed.rates[c * static_cast<std::size_t>(problem.pieces) + k] /
                                      report.settings.hours);
        pieces.push_back(std::move(one));
    }
    made.set("parameter", problem.controls[c].id).set("unit", report.plan.units[c]);
    made.set("profile", profile_name(problem.controls[c].profile)).set("pieces", std::move(pieces));
    return made;
}

/// Litres of a flow in L/h; of another flow its unit times hours.
std::string total_name(const FeedReport& report, std::size_t c) {
    const std::string& unit = report.plan.units[c];
    const std::string& name = report.settings.controls[c].name;
    if (unit.ends_with("/h")) return with_unit(name, unit.substr(0, unit.size() - 2));
    return with_unit(name, unit.empty() ? "h" : unit + ".h");
}

}  // namespace

Json feed_json(const FeedReport& report) {
    const FollowedRun& run = report.run;
    const std::size_t last = run.times() - 1;
    Json made = Json::object(), controls = Json::object(), fed = Json::object(), final = Json::object(),
         units = Json::object(), limits = Json::object(), members = Json::array(), replay = Json::object();
    for (std::size_t c = 0; c < report.plan.controls(); ++c) {
        controls.set(report.settings.controls[c].name, control_json(report, c));
        fed.set(total_name(report, c), report.plan.total(c));
    }
    const std::size_t first_of_all = 1 + report.prepared.limits.size() + report.prepared.course.size();
    for (std::size_t i = 0; i < report.prepared.all.size(); ++i) {
        const FeedQuantity& quantity = report.prepared.all[i];
        final.set(quantity.name, finite(run.value(last, first_of_all + i)));
        if (!quantity.unit.empty()) units.set(quantity.name, quantity.unit);
    }
    for (std::size_t i = 0; i < report.prepared.limits.size(); ++i) {
        const FeedLimit& limit = report.settings.limits[i];
        double least = INFINITY, most = -INFINITY;
        for (std::size_t m = 0; m < run.members.size(); ++m)
            for (std::size_t t = limit.at_end_only ? last : 0; t <= last; ++t) {
                least = std::min(least, run.value(m, t, 1 + i));
                most = std::max(most, run.value(m, t, 1 + i));
            }
        Json one = Json::object();
        one.set("unit", limit.quantity.unit).set("at", limit.at_end_only ? "end" : "always");
        if (limit.least) one.set("least", *limit.least);
        if (limit.most) one.set("most", *limit.most);
        one.set("lowest", finite(least)).set("highest", finite(most));
        limits.set(limit.quantity.name, std::move(one));
    }
    for (const double objective : report.feed.member_objectives) members.push_back(finite(objective));
    const double replayed = run.objective(report.prepared.problem);
    replay.set("objective", finite(replayed)).set("difference", finite(replayed - report.feed.objective));
    made.set("objective", finite(report.feed.objective));
    made.set("objective_unit", report.settings.objective.unit);
    made.set("sense", report.settings.maximise ? "maximise" : "minimise");
    made.set("status", report.feed.status);
    made.set("end_time_h", report.feed.end_time * report.settings.hours);
    made.set("active_constraints", active_json(report));
    made.set("constraints", std::move(limits)).set("controls", std::move(controls));
    made.set("fed", std::move(fed)).set("final", std::move(final)).set("units", std::move(units));
    made.set("members", std::move(members)).set("replay", std::move(replay));
    made.set("violation", finite(report.feed.violation));
    made.set("iterations", report.feed.iterations).set("simulations", report.feed.simulations);
    return made;
}

Result<void> write_prediction(const FeedReport& report, Sink& sink) {
    const FollowedRun& run = report.run;
    const bool band = run.members.size() > 1;
    std::vector<std::pair<std::string, std::size_t>> columns;
    const std::size_t limits = report.prepared.limits.size();
    for (std::size_t i = 0; i < report.prepared.course.size(); ++i)
        columns.emplace_back(with_unit(report.prepared.course[i].name, report.prepared.course[i].unit),
                             1 + limits + i);
    for (std::size_t i = 0; i < limits; ++i) {
        const domain::Formula& formula = report.settings.limits[i].quantity.formula;
        const bool there = std::ranges::any_of(report.prepared.course, [&](const FeedQuantity& each) {
            return formula.op == domain::Formula::Op::name && formula.name == each.name;
        });
        std::string name = with_unit(report.prepared.limits[i].name, report.prepared.limits[i].unit);
        if (!there && std::ranges::none_of(columns, [&](const auto& each) { return each.first == name; }))
            columns.emplace_back(std::move(name), 1 + i);
    }
    std::string lines = "time_h";
    for (const auto& [name, column] : columns)
        lines += band ? format("\t{0}\t{0}_low\t{0}_high", name) : "\t" + name;
    lines += '\n';
    for (std::size_t t = 0; t < run.times(); ++t) {
        lines += format("{:.8g}", run.times_h[t]);
        for (const auto& [name, column] : columns) {
            lines += format("\t{:.8g}", run.value(t, column));
            if (band)
                lines +=
                    format("\t{:.8g}\t{:.8g}", run.quantile(t, column, 0.05), run.quantile(t, column, 0.95));
        }
        lines += '\n';
    }
    sink.write(lines);
    return sink.status();
}

}  // namespace strandline::process
