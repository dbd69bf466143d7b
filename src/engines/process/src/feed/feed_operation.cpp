#include "feed/feed_operation.hpp"
#include "feed/feed_report.hpp"
#include "model_input.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/kinetic_model.hpp>
#include <strandline/formats/reader.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace strandline::process {
namespace {

using formats::SettingsDocument;
using operation::Answer;
using operation::Call;

/// How fine the prediction is drawn.
constexpr std::size_t prediction_points = 240;

Result<Source> open_named(const Source& problem, const std::string& path, std::string_view table) {
    std::error_code ignored;
    if (std::filesystem::is_regular_file(path, ignored)) return Source::open(path);
    return fail(Error::input("process.feed_file", "the file that [{}] names is missing", table)
                    .at({.file = problem.name()})
                    .expected("a file {}", path)
                    .found("nothing there")
                    .mend("put it there, correct its name, or give it with --{}", table));
}

/// The files that the problem names become inputs, unless they are given.
Result<void> find_named_files(Call& call) {
    if (call.has("problem")) {
        STRANDLINE_TRY(const auto document, SettingsDocument::read(call.input("problem")));
        for (const std::string_view table : {"model", "ensemble"}) {
            const std::string path = named_file(document, table);
            if (path.empty() || call.has(table)) continue;
            STRANDLINE_TRY(Source source, open_named(call.input("problem"), path, table));
            call.sources[std::string(table)].push_back(std::move(source));
        }
    }
    return find_submodels(call);
}

Result<domain::KineticModel> model_of(const Call& call, Context& context) {
    if (!call.has("model"))
        return fail(Error::input("process.feed_model", "the problem names no model")
                        .at({.file = call.input("problem").name()})
                        .expected("[model] with file = \"model.xml\", or --model")
                        .mend("name the SBML file"));
    return formats::read_kinetic_model(call.input("model"), context);
}

/// What is wrong with the model is said of its file.
template <class T>
Result<T> of_model(Result<T> made, const Call& call) {
    if (made || !made.error().code().starts_with("process.")) return made;
    return fail(in_file(std::move(made.error()), call.input("model")));
}

/// Bounds of controls are told with the names of the feeds.
void name_feeds(const FeedSettings& settings, FeedSolution& feed) {
    for (ActiveConstraint& each : feed.active)
        for (const FeedControl& control : settings.controls) {
            const std::string& id = control.control.id;
            if (!each.name.starts_with(id + " ")) continue;
            each.name.replace(0, id.size(), control.name);
            break;
        }
}

/// What is dosed must do what was found; steps of other profiles make a difference of their own.
Result<void> check_replay(const FeedReport& report, const Call& call, Context& context) {
    constexpr double allowed = 1e-3;
    const FeedProblem& problem = report.prepared.problem;
    const double found = report.feed.objective, replayed = report.run.objective(problem);
    const double size = std::max({std::abs(replayed), std::abs(found), 1e-6});
    if (std::abs(replayed - found) <= allowed * size) return {};
    const bool steps_only = std::ranges::all_of(
        problem.controls, [](const Control& each) { return each.profile == Profile::constant; });
    if (steps_only)
        return fail(Error::no("process.feed_replay", "the feed that was found does not do what was foreseen")
                        .at({.file = call.input("problem").name()})
                        .expected("{:.6g}, as the optimiser has it", found)
                        .found("{:.6g} in a simulation of the feed from start to end", replayed)
                        .mend("smaller relative_tolerance and absolute_tolerance in [options]"));
    context.log(LogLevel::warning,
                format("the table of the feed, simulated on its own, gives {:.6g} instead of {:.6g}: take "
                       "a shorter interval in [output]",
                       replayed, found));
    return {};
}

/// Between the points that the optimiser looks at a limit may be passed.
void tell_passed_limits(const FeedReport& report, Context& context) {
    constexpr double told = 1e-3;
    const FollowedRun& run = report.run;
    for (std::size_t i = 0; i < report.settings.limits.size(); ++i) {
        const FeedLimit& limit = report.settings.limits[i];
        for (const auto& [bound, sign] : {std::pair(limit.least, -1.0), std::pair(limit.most, 1.0)}) {
            if (!bound) continue;
            double beyond = 0, when = 0;
            for (std::size_t m = 0; m < run.members.size(); ++m)
                for (std::size_t t = limit.at_end_only ? run.times() - 1 : 0; t < run.times(); ++t)
                    if (const double by = sign * (run.value(m, t, 1 + i) - *bound); by > beyond)
                        beyond = by, when = run.times_h[t];
            if (beyond > told * std::abs(*bound) && beyond > 1e-6)
                context.log(
                    LogLevel::warning,
                    format("{} is passed in the run of the table: {:.4g} {} instead of {:.4g}, at "
                           "{:.4g} h; more `samples` in [options] keep it between the points looked at",
                           limit.quantity.name, *bound + sign * beyond, limit.quantity.unit, *bound, when));
        }
    }
}

Result<Answer> run_feed_operation(Call& call, Context& context) {
    STRANDLINE_TRY(SettingsDocument document, SettingsDocument::read(call.input("problem")));
    STRANDLINE_CHECK(give_figures(call, document));
    STRANDLINE_TRY(domain::KineticModel model, model_of(call, context));
    extend_model(document, model);
    carry_what_events_set(model);
    const FeedSettings settings = read_feed_settings(document, model);
    ParameterSets ensemble;
    std::string ensemble_file;
    if (!call.has("ensemble") && document.root().has("ensemble"))
        document.root().refuse(Error::input("process.feed_ensemble", "the ensemble has no file")
                                   .at(document.root().place("ensemble"))
                                   .expected("file = \"fit.json\" in [ensemble], or --ensemble")
                                   .mend("name the result of a fit, or a table of parameter sets"));
    if (call.has("ensemble")) {
        ensemble_file = call.input("ensemble").name();
        STRANDLINE_TRY(ensemble,
                       read_parameter_sets(call.input("ensemble"), model, settings.members, context));
    }
    STRANDLINE_TRY(const PreparedFeed prepared,
                   of_model(prepare_feed(document, model, settings, ensemble, ensemble_file, context), call));
    auto found = optimise_feed(prepared.problem, settings.options, context);
    if (context.cancelled()) return fail(Error::interrupted());
    if (!found) return fail(in_file(std::move(found.error()), call.input("problem")));
    FeedSolution feed = std::move(*found);
    name_feeds(settings, feed);
    const DosingPlan plan = dosing_plan(settings, prepared.problem, feed);
    STRANDLINE_TRY(const FollowedRun run, follow(prepared, settings, plan, prediction_points, context));
    const FeedReport report{settings, prepared, feed, plan, run, model.name.empty() ? model.id : model.name};
    STRANDLINE_CHECK(check_replay(report, call, context));
    tell_passed_limits(report, context);
    STRANDLINE_CHECK(write_plan(plan, call.output("table")));
    call.output("json").write(feed_json(report).pretty());
    STRANDLINE_CHECK(call.output("json").status());
    STRANDLINE_CHECK(write_prediction(report, call.output("prediction")));
    STRANDLINE_CHECK(write_feed_page(report, call.output("plot")));
    return Answer::yes;
}

std::vector<operation::Port> feed_inputs() {
    using operation::port;
    return {port("problem").format("toml").described(
                "TOML: model, end, controls, objective, constraints; see docs/process/feed.md"),
            model_port().optional().described("SBML; found where [model] of the problem says"),
            submodels_port(),
            port("ensemble")
                .one_of("process.fit/1", "text", "json")
                .optional()
                .described("the JSON of 'process fit', or a table of parameter sets with one column an id; "
                           "found where [ensemble] of the problem says"),
            port("figures").format("any").repeated().optional().described(
                "JSON results that quantities of the problem are taken from: from = \"figures\", or "
                "\"figures.1\" … where there are several")};
}

std::vector<operation::Port> feed_outputs() {
    using operation::port;
    return {
        port("table")
            .format("process.feed_profile/1")
            .described("TSV: time_h and each feed (L_per_h) from that time on; the last row is the end")
            .file("feed.tsv"),
        port("json")
            .format("process.feed-json/1")
            .described("JSON: objective, status, end_time_h, active_constraints, controls, fed, final "
                       "values, what a simulation of the table gives")
            .file("feed.json"),
        port("prediction")
            .format("process.feed_prediction/1")
            .described("TSV: the run that the table gives, with _low and _high (5 and 95 %) of an ensemble")
            .file("prediction.tsv"),
        port("plot")
            .format("html")
            .described("a page with feeds, run, constraints and what binds when, complete in itself")
            .file("feed.html")};
}

}  // namespace

operation::Operation feed_operation() {
    operation::Operation made;
    made.name = "process feed";
    made.summary = "The best feeding of a fed-batch model within its limits";
    made.description =
        "Finds the feed rates (or any parameters that may be set over time) that make an expression at the "
        "end of a run as large or as small as can be, by direct multiple shooting with exact derivatives. "
        "Volume, oxygen transfer, heat, by-products or any other expression may be limited, throughout or at "
        "the end; the end may be free; feeds are constant, linear or exponential within pieces.\n\n"
        "With an ensemble (parameter sets, or a fit) every member keeps every constraint, and the mean of "
        "the "
        "objectives, less `caution` standard deviations, is optimised.\n\n"
        "The table is what a controller takes: a rate from each time on. It is simulated on its own, and "
        "what "
        "it gives is told beside what was found.\n\n"
        "Exit status 1 where the constraints cannot be met.";
    made.inputs = feed_inputs();
    made.outputs = feed_outputs();
    made.example = "strandline process feed problem.toml -o feed.tsv --json feed.json --plot feed.html";
    made.run = run_feed_operation;
    made.find_inputs = find_named_files;
    return made;
}

}  // namespace strandline::process
