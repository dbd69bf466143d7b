#include "likelihood/likelihood_operation.hpp"

#include "likelihood/problem_input.hpp"

#include <strandline/base/text.hpp>
#include <strandline/process/likelihood.hpp>

#include <cmath>

namespace strandline::process {
namespace {

using operation::Answer;
using operation::Call;

/// JSON knows no infinity and no NaN.
Json number_or_null(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json failure_json(const LikelihoodFailure& failure) {
    Json made = Json::object();
    made.set("experiment", failure.experiment);
    made.set("condition", failure.condition);
    made.set("time", number_or_null(failure.why.time));
    made.set("equation", failure.why.equation);
    made.set("what", failure.why.what);
    return made;
}

Json evaluation_json(const Objective& objective, const Evaluation& evaluation, bool gradient) {
    Json made = Json::object();
    const bool failed = evaluation.failure.has_value();
    made.set("llh", failed ? Json() : number_or_null(evaluation.llh));
    made.set("chi2", failed ? Json() : number_or_null(evaluation.chi2));
    made.set("log_prior", number_or_null(evaluation.log_prior));
    if (gradient) {
        Json slopes = Json::object();
        for (std::size_t k = 0; k < objective.free().size(); ++k) {
            const auto index = static_cast<std::size_t>(objective.free()[k]);
            slopes.set(objective.problem().parameters[index].id,
                       failed ? Json() : number_or_null(evaluation.gradient[k]));
        }
        made.set("gradient", std::move(slopes));
    }
    if (failed) made.set("failure", failure_json(*evaluation.failure));
    return made;
}

std::string in_words(const LikelihoodFailure& failure) {
    return format("no likelihood: at time {}{}{}: {}", failure.why.time,
                  failure.condition.empty() ? "" : format(" under {}", failure.condition),
                  failure.experiment.empty() || failure.experiment == failure.condition
                      ? ""
                      : format(" in experiment {}", failure.experiment),
                  failure.why.what) +
           (failure.why.equation.empty() || failure.why.what.find(failure.why.equation) != std::string::npos
                ? ""
                : format(" (equation of {})", failure.why.equation));
}

Sensitivities sensitivities_of(std::string_view word) {
    return word == "forward"   ? Sensitivities::forward
           : word == "adjoint" ? Sensitivities::adjoint
                               : Sensitivities::automatic;
}

Result<Answer> run_likelihood(Call& call, Context& context) {
    STRANDLINE_TRY(formats::PetabProblem problem, read_problem(call, context));
    STRANDLINE_CHECK(take_parameters(call, problem));
    ObjectiveOptions options;
    options.simulation.relative = call.number("relative-tolerance");
    options.simulation.absolute = call.number("absolute-tolerance");
    options.sensitivities = sensitivities_of(call.text("sensitivities"));
    STRANDLINE_TRY(const Objective objective, objective_of(call, std::move(problem), options));
    const bool gradient = call.flag("gradient");
    const Evaluation evaluation =
        objective.evaluate(objective.nominal(), gradient ? Wanted::gradient : Wanted::value, context);
    if (context.cancelled()) return fail(Error::interrupted());
    if (evaluation.failure) context.log(LogLevel::warning, in_words(*evaluation.failure));
    call.output("likelihood").write(evaluation_json(objective, evaluation, gradient).pretty());
    STRANDLINE_CHECK(call.output("likelihood").status());
    STRANDLINE_TRY(const std::vector<Source> tables, measurement_tables(call));
    STRANDLINE_CHECK(
        formats::write_petab_simulations(tables, evaluation.simulations, call.output("simulations")));
    return evaluation.failure ? Answer::no : Answer::yes;
}

}  // namespace

operation::Operation likelihood_operation() {
    operation::Operation made;
    made.name = "process likelihood";
    made.summary = "Likelihood of a PEtab problem at given parameters, with its gradient";
    made.description =
        "Simulates every experiment of the problem and compares it with the measurements. llh is the natural "
        "logarithm of the likelihood, chi2 the sum of squared residuals on the scale of the noise; log_prior "
        "is that of the priors and never part of llh. Parameters are the nominal values of the parameter "
        "table, or those of --parameters. With --gradient, d llh / d parameter is given for every estimated "
        "parameter on its own scale (log10: by the decadic logarithm), exact to the tolerances, by "
        "--sensitivities: forward, the more parameters the slower; adjoint, by one integration backwards in "
        "time whatever their number; automatic takes what is expected to be quicker. --simulations writes "
        "the measurement table with what was simulated.\n\n"
        "Where a simulation fails, exit status 1: llh is null, and the failure names time, condition and "
        "equation.";
    made.inputs = problem_ports();
    made.inputs.push_back(
        operation::port("parameters")
            .one_of("text", "json")
            .optional()
            .described("values of parameters, not scaled: a table with parameterId and nominalValue, or the "
                       "JSON of 'process fit'"));
    made.params = {operation::flag("gradient").help("d llh / d parameter, of each on its scale"),
                   operation::choice("sensitivities", "automatic", {"automatic", "forward", "adjoint"})
                       .help("how the gradient is made"),
                   operation::number("relative-tolerance", 1e-9)
                       .range(1e-14, 1e-2)
                       .help("error of a step of the integration, relative to each state"),
                   operation::number("absolute-tolerance", 1e-14)
                       .range(1e-30, 1)
                       .help("error of a step, in the units of the states")};
    made.outputs = {
        operation::port("likelihood")
            .format("process.likelihood/1")
            .described("JSON: llh, chi2, log_prior, and the gradient by parameter")
            .file("likelihood.json"),
        operation::port("simulations")
            .format("petab.simulations")
            .described("TSV: the measurement table with a column simulation instead of measurement")
            .file("simulations.tsv")};
    made.example = "strandline process likelihood problem.yaml --gradient";
    made.run = run_likelihood;
    made.find_inputs = find_problem_files;
    return made;
}

}  // namespace strandline::process
