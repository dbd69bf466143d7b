#pragma once

#include "likelihood/experiment_run.hpp"
#include "likelihood/noise.hpp"

namespace strandline::process {

/// Observables, noise and their derivatives at the measurements of one experiment, one after the other.
class MeasurementTerms {
public:
    MeasurementTerms(const Objective::Parts& parts, std::size_t experiment, const ExperimentRun& run,
                     std::span<const double> values, std::span<const double> slopes, Wanted wanted);

    /// Of the experiment's measurement `i`; what follows is about this one.
    NoiseTerm of(std::size_t i);
    double simulation() const { return outputs_[0]; }
    double noise() const { return outputs_[1]; }
    void add_gradient(const NoiseTerm& term, std::span<double> gradient) const;
    /// d llh / d observed quantity, [moment][quantity], where the run has no sensitivities: the gradient is
    /// then without what comes through the quantities.
    void add_weights(std::size_t i, const NoiseTerm& term, std::span<double> weights) const;
    void sensitivities(const NoiseTerm& term, std::span<double> residual, std::span<double> log_noise) const;
    /// Why the measurement has no likelihood.
    LikelihoodFailure undefined(std::size_t i) const;

private:
    void fill_inputs(std::size_t i);
    void differentiate(std::size_t i);

    const Objective::Parts& parts_;
    const ExperimentPlan& plan_;
    const std::string& experiment_;
    const ExperimentRun& run_;
    std::span<const double> values_, slopes_;
    bool derivatives_;
    std::vector<std::int32_t> parameter_of_placeholder_;
    std::vector<double> inputs_, outputs_;
    std::vector<double> by_[2];  // of the observable and the noise, by free parameter
};

}  // namespace strandline::process
