#include "likelihood/measurement_terms.hpp"
#include "simulate/time_course.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::process {

MeasurementTerms::MeasurementTerms(const Objective::Parts& parts, std::size_t experiment,
                                   const ExperimentRun& run, std::span<const double> values,
                                   std::span<const double> slopes, Wanted wanted)
    : parts_(parts),
      plan_(parts.experiments[experiment]),
      experiment_(parts.problem.experiments[experiment].id),
      run_(run),
      values_(values),
      slopes_(slopes),
      derivatives_(wanted != Wanted::value) {
    for (auto& each : by_) each.assign(parts.free.size(), 0);
    inputs_.assign(1, 0);
    inputs_.insert(inputs_.end(), values.begin(), values.end());
}

void MeasurementTerms::fill_inputs(std::size_t i) {
    const Observation& seen = parts_.observation;
    const formats::PetabMeasurement& measurement =
        parts_.problem.measurements[static_cast<std::size_t>(plan_.measurements[i])];
    const std::size_t moment = plan_.moments[i], quantities = seen.quantities.size();
    inputs_[0] = run_.times[moment];
    inputs_.resize(seen.quantity_input(0));
    const auto from = run_.values.begin() + static_cast<std::ptrdiff_t>(moment * quantities);
    inputs_.insert(inputs_.end(), from, from + static_cast<std::ptrdiff_t>(quantities));
    parameter_of_placeholder_.clear();
    for (const auto* list : {&measurement.observable_parameters, &measurement.noise_parameters})
        for (const domain::Formula& each : *list) {
            const std::int32_t parameter =
                each.op == domain::Formula::Op::name ? parts_.parameter(each.name) : -1;
            parameter_of_placeholder_.push_back(parameter);
            inputs_.push_back(parameter < 0 ? each.value : values_[static_cast<std::size_t>(parameter)]);
        }
}

NoiseTerm MeasurementTerms::of(std::size_t i) {
    const formats::PetabMeasurement& measurement =
        parts_.problem.measurements[static_cast<std::size_t>(plan_.measurements[i])];
    const auto index = static_cast<std::size_t>(measurement.observable);
    fill_inputs(i);
    const CompiledObservable& observable = parts_.observation.observables[index];
    outputs_.resize(observable.program.outputs());
    observable.program.evaluate(inputs_.data(), outputs_.data());
    if (derivatives_) differentiate(i);
    return noise_term(parts_.problem.observables[index].noise, measurement.value, outputs_[0], outputs_[1]);
}

void MeasurementTerms::differentiate(std::size_t i) {
    for (auto& each : by_) std::ranges::fill(each, 0.0);
    const Observation& seen = parts_.observation;
    const auto index = static_cast<std::size_t>(
        parts_.problem.measurements[static_cast<std::size_t>(plan_.measurements[i])].observable);
    const std::size_t directions = run_.sensitivities.empty() ? 0 : plan_.directions.size();
    const std::size_t quantities = seen.quantities.size();
    const double* by_quantity = run_.sensitivities.data() + plan_.moments[i] * quantities * directions;
    const auto add_parameter = [&](std::vector<double>& by, std::int32_t parameter, double derivative) {
        if (parameter < 0) return;
        const std::int32_t k = parts_.free_of[static_cast<std::size_t>(parameter)];
        if (k >= 0)
            by[static_cast<std::size_t>(k)] += derivative * slopes_[static_cast<std::size_t>(parameter)];
    };
    const auto& entries = seen.observables[index].entries;
    for (std::size_t e = 0; e < entries.size(); ++e) {
        const double derivative = outputs_[2 + e];
        const auto [output, input] = entries[e];
        std::vector<double>& by = by_[output];
        if (input < seen.quantity_input(0)) {
            add_parameter(by, static_cast<std::int32_t>(input - seen.parameter_input(0)), derivative);
        } else if (input >= seen.placeholder_input(0)) {
            add_parameter(by, parameter_of_placeholder_[input - seen.placeholder_input(0)], derivative);
        } else {
            const double* of_quantity = by_quantity + (input - seen.quantity_input(0)) * directions;
            for (std::size_t d = 0; d < directions; ++d)
                by[static_cast<std::size_t>(plan_.directions[d])] += derivative * of_quantity[d];
        }
    }
}

void MeasurementTerms::add_gradient(const NoiseTerm& term, std::span<double> gradient) const {
    for (std::size_t k = 0; k < gradient.size(); ++k)
        gradient[k] += term.llh_by_simulation * by_[0][k] + term.llh_by_noise * by_[1][k];
}

void MeasurementTerms::add_weights(std::size_t i, const NoiseTerm& term, std::span<double> weights) const {
    const Observation& seen = parts_.observation;
    const auto index = static_cast<std::size_t>(
        parts_.problem.measurements[static_cast<std::size_t>(plan_.measurements[i])].observable);
    const auto& entries = seen.observables[index].entries;
    const std::size_t row = plan_.moments[i] * seen.quantities.size();
    for (std::size_t e = 0; e < entries.size(); ++e) {
        const auto [output, input] = entries[e];
        if (input < seen.quantity_input(0) || input >= seen.placeholder_input(0)) continue;
        weights[row + input - seen.quantity_input(0)] +=
            outputs_[2 + e] * (output == 0 ? term.llh_by_simulation : term.llh_by_noise);
    }
}

void MeasurementTerms::sensitivities(const NoiseTerm& term, std::span<double> residual,
                                     std::span<double> log_noise) const {
    for (std::size_t k = 0; k < residual.size(); ++k) {
        residual[k] = term.residual_by_simulation * by_[0][k] + term.residual_by_noise * by_[1][k];
        log_noise[k] = by_[1][k] / noise();
    }
}

LikelihoodFailure MeasurementTerms::undefined(std::size_t i) const {
    const formats::PetabMeasurement& measurement =
        parts_.problem.measurements[static_cast<std::size_t>(plan_.measurements[i])];
    const std::string& id = parts_.problem.observables[static_cast<std::size_t>(measurement.observable)].id;
    std::string what;
    if (!(noise() > 0) || !std::isfinite(noise()))
        what = format("the noise of {} is {} for the measurement in row {}", id, number_text(noise()),
                      measurement.row);
    else
        what =
            format("{} is {} for the measurement in row {}, where its noise has no likelihood", id,
                   std::isfinite(simulation()) ? format("{:.6g}", simulation()) : number_text(simulation()),
                   measurement.row);
    const double time = run_.times[plan_.moments[i]];
    std::string conditions;
    for (const PeriodPlan& period : plan_.periods)
        if (!period.to_steady_state && (period.begin <= time || conditions.empty()))
            conditions = period.conditions;
    return {experiment_, conditions, {time, std::move(what), id}};
}

}  // namespace strandline::process
