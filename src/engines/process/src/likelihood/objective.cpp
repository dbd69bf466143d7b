#include "likelihood/experiment_plan.hpp"
#include "likelihood/measurement_terms.hpp"

#include <strandline/base/parallel.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace strandline::process {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The way back starts anew at each moment that is measured, which costs what so many directions do; the more
/// states, the more a direction costs: docs/process/adjoint.md.
bool adjoint_pays(const Objective::Parts& parts, const ExperimentPlan& plan) {
    const std::size_t states = parts.system.equations().state_ids.size();
    const std::size_t directions = states >= 50 ? 6 : states >= 20 ? 12 : 50;
    return plan.directions.size() >= directions * std::max<std::size_t>(plan.moment_count, 1);
}

/// Whether the gradient of an experiment is made backwards.
bool goes_back(const Objective::Parts& parts, const ExperimentPlan& plan, Wanted wanted) {
    if (wanted != Wanted::gradient || plan.directions.empty()) return false;
    if (parts.options.sensitivities != Sensitivities::automatic)
        return parts.options.sensitivities == Sensitivities::adjoint;
    return parts.has_adjoint && adjoint_pays(parts, plan);
}

/// One evaluation of all experiments.
struct Sums {
    const Objective::Parts& parts;
    const std::vector<double>&values, &slopes;
    Wanted wanted;
    const Context& context;
    Evaluation& all;
    std::vector<double>& terms;  // of llh, by measurement

    void add(std::size_t experiment, std::vector<double>& gradient,
             std::optional<LikelihoodFailure>& failure);
    void add_terms(std::size_t experiment, const ExperimentRun& run, std::vector<double>& gradient,
                   std::optional<LikelihoodFailure>& failure, std::vector<double>* weights);
    bool add_backwards(std::size_t experiment, std::vector<double>& gradient,
                       std::optional<LikelihoodFailure>& failure);
};

/// Gradients are sums in the order of the measurements.
void Sums::add_terms(std::size_t experiment, const ExperimentRun& run, std::vector<double>& gradient,
                     std::optional<LikelihoodFailure>& failure, std::vector<double>* weights) {
    const ExperimentPlan& plan = parts.experiments[experiment];
    failure = run.failure;
    MeasurementTerms measurement(parts, experiment, run, values, slopes, wanted);
    const std::size_t free = parts.free.size();
    for (std::size_t i = 0; i < plan.measurements.size(); ++i) {
        const auto m = static_cast<std::size_t>(plan.measurements[i]);
        if (plan.moments[i] >= run.times.size()) {
            all.simulations[m] = all.noise[m] = std::numeric_limits<double>::quiet_NaN();
            continue;
        }
        const NoiseTerm term = measurement.of(i);
        all.simulations[m] = measurement.simulation();
        all.noise[m] = measurement.noise();
        all.residuals[m] = term.residual;
        terms[m] = term.llh;
        if (!term.defined && !failure) failure = measurement.undefined(i);
        if (wanted == Wanted::value) continue;
        measurement.add_gradient(term, gradient);
        if (weights) measurement.add_weights(i, term, *weights);
        if (wanted == Wanted::sensitivities)
            measurement.sensitivities(term, {all.residual_sensitivities.data() + m * free, free},
                                      {all.log_noise_sensitivities.data() + m * free, free});
    }
}

/// False where the way back failed.
bool Sums::add_backwards(std::size_t experiment, std::vector<double>& gradient,
                         std::optional<LikelihoodFailure>& failure) {
    RecordedPath path(parts.system);
    const ExperimentRun run = run_experiment(parts, experiment, values, slopes, false, context, &path);
    std::vector<double> weights(run.times.size() * parts.observation.quantities.size());
    add_terms(experiment, run, gradient, failure, &weights);
    if (failure) return true;
    const PathGradient back =
        path_gradient(parts.system, path, weights, gradient.size(), parts.options.simulation, context);
    if (back.failure) {
        const std::string& id = parts.problem.experiments[experiment].id;
        failure = {id, parts.experiments[experiment].periods.back().conditions, *back.failure};
        return false;
    }
    for (std::size_t k = 0; k < gradient.size(); ++k) gradient[k] += back.by_parameter[k];
    return true;
}

void Sums::add(std::size_t experiment, std::vector<double>& gradient,
               std::optional<LikelihoodFailure>& failure) {
    const ExperimentPlan& plan = parts.experiments[experiment];
    if (plan.measurements.empty()) return;
    if (goes_back(parts, plan, wanted)) {
        if (add_backwards(experiment, gradient, failure)) return;
        if (parts.options.sensitivities == Sensitivities::adjoint || context.cancelled()) return;
        std::ranges::fill(gradient, 0.0);
    }
    const ExperimentRun run =
        run_experiment(parts, experiment, values, slopes, wanted != Wanted::value, context);
    add_terms(experiment, run, gradient, failure, nullptr);
}

}  // namespace

Result<Objective> Objective::build(formats::PetabProblem problem, const ObjectiveOptions& options) {
    STRANDLINE_TRY(PetabModel model, petab_model(problem));
    STRANDLINE_TRY(Observation seen, observation(problem, model.equations, model.model, options.execution));
    std::vector<Node> observed;
    for (const std::string& quantity : seen.quantities)
        observed.push_back(model.equations.quantities.find(quantity)->second.value);
    std::vector<std::int32_t> free, free_of(problem.parameters.size(), -1);
    for (std::size_t i = 0; i < problem.parameters.size(); ++i)
        if (problem.parameters[i].estimated) {
            free_of[i] = static_cast<std::int32_t>(free.size());
            free.push_back(static_cast<std::int32_t>(i));
        }
    std::vector<Setting> known = settings(model.model);
    CompiledSystem system(std::move(model.equations), std::move(observed), !free.empty(), options.execution);
    const std::string why_not = without_adjoint(system);
    if (options.sensitivities == Sensitivities::adjoint && !why_not.empty())
        return fail(Error::input("process.no_adjoint", "the model has no adjoint sensitivities")
                        .expected("ordinary differential equations, with events and switches")
                        .found("{}", why_not)
                        .mend("use forward sensitivities: --sensitivities forward"));
    auto parts = std::unique_ptr<Parts>(new Parts{.problem = std::move(problem),
                                                  .options = options,
                                                  .free = std::move(free),
                                                  .free_of = std::move(free_of),
                                                  .settings = std::move(known),
                                                  .setting_of = {},
                                                  .system = std::move(system),
                                                  .starts = {},
                                                  .jumps = {},
                                                  .retaken = {},
                                                  .observation = std::move(seen),
                                                  .experiments = {},
                                                  .has_adjoint = why_not.empty()});
    STRANDLINE_CHECK(plan_experiments(*parts, model));
    return Objective(std::move(parts));
}

Objective::Objective(std::unique_ptr<const Parts> parts) : parts_(std::move(parts)) {}
Objective::Objective(Objective&&) noexcept = default;
Objective& Objective::operator=(Objective&&) noexcept = default;
Objective::~Objective() = default;

const formats::PetabProblem& Objective::problem() const { return parts_->problem; }
std::span<const std::int32_t> Objective::free() const { return parts_->free; }

namespace {

std::vector<double> scaled(const Objective::Parts& parts, double formats::PetabParameter::* which) {
    std::vector<double> made;
    for (const std::int32_t index : parts.free) {
        const formats::PetabParameter& parameter = parts.problem.parameters[static_cast<std::size_t>(index)];
        made.push_back(to_scale(parameter.scale, parameter.*which));
    }
    return made;
}

}  // namespace

std::vector<double> Objective::nominal() const { return scaled(*parts_, &formats::PetabParameter::nominal); }
std::vector<double> Objective::lower() const { return scaled(*parts_, &formats::PetabParameter::lower); }
std::vector<double> Objective::upper() const { return scaled(*parts_, &formats::PetabParameter::upper); }

Evaluation Objective::evaluate(std::span<const double> free, Wanted wanted, const Context& context) const {
    const Parts& parts = *parts_;
    STRANDLINE_ASSERT(free.size() == parts.free.size());
    std::vector<double> values, slopes;
    for (std::size_t i = 0; i < parts.problem.parameters.size(); ++i) {
        const formats::PetabParameter& parameter = parts.problem.parameters[i];
        const std::int32_t k = parts.free_of[i];
        values.push_back(k < 0 ? parameter.nominal
                               : from_scale(parameter.scale, free[static_cast<std::size_t>(k)]));
        slopes.push_back(scale_slope(parameter.scale, values.back()));
    }
    Evaluation made;
    const std::size_t rows = parts.problem.measurements.size(), experiments = parts.experiments.size();
    made.simulations.resize(rows);
    made.noise.resize(rows);
    made.residuals.resize(rows);
    if (wanted == Wanted::sensitivities) {
        made.residual_sensitivities.resize(rows * free.size());
        made.log_noise_sensitivities.resize(rows * free.size());
    }
    std::vector<double> terms(rows);
    std::vector<std::vector<double>> gradients(experiments);
    std::vector<std::optional<LikelihoodFailure>> failures(experiments);
    Sums sums{parts, values, slopes, wanted, context, made, terms};
    parallel_for(experiments, context.threads(), [&](std::size_t i) {
        if (wanted != Wanted::value) gradients[i].resize(free.size());
        sums.add(i, gradients[i], failures[i]);
    });
    for (std::size_t m = 0; m < rows; ++m) {
        made.llh += terms[m];
        made.chi2 += made.residuals[m] * made.residuals[m];
    }
    if (wanted != Wanted::value) made.gradient.assign(free.size(), 0);
    for (const auto& gradient : gradients)
        for (std::size_t k = 0; k < gradient.size(); ++k) made.gradient[k] += gradient[k];
    for (const std::int32_t index : parts.free) {
        const auto i = static_cast<std::size_t>(index);
        made.log_prior += log_prior(parts.problem.parameters[i], values[i]);
        if (wanted != Wanted::value)
            made.log_prior_gradient.push_back(log_prior_derivative(parts.problem.parameters[i], values[i]));
    }
    for (auto& failure : failures)
        if (failure && !made.failure) made.failure = std::move(failure);
    if (made.failure) made.llh = -infinity;
    return made;
}

}  // namespace strandline::process
