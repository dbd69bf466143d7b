#include "feed/dosing_plan.hpp"
#include "feed/model_units.hpp"
#include "simulate/time_course.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace strandline::process {
namespace {

double read_back(const std::string& text) {
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// Seven digits: finer than any pump.
double written_rate(double value) { return read_back(format("{:.7g}", value)); }
double written_time(double hours) { return read_back(format("{:.9g}", hours)); }

/// What the optimiser leaves of a bound, for it keeps strictly within, is no rate that a pump is told.
double on_bound(double value, const Control& control) {
    const double near = 1e-6 * (control.upper - control.lower);
    if (value < control.lower + near) return control.lower;
    return value > control.upper - near ? control.upper : value;
}

/// A flow into or out of the vessel, which ends with the run; not a temperature.
bool is_flow(const std::string& unit) {
    return unit_factor(unit, "L/h") || unit_factor(unit, "g/h") || unit_factor(unit, "mol/h");
}

/// The unit of a column: litres an hour for any flow of volume.
std::string column_unit(const std::string& of_model) {
    return unit_factor(of_model, "L/h") ? "L/h" : of_model;
}

std::size_t stride(const FeedSolution& feed, const FeedProblem& problem) {
    return feed.values.size() / problem.controls.size();
}

}  // namespace

double control_value(const FeedProblem& problem, const FeedSolution& feed, std::size_t control,
                     std::size_t piece, double time) {
    const std::size_t row = control * stride(feed, problem);
    const double value = feed.values[row + piece];
    const double from = feed.edges[piece], to = feed.edges[piece + 1];
    switch (problem.controls[control].profile) {
    case Profile::linear:
        return value + (feed.values[row + piece + 1] - value) * (time - from) / (to - from);
    case Profile::exponential:
        return value * std::exp(feed.rates[control * static_cast<std::size_t>(problem.pieces) + piece] *
                                (time - from));
    case Profile::constant:
        break;
    }
    return value;
}

double control_mean(const FeedProblem& problem, const FeedSolution& feed, std::size_t control,
                    std::size_t piece, double from, double to) {
    const double first = control_value(problem, feed, control, piece, from);
    const double last = control_value(problem, feed, control, piece, to);
    if (problem.controls[control].profile != Profile::exponential) return (first + last) / 2;
    const double growth =
        feed.rates[control * static_cast<std::size_t>(problem.pieces) + piece] * (to - from);
    return growth == 0 ? first : first * std::expm1(growth) / growth;
}

double DosingPlan::total(std::size_t control) const {
    double sum = 0;
    for (std::size_t i = 0; i < steps(); ++i) sum += rate(i, control) * (times_h[i + 1] - times_h[i]);
    return sum;
}

DosingPlan dosing_plan(const FeedSettings& settings, const FeedProblem& problem, const FeedSolution& feed) {
    DosingPlan plan;
    for (const FeedControl& each : settings.controls) {
        plan.units.push_back(column_unit(each.unit));
        plan.factors.push_back(unit_factor(each.unit, plan.units.back()).value_or(1));
        const std::string suffix = unit_suffix(plan.units.back());
        plan.columns.push_back(suffix.empty() ? each.name : each.name + "_" + suffix);
    }
    const bool steps_only = std::ranges::all_of(
        problem.controls, [](const Control& each) { return each.profile == Profile::constant; });
    const std::size_t controls = problem.controls.size();
    for (std::size_t k = 0; k + 1 < feed.edges.size(); ++k) {
        const double from = feed.edges[k], width = feed.edges[k + 1] - from;
        const double parts = steps_only ? 1 : std::ceil(width * settings.hours / settings.interval_h - 1e-9);
        const auto count = static_cast<std::size_t>(std::max(1.0, parts));
        const auto edge = [&](std::size_t i) {
            return from + width * static_cast<double>(i) / static_cast<double>(count);
        };
        for (std::size_t i = 0; i < count; ++i) {
            plan.times_h.push_back(written_time(edge(i) * settings.hours));
            for (std::size_t c = 0; c < controls; ++c) {
                const double mean = control_mean(problem, feed, c, k, edge(i), edge(i + 1));
                plan.rates.push_back(written_rate(plan.factors[c] * on_bound(mean, problem.controls[c])));
            }
        }
    }
    plan.times_h.push_back(written_time(feed.edges.back() * settings.hours));
    for (std::size_t c = 0; c < controls; ++c)
        plan.rates.push_back(is_flow(plan.units[c]) ? 0 : plan.rates[plan.rates.size() - controls]);
    return plan;
}

Result<void> write_plan(const DosingPlan& plan, Sink& sink) {
    sink.write("time_h");
    for (const std::string& column : plan.columns) sink.write("\t" + column);
    sink.write("\n");
    for (std::size_t i = 0; i < plan.times_h.size(); ++i) {
        sink.write(number_text(plan.times_h[i]));
        for (std::size_t c = 0; c < plan.controls(); ++c) sink.write("\t" + number_text(plan.rate(i, c)));
        sink.write("\n");
    }
    return sink.status();
}

}  // namespace strandline::process
