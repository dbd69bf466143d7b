#include "fit/fit_operation.hpp"

#include "fit/checkpoint.hpp"
#include "fit/fit_report.hpp"
#include "fit/search_scale.hpp"
#include "fit/start_points.hpp"
#include "likelihood/problem_input.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

using operation::Answer;
using operation::Call;

FitOptions options_of(const Call& call, const Objective& objective, const Context& context) {
    // Beyond this many parameters the sensitivities of all residuals cost more than they give.
    constexpr std::size_t many = 200;
    FitOptions made;
    made.starts = static_cast<std::size_t>(call.integer("starts"));
    made.seed = context.seed();
    const std::string& method = call.text("method");
    const bool limited = method == "l-bfgs-b" || (method == "auto" && objective.free().size() > many);
    made.method = limited ? Method::l_bfgs_b : Method::trust_region;
    made.hierarchical = call.flag("hierarchical");
    made.from_nominal = call.flag("from-nominal");
    made.optimiser.max_iterations = static_cast<std::int32_t>(call.integer("max-iterations"));
    return made;
}

Error none_has_likelihood(const std::vector<StartResult>& starts) {
    return Error::no("process.fit", "no start has a likelihood: {}", starts.front().failure)
        .mend("look at the bounds of the parameters, or at 'process likelihood' for the nominal values");
}

Result<void> check_estimated(const Objective& objective, const Call& call) {
    if (objective.free().empty())
        return fail(Error::input("process.nothing_estimated", "the problem has no parameter to estimate")
                        .at({.file = call.input("problem").name()})
                        .expected("a parameter with 1 in the column estimate of the parameter table")
                        .found("none")
                        .mend("set estimate to 1 where a value is to be found, or use 'process likelihood'"));
    if (const std::string id = unbounded_parameter(objective); !id.empty())
        return fail(Error::input("process.unbounded", "'{}' has no finite bounds on its scale", id)
                        .at({.file = call.input("problem").name()})
                        .expected("finite lowerBound and upperBound, above 0 where the scale is logarithmic")
                        .mend("give bounds in the parameter table"));
    return {};
}

Result<std::vector<StartResult>> run_starts(Call& call, const Objective& objective, const FitOptions& options,
                                            Context& context) {
    std::vector<Source> files{call.input("problem")};
    for (const Source& file : call.inputs("files")) files.push_back(file);
    STRANDLINE_TRY(const std::string fit, fit_identity(files, options));
    std::vector<StartResult> done;
    if (call.has("resume")) {
        STRANDLINE_TRY(done, read_checkpoint(call.input("resume"), fit, objective.free().size()));
    }
    std::vector<StartResult> results = multi_start(objective, options, std::move(done), context);
    // Also when interrupted: what is done by then is kept.
    Sink& checkpoint = call.output("checkpoint");
    checkpoint.write(checkpoint_head(fit));
    for (const StartResult& each : results) checkpoint.write(checkpoint_line(each));
    STRANDLINE_CHECK(checkpoint.status());
    if (context.cancelled()) return fail(Error::interrupted());
    return results;
}

void warn_of_scales(const formats::PetabProblem& problem, Context& context) {
    const std::vector<std::string> wide = wide_linear_parameters(problem);
    if (!wide.empty())
        context.log(
            LogLevel::warning,
            format("linear scale over three or more orders of magnitude: {}; starts hardly reach small "
                   "values, the parameterScale log10 is better",
                   join(wide, ", ")));
}

void tell_of_the_end(FitStatus best, Context& context) {
    if (best == FitStatus::max_iterations)
        context.log(LogLevel::warning, "the best start was ended by --max-iterations: it is no maximum yet");
    if (best == FitStatus::stalled)
        context.log(LogLevel::notice,
                    "the best start stalled: at a kink, such as those of Laplace noise, or where "
                    "errors of integration hide what may still be gained");
}

Result<Answer> run_fit(Call& call, Context& context) {
    STRANDLINE_TRY(formats::PetabProblem problem, read_problem(call, context));
    choose_search_scales(problem);
    STRANDLINE_TRY(const Objective objective, objective_of(call, std::move(problem), {}));
    STRANDLINE_CHECK(check_estimated(objective, call));
    warn_of_scales(objective.problem(), context);
    const FitOptions options = options_of(call, objective, context);
    STRANDLINE_TRY(std::vector<StartResult> starts, run_starts(call, objective, options, context));
    if (std::ranges::none_of(starts, [](const StartResult& each) { return std::isfinite(each.cost); }))
        return fail(none_has_likelihood(starts));
    const FitReport report = fit_report(objective, std::move(starts), call.number("confidence"), context);
    tell_of_the_end(report.starts[0].status, context);
    call.output("fit").write(fit_json(objective, report).pretty());
    STRANDLINE_CHECK(call.output("fit").status());
    STRANDLINE_CHECK(write_parameter_table(objective, report, call.output("parameters")));
    STRANDLINE_CHECK(write_fit_page(objective, report, objective.problem().model.id, call.output("page")));
    return Answer::yes;
}

std::vector<operation::Param> fit_params() {
    return {
        operation::integer("starts", 20).range(1, 1e6).help("how many points to start from"),
        operation::choice("method", "auto", {"auto", "trust-region", "l-bfgs-b"})
            .help("trust regions with the Fisher information, or limited memory for very many "
                  "parameters; auto: by their number"),
        operation::integer("max-iterations", 1000).range(1, 1e9).help("most iterations of a start"),
        operation::flag("hierarchical").help("scalings, offsets and noises of observables in closed form"),
        operation::flag("from-nominal").help("the first start is at the nominal values"),
        operation::number("confidence", 0.95).range(0.5, 0.9999).help("of the intervals")};
}

std::vector<operation::Port> fit_outputs() {
    using operation::port;
    return {
        port("fit")
            .format("process.fit/1")
            .described("JSON: parameters (not scaled), llh, intervals, all starts with the best first")
            .file("fit.json"),
        port("parameters")
            .format("petab.parameters")
            .described("TSV: a PEtab parameter table with the estimates")
            .file("parameters.tsv"),
        port("checkpoint")
            .format("process.fit-checkpoint/1")
            .kept_when_interrupted()
            .described("JSON lines: the starts that are done, for --resume; written when interrupted, too")
            .file("checkpoint.jsonl"),
        port("page")
            .format("html")
            .described("a page with starts, data, residuals and parameters, complete in itself")
            .file("fit.html")};
}

}  // namespace

operation::Operation fit_operation() {
    operation::Operation made;
    made.name = "process fit";
    made.semantics = 2;  // tells the covariance of its estimates
    made.summary = "Parameters of a PEtab problem of greatest likelihood, from many starts";
    made.description =
        "Maximises the likelihood (times the priors, where the problem states any) of the estimated "
        "parameters within their bounds, each on its scale, with exact derivatives. Starts are drawn by "
        "Latin "
        "hypercube in the bounds, or from the initialization priors; they run side by side and give the same "
        "for any number of threads. Where a simulation fails, a step is refused and made smaller; a start "
        "without likelihood is drawn again, up to ten times.\n\n"
        "--hierarchical finds parameters that only scale or shift an observable or are its normal noise, and "
        "solves for them in closed form.\n\n"
        "Standard errors and intervals are those of the Fisher information at the best point, on the "
        "parameter's scale for the error; a parameter that the data do not determine, or on a bound, has "
        "none ('process profile' tells more).\n\n"
        "Interrupted (Ctrl-C), the starts that are done are kept in the file of --checkpoint; with --resume "
        "they are not done again.";
    made.inputs = problem_ports();
    made.inputs.push_back(operation::port("resume")
                              .one_of("process.fit-checkpoint/1", "text", "json")
                              .optional()
                              .described("the checkpoint of an interrupted run of the same fit"));
    made.params = fit_params();
    made.outputs = fit_outputs();
    made.example = "strandline process fit problem.yaml --starts 50 --seed 1 -o fit.json --page fit.html";
    made.run = run_fit;
    made.find_inputs = find_problem_files;
    return made;
}

}  // namespace strandline::process
