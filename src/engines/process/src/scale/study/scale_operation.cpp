#include "scale/study/scale_operation.hpp"
#include "model_input.hpp"
#include "scale/study/outputs.hpp"
#include "scale/study/study_reader.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/kinetic_model.hpp>
#include <strandline/formats/reader.hpp>

#include <algorithm>
#include <filesystem>

namespace strandline::process {
namespace {

using formats::SettingsDocument;
using operation::Answer;
using operation::Call;

Result<Source> open_named(const Source& vessels, const std::string& path, std::string_view entry) {
    std::error_code ignored;
    if (std::filesystem::is_regular_file(path, ignored)) return Source::open(path);
    return fail(Error::input("process.scale_file", "the file that simulation.{} names is missing", entry)
                    .at({.file = vessels.name()})
                    .expected("a file {}", path)
                    .found("nothing there")
                    .mend("put it there, correct its name, or give it with --{}", entry));
}

/// Model and feed that the settings name become inputs, unless they are given.
Result<void> find_recipe_files(Call& call) {
    if (call.has("vessels")) {
        STRANDLINE_TRY(const auto document, SettingsDocument::read(call.input("vessels")));
        const auto recipe = document.root().table_if("simulation");
        for (const std::string_view entry : {"model", "feed"}) {
            const std::string file = recipe ? recipe->text_or(entry, "") : "";
            if (file.empty() || call.has(entry)) continue;
            STRANDLINE_TRY(Source source, open_named(call.input("vessels"), document.beside(file), entry));
            call.sources[std::string(entry)].push_back(std::move(source));
        }
    }
    return find_submodels(call);
}

/// What is wrong with the model is said of its file.
Error of_model(Error error, const Call& call) {
    if (!error.place().file.empty() || !error.code().starts_with("process.")) return error;
    return in_file(std::move(error), call.input("model"));
}

Result<std::vector<RecipeRun>> run_recipe(const Call& call, const ScaleReport& report, Context& context) {
    std::vector<RecipeRun> runs;
    if (!report.study.recipe) return runs;
    if (!call.has("model"))
        return fail(Error::input("process.scale_recipe", "[simulation] names no model")
                        .at(report.study.recipe->place)
                        .expected("model = \"model.xml\", or --model")
                        .mend("name the SBML file"));
    STRANDLINE_TRY(domain::KineticModel model, formats::read_kinetic_model(call.input("model"), context));
    FeedTable feed;
    if (call.has("feed")) { STRANDLINE_TRY(feed, read_feed_table(call.input("feed"))); }
    auto recipe = Recipe::make(report.study, std::move(model), std::move(feed), report.reference(), context);
    if (!recipe) return fail(of_model(std::move(recipe.error()), call));
    for (std::size_t i = 0; i < report.vessels.size(); ++i) {
        if (context.cancelled()) return fail(Error::interrupted());
        context.progress("vessels", i, report.vessels.size());
        if (!report.chosen(i).speed) continue;
        auto run = recipe->run(report.study, report.chosen(i), context);
        if (!run) return fail(of_model(std::move(run.error()), call));
        runs.push_back(std::move(*run));
    }
    return runs;
}

/// Each chosen point, where it passes limits or the ranges of correlations.
void tell(const ScaleReport& report, Context& context) {
    for (std::size_t i = 0; i < report.vessels.size(); ++i) {
        const OperatingPoint& point = report.chosen(i);
        const std::string& vessel = report.study.vessels[i].vessel.name;
        if (!point.speed)
            context.log(LogLevel::warning,
                        format("{}: {} cannot be kept: {}", vessel, name(point.rule), point.words));
        for (const std::string& words : broken_limits(point))
            context.log(LogLevel::warning, format("{}, {}: {}", vessel, name(point.rule), words));
        const auto beyond = [&](std::string_view limit) {
            const auto found = std::ranges::find(point.limits, limit, &VesselLimit::name);
            return found != point.limits.end() && !found->held;
        };
        if (beyond("speed") || beyond("motor"))
            context.log(LogLevel::warning,
                        format("{}, {}: this vessel cannot be run so; its figures and its run are those of a "
                               "vessel that could",
                               vessel, name(point.rule)));
        for (const std::string& words : outside_words(point))
            context.log(LogLevel::notice, format("{}, outside of a correlation's range: {}", vessel, words));
    }
}

Result<Answer> run_scale(Call& call, Context& context) {
    STRANDLINE_TRY(SettingsDocument document, SettingsDocument::read(call.input("vessels")));
    STRANDLINE_CHECK(give_figures(call, document));
    STRANDLINE_TRY(const ScaleStudy study, read_scale_study(document));
    ScaleReport report{.study = study, .vessels = {}, .windows = {}, .runs = {}};
    STRANDLINE_TRY(report.vessels, scale_vessels(study));
    for (std::size_t i = 0; i < report.vessels.size(); ++i) {
        report.windows.push_back(operating_window(study, i, report.vessels[i].points, context));
        if (context.cancelled()) return fail(Error::interrupted());
    }
    STRANDLINE_TRY(report.runs, run_recipe(call, report, context));
    tell(report, context);
    STRANDLINE_CHECK(write_scale_table(report, call.output("table")));
    call.output("json").write(scale_json(report).pretty());
    STRANDLINE_CHECK(call.output("json").status());
    STRANDLINE_CHECK(write_runs_table(report, call.output("runs")));
    call.output("plot").write(scale_page(report));
    STRANDLINE_CHECK(call.output("plot").status());
    return Answer::yes;
}

std::vector<operation::Port> scale_inputs() {
    using operation::port;
    return {
        port("vessels").format("toml").described(
            "TOML: broth, culture, vessels, limits, rules, recipe; see docs/process/scale.md"),
        model_port().optional().described("SBML; found where [simulation] of the vessels says"),
        submodels_port(),
        port("feed")
            .one_of("process.feed_profile/1", "text")
            .optional()
            .described("TSV: time_h and feeds (L_per_h) of 'process feed'; found where [simulation] says"),
        port("figures").format("any").repeated().optional().described(
            "JSON results that quantities of the vessels are taken from: from = \"figures\", or "
            "\"figures.1\" … where there are several")};
}

operation::Port scale_table_port() {
    using operation::number_column;
    using operation::text_column;
    return operation::table(
               "table", "process.scale/1",
               {text_column("rule", "what is kept from one vessel to the other"),
                text_column("quantity", "what is told; of several correlations with its name"),
                text_column("unit", "of small and large, UCUM"),
                number_column("small", "in the smaller vessel; empty where there is no number"),
                number_column("large", "in the larger vessel"), number_column("ratio", "large over small"),
                text_column("in_range", "no: outside of what a correlation was fitted to"),
                text_column("small_vessel", "name of the smaller vessel"),
                text_column("large_vessel", "name of the larger vessel"),
                number_column("error_small", "relative error band of the correlation"),
                number_column("error_large", "the same in the larger vessel"),
                text_column("outside", "why it is not in range"),
                text_column("limit", "the limit that is not held")})
        .described(
            "TSV: what each rule of scale-up keeps and what it breaks, from the reference vessel to "
            "each other")
        .file("scale.tsv");
}

operation::Port runs_port() {
    using operation::number_column;
    using operation::text_column;
    return operation::table(
               "runs", "process.scale-runs/1",
               {text_column("vessel", "its name"), text_column("rule", "by which it is run"),
                number_column("time_h", "twice where a feed jumps"), number_column("volume_L", "of liquid"),
                number_column("biomass_g_per_L", "empty where the settings do not tell it"),
                number_column("product_g_per_L", "likewise"), number_column("substrate_g_per_L", "likewise"),
                number_column("dissolved_oxygen", "of saturation, likewise"),
                number_column("oxygen_uptake_mmol_per_L_h", "of the culture"),
                number_column("oxygen_transfer_most_mmol_per_L_h", "of the vessel"),
                number_column("heat_to_remove_kW", "culture and agitation, less evaporation"),
                number_column("heat_removable_kW", "empty where no cooling is told"),
                number_column("carbon_dioxide_mbar", "dissolved, at a steady state"),
                text_column("limits", "those that are passed")})
        .described("TSV: the recipe simulated in each vessel; no rows without [simulation]")
        .file("runs.tsv");
}

}  // namespace

operation::Operation scale_operation() {
    using operation::port;
    operation::Operation made;
    made.name = "process scale";
    made.summary = "What each rule of scale-up keeps and breaks, from one stirred vessel to others";
    made.description =
        "From a reference vessel that runs at a known speed and gas flow, each rule (P/V, kLa, tip speed, "
        "mixing time, Re, vvm, impeller flow, gas velocity) gives speed and gas flow of every other vessel, "
        "and published correlations what else follows: power with and without gas, oxygen transfer by "
        "several correlations, flooding, mixing and circulation time, the smallest eddies, heat, dissolved "
        "CO2. Each number carries its error band and is marked where its correlation was never fitted; a "
        "flooded impeller marks all that rests on its dispersion.\n\n"
        "For each vessel the window of speeds and gas flows is told in which all limits hold.\n\n"
        "With [simulation] the same recipe (an SBML model, and the feeds of 'process feed') is enlarged to "
        "each vessel and simulated, parameters of the model being set from the vessel (kLa, most oxygen "
        "transfer, heat removal), so that each vessel limits it in its own way.";
    made.inputs = scale_inputs();
    made.outputs = {scale_table_port(),
                    port("json")
                        .format("process.scale-json/1")
                        .described("JSON: by vessel its operating points, limits, window, run; figures with "
                                   "their sources")
                        .file("scale.json"),
                    runs_port(),
                    port("plot")
                        .format("html")
                        .described("a page with rules, operating windows and runs, complete in itself")
                        .file("scale.html")};
    made.example = "strandline process scale vessels.toml -o scale.tsv --json scale.json --plot scale.html";
    made.run = run_scale;
    made.find_inputs = find_recipe_files;
    return made;
}

}  // namespace strandline::process
