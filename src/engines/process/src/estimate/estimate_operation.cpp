#include "estimate/estimate_operation.hpp"

#include "estimate/estimate_report.hpp"
#include "feed/feed_settings.hpp"
#include "model_input.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/kinetic_model.hpp>
#include <strandline/formats/run_table.hpp>
#include <strandline/formats/table.hpp>

#include <filesystem>

namespace strandline::process {
namespace {

using formats::SettingsDocument;
using operation::Answer;
using operation::Call;

std::string model_named(const SettingsDocument& document) {
    const auto table = document.root().table_if("model");
    const std::string file = table ? table->text_or("file", "") : "";
    return file.empty() ? "" : document.beside(file);
}

}  // namespace

Result<void> find_estimate_model(Call& call) {
    if (call.has("settings") && !call.has("model")) {
        STRANDLINE_TRY(const auto document, SettingsDocument::read(call.input("settings")));
        const std::string path = model_named(document);
        std::error_code ignored;
        if (!path.empty() && !std::filesystem::is_regular_file(path, ignored))
            return fail(Error::input("process.estimate_model", "the model that the settings name is missing")
                            .at({.file = call.input("settings").name()})
                            .expected("a file {}", path)
                            .found("nothing there")
                            .mend("put it there, correct its name, or give it with --model"));
        if (!path.empty()) {
            STRANDLINE_TRY(Source source, Source::open(path));
            call.sources["model"].push_back(std::move(source));
        }
    }
    return find_submodels(call);
}

Result<domain::KineticModel> read_estimate_model(const Call& call, Context& context) {
    if (!call.has("model"))
        return fail(Error::input("process.estimate_model", "the settings name no model")
                        .at({.file = call.input("settings").name()})
                        .expected("[model] with file = \"model.xml\", or --model")
                        .mend("name the SBML file"));
    return formats::read_kinetic_model(call.input("model"), context);
}

namespace {

/// The table of 'process feed' as a run: its columns hold from each time on.
Result<RunData> feed_table(const Source& source) {
    STRANDLINE_TRY(auto table, formats::TableReader::open(source));
    STRANDLINE_TRY(const std::size_t time, table.column("time_h"));
    RunData made;
    std::vector<std::size_t> columns;
    for (std::size_t c = 0; c < table.columns().size(); ++c) {
        if (c == time) continue;
        const std::string& name = table.columns()[c];
        made.signals.push_back({name, name.ends_with("_L_per_h") ? "L/h" : "1"});
        columns.push_back(c);
    }
    for (;;) {
        STRANDLINE_TRY(const bool more, table.next());
        if (!more) return made;
        STRANDLINE_TRY(const double at, table.number(time));
        for (std::uint32_t s = 0; s < columns.size(); ++s) {
            STRANDLINE_TRY(const double value, table.number(columns[s]));
            made.readings.push_back({at, at, s, value});
        }
    }
}

/// What is wrong with the model is said of its file.
template <class T>
Result<T> of_model(Result<T> made, const Call& call) {
    if (made || !made.error().place().file.empty() || !made.error().code().starts_with("process."))
        return made;
    return fail(in_file(std::move(made.error()), call.input("model")));
}

void tell(const EstimateRun& run, Context& context) {
    for (const std::string& remark : run.remarks) context.log(LogLevel::notice, remark);
    for (const Alarm& alarm : run.alarms)
        context.log(
            LogLevel::warning,
            format("alarm ({}) from {:.4g} to {:.4g} h{}: statistic {:.4g} of {} degrees, chance {:.1e}",
                   alarm.test, alarm.from, alarm.to,
                   alarm.signal.empty() ? "" : ", most likely " + alarm.signal, alarm.statistic,
                   alarm.degrees, alarm.chance));
}

Result<Answer> run_estimate_operation(Call& call, Context& context) {
    STRANDLINE_TRY(const SettingsDocument document, SettingsDocument::read(call.input("settings")));
    STRANDLINE_TRY(domain::KineticModel model, read_estimate_model(call, context));
    extend_model(document, model);
    const EstimateSettings settings = read_estimate_settings(document, model);
    STRANDLINE_TRY(const RunData run, formats::read_run(call.input("run")));
    RunData feed;
    if (call.has("feed")) { STRANDLINE_TRY(feed, feed_table(call.input("feed"))); }
    STRANDLINE_TRY(const EstimationCase estimation,
                   of_model(estimation_case(document, model, settings, run, feed), call));
    STRANDLINE_TRY(const EstimateRun made, run_estimate(document, estimation, settings, run, context));
    if (context.cancelled()) return fail(Error::interrupted());
    const EstimateReport report{estimation, settings, made, model.name.empty() ? model.id : model.name};
    tell(made, context);
    STRANDLINE_CHECK(write_estimates(report, made.final_rows, call.output("table")));
    STRANDLINE_CHECK(write_estimates(report, made.live_rows, call.output("live")));
    STRANDLINE_CHECK(write_balance(report, call.output("balance")));
    call.output("json").write(estimate_json(report).pretty());
    STRANDLINE_CHECK(call.output("json").status());
    STRANDLINE_CHECK(write_estimate_page(report, call.output("plot")));
    return call.flag("fail-on-alarm") && !made.alarms.empty() ? Answer::no : Answer::yes;
}

std::vector<operation::Port> estimate_inputs() {
    using operation::port;
    return {
        port("run")
            .one_of("process.run/1", "csv", "text")
            .described("CSV of the run: a row of names, a row of units, a row for each moment; see "
                       "docs/process/estimate.md"),
        port("settings")
            .format("toml")
            .described(
                "TOML: model, states, parameters, signals, inputs, outputs; see docs/process/estimate.md"),
        model_port().optional().described("SBML; found where [model] of the settings says"), submodels_port(),
        port("feed")
            .one_of("process.feed_profile/1", "text")
            .optional()
            .described("the table of 'process feed', for inputs with feed_column")};
}

std::vector<operation::Port> estimate_outputs() {
    using operation::port;
    return {port("table")
                .format("process.estimate/1")
                .described(
                    "TSV: time_h, then each state, parameter and output with its _sd, late readings put to "
                    "their sample times")
                .file("estimate.tsv"),
            port("live")
                .format("process.estimate/1")
                .described("TSV: the same from the readings that were known at each time")
                .file("live.tsv"),
            port("balance")
                .format("process.balance/1")
                .described("TSV: rates of the balance by window, measured and reconciled, and its chance")
                .file("balance.tsv"),
            port("json")
                .format("process.estimate-json/1")
                .described("JSON: final values, innovations, alarms, readings, remarks, soft sensors")
                .file("estimate.json"),
            port("plot")
                .format("html")
                .described("a page with estimates, readings, innovations and alarms, complete in itself")
                .file("estimate.html")};
}

}  // namespace

operation::Operation estimate_operation() {
    operation::Operation made;
    made.name = "process estimate";
    made.summary = "States, growth rate and alarms of a run from what its bioreactor measured";
    made.description =
        "A square-root unscented Kalman filter on a kinetic model, with bounds: from online signals, off-gas "
        "and assays it tells every state and the parameters that are asked for, with standard deviations. "
        "Readings that come late are put to the time of their sample, and what follows is computed again. "
        "Gaps, NaN, duplicates, clock steps and readings of bad quality count as missing, never as zero.\n\n"
        "Innovations that chance makes too rarely, of all signals together or of one always to one side, and "
        "rates that fit no balance of elements and electrons raise alarms, which the JSON and the page tell. "
        "Alarms do not change the exit status, but with --fail-on-alarm, which makes it 1.";
    made.inputs = estimate_inputs();
    made.params = {operation::flag("fail-on-alarm").help("exit status 1 where there is an alarm")};
    made.outputs = estimate_outputs();
    made.example =
        "strandline process estimate run.csv --settings estimate.toml -o estimate.tsv --json estimate.json "
        "--plot estimate.html";
    made.run = run_estimate_operation;
    made.find_inputs = find_estimate_model;
    return made;
}

}  // namespace strandline::process
