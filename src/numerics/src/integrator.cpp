#include "integrator/stepper.hpp"

#include <strandline/base/error.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace strandline::numerics {
namespace {

constexpr std::size_t most_standing_steps = 100;

bool stands(double from, double to) {
    return std::abs(to - from) <= 8 * std::numeric_limits<double>::epsilon() * std::abs(to);
}

}  // namespace

struct Integrator::State {
    InitialValueProblem problem;
    IntegratorOptions options;
    std::unique_ptr<Stepper> stepper;
    double previous = 0;
    std::size_t steps = 0, standing = 0;  // since the start
    std::vector<double> sensitivities;

    Outcome fail(StepFailure why) {
        stepper->failure = std::move(why);
        return Outcome::failed;
    }
};

Integrator::Integrator(InitialValueProblem problem, IntegratorOptions options)
    : state_(std::make_unique<State>()) {
    State& s = *state_;
    STRANDLINE_ASSERT(options.absolute.size() == 1 || options.absolute.size() == problem.size);
    s.problem = std::move(problem);
    s.options = std::move(options);
    const bool own = s.options.method == IntegratorOptions::Method::own;
    s.stepper = own ? bdf_stepper(s.problem, s.options) : cvodes_stepper(s.problem, s.options);
    s.sensitivities.resize(s.problem.size * s.problem.sensitivity_count);
}

Integrator::Integrator(Integrator&&) noexcept = default;
Integrator& Integrator::operator=(Integrator&&) noexcept = default;
Integrator::~Integrator() = default;

bool Integrator::start(double time, std::span<const double> state, std::span<const double> sensitivities) {
    State& s = *state_;
    STRANDLINE_ASSERT(state.size() == s.problem.size && sensitivities.size() == s.sensitivities.size());
    s.previous = time;
    s.steps = s.standing = 0;
    return s.stepper->start(time, state, sensitivities);
}

Integrator::Outcome Integrator::advance(double stop) {
    State& s = *state_;
    if (stop <= s.stepper->time) {
        s.previous = s.stepper->time;
        return Outcome::step;
    }
    if (++s.steps > s.options.max_steps)
        return s.fail(
            {std::to_string(s.options.max_steps) + " steps were not enough", s.stepper->largest_error()});
    const double before = s.stepper->time;
    const Outcome outcome = s.stepper->step(stop);
    if (outcome == Outcome::failed) return outcome;
    s.previous = before;
    s.standing = stands(before, s.stepper->time) ? s.standing + 1 : 0;
    if (s.standing > most_standing_steps)
        return s.fail({"the step size became too small", s.stepper->largest_error()});
    return outcome;
}

double Integrator::time() const { return state_->stepper->time; }
double Integrator::previous_time() const { return state_->previous; }
std::span<const double> Integrator::state() const { return state_->stepper->state; }
std::span<const int> Integrator::roots_found() const { return state_->stepper->roots_found; }

std::span<const double> Integrator::sensitivities() {
    State& s = *state_;
    s.stepper->sensitivities_at(s.stepper->time, s.sensitivities.data());
    return s.sensitivities;
}

void Integrator::state_at(double time, double* state) {
    state_->stepper->state_at(std::clamp(time, state_->previous, state_->stepper->time), state);
}

void Integrator::sensitivities_at(double time, double* sensitivities) {
    state_->stepper->sensitivities_at(std::clamp(time, state_->previous, state_->stepper->time),
                                      sensitivities);
}

void Integrator::rates_at(double time, double* rates) {
    state_->stepper->rates_at(std::clamp(time, state_->previous, state_->stepper->time), rates);
}

void Integrator::record(Recording& recording) const { state_->stepper->record(state_->previous, recording); }

const std::string& Integrator::failure() const { return state_->stepper->failure.what; }
std::int32_t Integrator::failed_state() const { return state_->stepper->failure.state; }
Integrator::Counts Integrator::counts() const { return state_->stepper->counts(); }

}  // namespace strandline::numerics
