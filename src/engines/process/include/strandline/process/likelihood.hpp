#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/result.hpp>
#include <strandline/formats/petab.hpp>
#include <strandline/process/simulation.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace strandline::process {

/// How gradients are made: forward, all parameters' sensitivities along with the simulation; adjoint, by one
/// integration backwards, docs/process/adjoint.md. `automatic` takes what is expected to be quicker.
enum class Sensitivities : std::uint8_t { automatic, forward, adjoint };

struct ObjectiveOptions {
    SimulationOptions simulation{.relative = 1e-9, .absolute = 1e-14};
    numerics::Execution execution = numerics::Execution::automatic;
    Sensitivities sensitivities = Sensitivities::automatic;
};

/// What an evaluation is to give besides the likelihood. Each includes those before it.
enum class Wanted : std::uint8_t { value, gradient, sensitivities };

/// Where and why the simulation of one experiment ended before its time.
struct LikelihoodFailure {
    std::string experiment;  // id; of PEtab 1, that of the simulation condition
    std::string condition;   // ids of the conditions that held, with commas; may be empty
    SimulationFailure why;
};

/// Of parameters as an optimiser moves them: one a free parameter, each on its PEtab scale.
struct Evaluation {
    double llh = 0;
    double chi2 = 0;                         // sum of squared residuals
    double log_prior = 0;                    // never inside llh
    std::vector<double> gradient;            // d llh / d free parameter
    std::vector<double> log_prior_gradient;  // d log_prior / d free parameter
    std::vector<double> simulations;         // the observable of each measurement, not transformed
    std::vector<double> noise;               // its standard deviation or scale
    /// (measurement - simulation) / noise, both on the scale of the noise; d by free parameter:
    /// [measurement][free]. d log noise / d free parameter likewise.
    std::vector<double> residuals;
    std::vector<double> residual_sensitivities, log_noise_sensitivities;
    /// Nothing else is meant when this is set: llh is -infinity.
    std::optional<LikelihoodFailure> failure;
};

/// The likelihood of a parameter estimation problem, compiled once. May be used by several threads.
class Objective {
public:
    /// "process.no_adjoint" where adjoint sensitivities are asked for and the model has none.
    static Result<Objective> build(formats::PetabProblem problem, const ObjectiveOptions& options = {});
    Objective(Objective&&) noexcept;
    Objective& operator=(Objective&&) noexcept;
    ~Objective();

    const formats::PetabProblem& problem() const;
    /// Indices into problem().parameters of those that are estimated, in the order of the table.
    std::span<const std::int32_t> free() const;
    /// On their scales.
    std::vector<double> nominal() const;
    std::vector<double> lower() const;
    std::vector<double> upper() const;

    /// Experiments run side by side on context.threads() threads; sums are in the order of the measurement
    /// table whatever their number. Gradients as the options say; all else by forward sensitivities.
    Evaluation evaluate(std::span<const double> free, Wanted wanted, const Context& context) const;

    struct Parts;

private:
    explicit Objective(std::unique_ptr<const Parts> parts);
    std::unique_ptr<const Parts> parts_;
};

/// From the linear scale to a parameter's own, and back.
double to_scale(formats::PetabScale scale, double value);
double from_scale(formats::PetabScale scale, double value);
/// d linear / d scaled, at a value given on the linear scale.
double scale_slope(formats::PetabScale scale, double value);

/// ln of the prior's density at a value given on the linear scale, and its derivative by the parameter on its
/// own scale. -infinity outside of its support; 0 where there is none.
double log_prior(const formats::PetabParameter& parameter, double value);
double log_prior_derivative(const formats::PetabParameter& parameter, double value);

}  // namespace strandline::process
