#include "likelihood/experiment_plan.hpp"
#include "likelihood/measurement_terms.hpp"

#include <strandline/base/parallel.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace strandline::process {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// What one experiment adds; gradients are sums in the order of its measurements.
void add_experiment(const Objective::Parts& parts, std::size_t experiment, const std::vector<double>& values,
                    const std::vector<double>& slopes, Wanted wanted, const Context& context, Evaluation& all,
                    std::vector<double>& terms, std::vector<double>& gradient,
                    std::optional<LikelihoodFailure>& failure) {
    const ExperimentPlan& plan = parts.experiments[experiment];
    if (plan.measurements.empty()) return;
    const ExperimentRun run =
        run_experiment(parts, experiment, values, slopes, wanted != Wanted::value, context);
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
        if (wanted == Wanted::sensitivities)
            measurement.sensitivities(term, {all.residual_sensitivities.data() + m * free, free},
                                      {all.log_noise_sensitivities.data() + m * free, free});
    }
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
                                                  .experiments = {}});
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
    parallel_for(experiments, context.threads(), [&](std::size_t i) {
        if (wanted != Wanted::value) gradients[i].resize(free.size());
        add_experiment(parts, i, values, slopes, wanted, context, made, terms, gradients[i], failures[i]);
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
