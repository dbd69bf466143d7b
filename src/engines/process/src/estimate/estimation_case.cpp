#include "estimate/estimation_case.hpp"

#include "feed/model_units.hpp"

#include <strandline/base/text.hpp>
#include <strandline/base/units.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace strandline::process {
namespace {

using formats::SettingsDocument;
using formats::SettingsTable;

std::vector<std::string> column_names(const RunData& run) {
    std::vector<std::string> names;
    for (const Signal& signal : run.signals) names.push_back(signal.name);
    return names;
}

/// Hours of the model's time unit in one hour; hours where it states none.
double model_time_per_hour(const domain::KineticModel& model) {
    const auto unit = stated_time_unit(model);
    return unit ? unit_factor("h", *unit).value_or(1) : 1;
}

std::vector<Node> nodes_of(const SettingsTable& root, const domain::KineticModel& model, Equations& equations,
                           const auto& expressions) {
    std::vector<Node> nodes;
    for (const auto& each : expressions) {
        auto node = formula_node(equations, model, each.expression);
        if (!node) {
            Error error = std::move(node.error());
            root.refuse(std::move(error.at(each.place)));
        }
        nodes.push_back(node ? *node : 0);
    }
    return nodes;
}

/// The settings that the model is started with: what [model.set] gives, then the means.
std::vector<Given> all_given(const EstimateSettings& settings) {
    std::vector<Given> given = settings.given;
    for (const KnownQuantity& one : settings.quantities)
        if (one.mean && std::ranges::find(given, one.id, &Given::first) == given.end())
            given.emplace_back(one.id, *one.mean);
    return given;
}

Error unknown_quantity(const KnownQuantity& one, const std::vector<std::string>& known) {
    return Error::input("process.estimate_state", "'{}' is no state of the model", printable(one.id))
        .at(one.place)
        .expected("an id that the model's equations move: {}", join(known, ", "))
        .found("'{}'", printable(one.id))
        .candidates(nearest(one.id, known))
        .mend("correct the id; a parameter that is to be estimated stands in [parameter.{}]",
              printable(one.id));
}

/// Start, bounds and noise of the filter; the square root of time is that of hours.
void put_knowledge(const SettingsTable& root, const EstimateSettings& settings, EstimationProblem& problem) {
    const auto& ids = problem.system.ids();
    const std::size_t n = ids.size();
    constexpr double infinite = std::numeric_limits<double>::infinity();
    problem.start.root.assign(n * n, 0.0);
    problem.filter = {.states = n,
                      .lower = std::vector<double>(n, -infinite),
                      .upper = std::vector<double>(n, infinite),
                      .propagate = {},
                      .process_noise = std::vector<double>(n, 0.0),
                      .relative_noise = std::vector<double>(n, 0.0)};
    const std::vector<std::string> states(
        ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(problem.system.state_count()));
    for (const KnownQuantity& one : settings.quantities) {
        const auto found = std::ranges::find(ids, one.id);
        if (found == ids.end()) {
            root.refuse(unknown_quantity(one, states));
            continue;
        }
        const auto i = static_cast<std::size_t>(found - ids.begin());
        problem.filter.lower[i] = one.lower;
        problem.filter.upper[i] = one.upper;
        problem.filter.process_noise[i] = one.noise;
        problem.filter.relative_noise[i] = one.relative_noise;
        problem.start.root[i * n + i] = one.deviation;
        if (one.mean) problem.start.mean[i] = *one.mean;
    }
    for (std::size_t i = 0; i < n; ++i)
        problem.start.mean[i] =
            std::clamp(problem.start.mean[i], problem.filter.lower[i], problem.filter.upper[i]);
}

/// Readings of the columns that the settings name.
void put_readings(const SettingsTable& root, const EstimateSettings& settings, const RunData& run,
                  EstimationCase& made) {
    for (std::uint32_t s = 0; s < settings.signals.size(); ++s) {
        const MeasuredSignal& signal = settings.signals[s];
        const auto column = run_column(root, run, signal.column, signal.unit, signal.place);
        if (!column) continue;
        std::size_t before = 0, here = 0;
        for (const Reading& reading : run.readings) {
            if (reading.signal != column->signal) continue;
            made.missing += reading.missing != Missing::no;
            if (reading.missing != Missing::no) continue;
            Reading taken{reading.time - signal.delay,
                          std::max(reading.arrival, reading.time + signal.lateness), s,
                          column->change.of(reading.value)};
            if (taken.time < 0) {
                ++before;
                continue;
            }
            ++here;
            made.late += taken.arrival > taken.time + signal.delay + 1e-6;
            made.readings.push_back(taken);
        }
        if (before > 0)
            made.remarks.push_back(format("{} of {} before the start {} not used", counted(before, "reading"),
                                          signal.name, before == 1 ? "is" : "are"));
        if (here == 0) made.remarks.push_back(format("{} has no readings", signal.name));
    }
    std::ranges::stable_sort(made.readings, {}, &Reading::arrival);
}

/// The time of a change between two readings of an input; the table of a feed tells it itself.
double change_time(const FollowedInput& input, double before, double at) {
    if (input.of_feed || std::isnan(before) || input.changes == ChangeTime::at_row) return at;
    return input.changes == ChangeTime::midway ? 0.5 * (before + at) : before;
}

/// An input keeps its last value where the column has none.
void put_inputs(const SettingsTable& root, const EstimateSettings& settings, const RunData& run,
                const RunData& feed, EstimationCase& made) {
    for (std::uint32_t i = 0; i < settings.inputs.size(); ++i) {
        const FollowedInput& input = settings.inputs[i];
        if (input.of_feed && feed.signals.empty()) {
            root.refuse(Error::input("process.estimate_feed", "the table that '{}' follows is not given",
                                     printable(input.column))
                            .at(input.place)
                            .expected("the table of 'process feed' with --feed")
                            .mend("give it, or name a column of the run with `column`"));
            continue;
        }
        const RunData& from = input.of_feed ? feed : run;
        const auto column = run_column(root, from, input.column, input.unit, input.place,
                                       input.of_feed ? "table of the feed" : "run");
        if (!column) continue;
        double last = std::nan(""), before = std::nan("");
        std::size_t missing = 0;
        for (const Reading& reading : from.readings) {
            if (reading.signal != column->signal) continue;
            missing += reading.missing != Missing::no;
            if (reading.missing != Missing::no) continue;
            const double value = column->change.of(reading.value);
            const double since = std::exchange(before, reading.time);
            if (value == last) continue;
            made.inputs.push_back(
                {change_time(input, since, reading.time), i, value, std::max(reading.time, reading.arrival)});
            last = value;
        }
        if (missing > 0)
            made.remarks.push_back(
                format("{} has {}: the value before is held", input.id, counted(missing, "missing reading")));
        if (std::isnan(last))
            made.remarks.push_back(format("{} has no readings: the model's own value is held", input.id));
    }
    std::ranges::stable_sort(made.inputs, {}, &InputChange::arrival);
}

}  // namespace

std::optional<RunColumn> run_column(const SettingsTable& root, const RunData& run, const std::string& column,
                                    const std::string& unit, const strandline::Place& place,
                                    std::string_view table) {
    const auto found = std::ranges::find(run.signals, column, &Signal::name);
    if (found == run.signals.end()) {
        const auto names = column_names(run);
        root.refuse(
            Error::input("process.estimate_column", "the {} has no column '{}'", table, printable(column))
                .at(place)
                .expected("{}", names.empty() ? "a table with this column" : join(names, ", "))
                .found("'{}'", printable(column))
                .candidates(nearest(column, names))
                .mend("correct the name of the column"));
        return std::nullopt;
    }
    RunColumn made{static_cast<std::uint32_t>(found - run.signals.begin()), {}};
    const auto from = Unit::parse(found->unit), to = Unit::parse(unit);
    const auto zero = from && to ? convert(0, *from, *to) : Result<double>(fail(Error::interrupted()));
    const auto one = from && to ? convert(1, *from, *to) : Result<double>(fail(Error::interrupted()));
    if (!zero || !one) {
        root.refuse(
            Error::input("process.estimate_unit", "the column '{}' has another unit", printable(column))
                .at(place)
                .expected("a unit that converts to {}", unit)
                .found("'{}' in the row of units", printable(found->unit))
                .mend("correct the row of units, or the `unit` here"));
        return std::nullopt;
    }
    made.change = {*one - *zero, *zero};
    return made;
}

Result<EstimationCase> estimation_case(const SettingsDocument& document, const domain::KineticModel& model,
                                       const EstimateSettings& settings, const RunData& run,
                                       const RunData& feed) {
    const SettingsTable root = document.root();
    STRANDLINE_TRY(Equations made_equations, equations(model));
    EstimatedSystem::Wanted wanted;
    wanted.signals = nodes_of(root, model, made_equations, settings.signals);
    wanted.outputs = nodes_of(root, model, made_equations, settings.outputs);
    for (const KnownQuantity& one : settings.quantities)
        if (one.parameter) wanted.parameters.push_back(one.id);
    for (const FollowedInput& one : settings.inputs) wanted.inputs.push_back(one.id);
    wanted.model_time_per_hour = model_time_per_hour(model);
    STRANDLINE_CHECK(document.finish());
    STRANDLINE_TRY(const SystemState from, start_state(model, made_equations, all_given(settings), 0));
    STRANDLINE_TRY(EstimatedSystem system,
                   EstimatedSystem::make(std::move(made_equations), std::move(wanted)));
    EstimationCase made{.problem = {.system = std::move(system),
                                    .filter = {},
                                    .options = {.longest_step = settings.step},
                                    .noise = {},
                                    .start = {},
                                    .held = from.held},
                        .readings = {},
                        .inputs = {},
                        .remarks = run.remarks};
    made.problem.start.mean = made.problem.system.start(from);
    for (const MeasuredSignal& signal : settings.signals) made.problem.noise.push_back(signal.noise);
    put_knowledge(root, settings, made.problem);
    put_readings(root, settings, run, made);
    put_inputs(root, settings, run, feed, made);
    for (const Reading& reading : run.readings) made.end = std::max(made.end, reading.time);
    constexpr double most_steps = 2e6;
    if (made.end > most_steps * settings.step)
        root.refuse(Error::input("process.estimate_time", "the run would need {:.2g} steps of {:.3g} h",
                                 made.end / settings.step, settings.step)
                        .expected("at most {:.0g} of [run] step", most_steps)
                        .found("a last row at {:.6g} h", made.end)
                        .mend("correct the unit of the time in the run's second row, or the rows"));
    STRANDLINE_CHECK(document.finish());
    return made;
}

}  // namespace strandline::process
