#pragma once

#include <strandline/numerics/integrator.hpp>

#include <memory>
#include <string>

namespace strandline::numerics {

/// Why a step failed, and the state at fault or -1.
struct StepFailure {
    std::string what;
    std::int32_t state = -1;
};

/// What CVODES and IDAS are to the integrator.
class Stepper {
public:
    virtual ~Stepper() = default;

    virtual bool start(double time, std::span<const double> state, std::span<const double> sensitivities) = 0;
    /// One step, not beyond `stop`, which is ahead of time().
    virtual Integrator::Outcome step(double stop) = 0;
    virtual void state_at(double time, double* state) = 0;
    virtual void rates_at(double time, double* rates) = 0;
    virtual void sensitivities_at(double time, double* sensitivities) = 0;
    virtual void record(double from, Recording& recording) const = 0;
    virtual Integrator::Counts counts() const = 0;
    /// The state whose error weighs most in the last step, or -1.
    virtual std::int32_t largest_error() = 0;

    double time = 0;
    std::span<double> state;
    std::vector<int> roots_found;
    StepFailure failure;
};

std::unique_ptr<Stepper> bdf_stepper(const InitialValueProblem& problem, const IntegratorOptions& options);
std::unique_ptr<Stepper> cvodes_stepper(const InitialValueProblem& problem, const IntegratorOptions& options);

}  // namespace strandline::numerics
