// The integrator of a run: what it is given, and one step of it.
#include "simulation/not_finite.hpp"
#include "simulation/run.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

bool finite(const std::vector<double>& values) {
    return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

}  // namespace

bool Run::integrate(double stop) {
    if (!integrator_) make_integrator();
    if (!fresh_) {
        frozen_ = parts_.truths.size() > 0;
        if (!start_integrator()) return fail_at_start();
    }
    double until = stop;
    if (inputs_.delays())
        until = std::min(until, now_.time + std::max(inputs_.least_lag(now_.time, now_.states.data()),
                                                     1e-3 * longest_step_));
    using Outcome = numerics::Integrator::Outcome;
    Outcome outcome = integrator_->advance(until);
    if (outcome == Outcome::failed && frozen_) {
        // A branch may not be defined beyond the moment at which it is left.
        frozen_ = false;
        fetch_sensitivities();
        if (!start_integrator()) return fail_at_start();
        outcome = integrator_->advance(until);
    }
    if (outcome == Outcome::failed) {
        const std::int32_t state = integrator_->failed_state();
        now_.time = integrator_->time();
        const bool known = state >= 0 && static_cast<std::size_t>(state) != undefined_;
        if (!known && !undefined_at_.empty()) return fail_beyond();
        return fail(integrator_->failure(), state < 0 ? "" : parts_.equations.state_ids[state]);
    }
    undefined_at_.clear();
    if (path_) path_->step(*integrator_);
    last_end_ = integrator_->time();
    last_end_states_.assign(integrator_->state().begin(), integrator_->state().end());
    return true;
}

bool Run::start_integrator() {
    inputs_.freeze(now_.time, now_.states.data());
    if (now_.directions > 0) find_movers();
    fresh_ = finite(now_.states) && integrator_->start(now_.time, now_.states, now_.state_sensitivities);
    if (fresh_ && path_) path_->begin_stretch(now_.time, inputs_.values(), frozen_);
    return fresh_;
}

bool Run::fail_of_rate(std::size_t state, double rate) {
    const auto& equations = parts_.equations;
    const double* here = inputs_.at(now_.time, now_.states.data());
    return fail(format("the rate is {}: {}", in_words(rate),
                       why_not_finite(equations, equations.rates[state], {here, equations.input_count()})),
                equations.state_ids[state]);
}

/// Where a rate has no value in whatever step is tried.
bool Run::fail_beyond() {
    const auto& equations = parts_.equations;
    const std::string why = why_not_finite(equations, equations.rates[undefined_], undefined_at_);
    return fail(integrator_->failure() + (why.empty() ? "" : "; just beyond, the rate comes from " + why),
                equations.state_ids[undefined_]);
}

bool Run::fail_at_start() {
    const auto& ids = parts_.equations.state_ids;
    for (std::size_t i = 0; i < ids.size(); ++i)
        if (!std::isfinite(now_.states[i]))
            return fail(format("the value is {}", in_words(now_.states[i])), ids[i]);
    std::vector<double> rates(ids.size());
    parts_.rates.evaluate(inputs_.at(now_.time, now_.states.data()), rates.data());
    for (std::size_t i = 0; i < ids.size(); ++i)
        if (!std::isfinite(rates[i])) return fail_of_rate(i, rates[i]);
    return fail(integrator_->failure().empty() ? "the solver cannot start here" : integrator_->failure());
}

void Run::make_integrator() {
    numerics::InitialValueProblem problem;
    problem.size = now_.states.size();
    problem.pattern = parts_.pattern;
    problem.rates = [this](double time, const double* states, double* rates) {
        (frozen_ ? parts_.frozen_rates : parts_.rates).evaluate(inputs_.at(time, states), rates);
        double* const end = rates + parts_.rates.size();
        double* const wrong = std::find_if_not(rates, end, [](double x) { return std::isfinite(x); });
        if (wrong == end) return true;
        undefined_ = static_cast<std::size_t>(wrong - rates);
        undefined_at_.assign(inputs_.at(time, states),
                             inputs_.at(time, states) + parts_.equations.input_count());
        return false;
    };
    problem.jacobian = [this](double time, const double* states, double* values) {
        (frozen_ ? parts_.frozen_jacobian : parts_.jacobian).evaluate(inputs_.at(time, states), values);
        return std::all_of(values, values + parts_.jacobian.size(),
                           [](double x) { return std::isfinite(x); });
    };
    problem.mass = parts_.mass;
    problem.plan = parts_.newton;
    problem.sensitivity_count = now_.directions;
    if (now_.directions > 0) {
        problem.parameter_derivatives = [this](double time, const double* states, double* values) {
            return parameter_derivatives(time, states, values);
        };
    }
    numerics::IntegratorOptions settings;
    settings.relative = options_.relative;
    settings.absolute = {options_.absolute};
    settings.max_steps = static_cast<std::size_t>(options_.max_steps);
    if (parts_.free_in_time) settings.max_step = longest_step_;
    integrator_ = std::make_unique<numerics::Integrator>(std::move(problem), settings);
}

/// d rates / d direction: each derivative by a held value times the directions that move it.
bool Run::parameter_derivatives(double time, const double* states, double* values) {
    const std::size_t size = now_.states.size(), held = now_.held.size();
    const Derivatives& derivatives = frozen_ ? parts_.frozen_by_held : parts_.rates_by_held;
    by_held_.resize(derivatives.entries.size());
    derivatives.values.evaluate(inputs_.at(time, states), by_held_.data());
    std::fill_n(values, size * now_.directions, 0.0);
    for (std::size_t e = 0; e < by_held_.size(); ++e) {
        const auto [row, input] = derivatives.entries[e];
        const double value = by_held_[e];
        if (!std::isfinite(value)) return false;
        const std::size_t h = input - 1 - size;
        for (std::size_t m = movers_begin_[h]; m < movers_begin_[h + 1]; ++m)
            values[movers_[m] * size + row] += value * now_.held_sensitivities[movers_[m] * held + h];
    }
    return true;
}

/// Which directions move each held value: mostly one or none.
void Run::find_movers() {
    const std::size_t held = now_.held.size();
    movers_.clear();
    movers_begin_.assign(1, 0);
    for (std::size_t h = 0; h < held; ++h) {
        for (std::size_t k = 0; k < now_.directions; ++k)
            if (now_.held_sensitivities[k * held + h] != 0) movers_.push_back(k);
        movers_begin_.push_back(movers_.size());
    }
}

}  // namespace strandline::process
