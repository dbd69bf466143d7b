#include "bdf_stepper.hpp"

#include <strandline/base/error.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace strandline::numerics {
namespace {

// The control of VODE.
constexpr double least_change = 1.5;  // of the step, for which the factors are worth making anew
constexpr double bias_same = 6, bias_lower = 6, bias_higher = 10;
constexpr double first_growth = 1e4, later_growth = 10;
constexpr double least_shrinkage = 0.1, second_shrinkage = 0.2, newton_shrinkage = 0.25;
constexpr int failures_of_an_order = 3, most_error_failures = 7, most_newton_failures = 10;
constexpr int most_first_failures = 40;
constexpr double infinity = std::numeric_limits<double>::infinity();

double root(double x, int degree) {
    switch (degree) {
    case 2:
        return std::sqrt(x);
    case 3:
        return std::cbrt(x);
    case 4:
        return std::sqrt(std::sqrt(x));
    case 6:
        return std::sqrt(std::cbrt(x));
    default:
        return std::pow(x, 1.0 / degree);
    }
}

double growth(double error, int order, double bias) { return 1 / (root(bias * error, order + 1) + 1e-6); }

/// Whether that is worth a change: without a root, which most steps do not need.
bool may_grow(double error, int order, double bias) {
    constexpr double least = 1 / least_change - 1e-6;
    double power = least;
    for (int i = 0; i < order; ++i) power *= least;
    return bias * error <= power;
}

double whole_power(double x, int exponent) {
    double made = x;
    for (int i = 1; i < exponent; ++i) made *= x;
    return made;
}

std::vector<std::size_t> rows_without_mass(const InitialValueProblem& problem) {
    std::vector<std::size_t> made;
    if (problem.mass.empty()) return made;
    std::vector<bool> has(problem.size, false);
    for (const auto& entry : problem.mass) has[static_cast<std::size_t>(entry.row)] = true;
    for (std::size_t i = 0; i < problem.size; ++i)
        if (!has[i]) made.push_back(i);
    return made;
}

}  // namespace

BdfStepper::BdfStepper(const InitialValueProblem& problem, const IntegratorOptions& options)
    : problem_(problem),
      options_(options),
      size_(problem.size),
      directions_(problem.sensitivity_count),
      values_(problem.size),
      roots_(problem.root_count,
             [this](double at, double* made) {
                 state_at(at, residual_.data());
                 problem_.roots(at, residual_.data(), made);
             }),
      matrix_(problem),
      jacobian_(problem.pattern.entries()),
      history_(problem.size),
      padded_(history_.padded()),
      absolute_(padded_, 1),
      weights_(padded_),
      correction_(padded_),
      kept_correction_(padded_),
      trial_(padded_),
      rates_(padded_),
      residual_(padded_),
      algebraic_(rows_without_mass(problem)),
      sensitivity_history_(size_ * directions_),
      sensitivity_weights_(sensitivity_history_.padded()),
      sensitivity_correction_(sensitivity_history_.padded()),
      kept_sensitivity_correction_(sensitivity_history_.padded()),
      sensitivity_trial_(sensitivity_history_.padded()),
      parameter_derivatives_(size_ * directions_) {
    for (std::size_t i = 0; i < size_; ++i)
        absolute_[i] = options_.absolute[options_.absolute.size() == 1 ? 0 : i];
    roots_found.resize(problem.root_count);
}

double BdfStepper::norm(const double* values) const {
    return std::sqrt(loops_.squares(values, weights_.data(), padded_) / static_cast<double>(size_));
}

bool BdfStepper::start(double at, std::span<const double> from, std::span<const double> sensitivities) {
    time = reached_ = at;
    failure = {};
    not_finite_ = -1;
    begun_ = have_matrix_ = have_jacobian_ = false;
    may_grow_ = true;
    taken_ = factorised_at_ = jacobian_at_ = 0;
    order_ = next_order_ = 1;
    wait_ = 2;
    most_growth_ = first_growth;
    past_.fill(0);
    step_ = ratio_ = 1;
    coefficients_order_ = 0;
    std::ranges::copy(from, history_.scaled(0));
    state = {history_.scaled(0), size_};
    for (std::size_t k = 0; k < directions_; ++k)
        for (std::size_t i = 0; i < size_; ++i)
            sensitivity_history_.scaled(0)[i * directions_ + k] = sensitivities[k * size_ + i];
    weigh();
    if (!first_rates()) return false;
    roots_.begin(at);
    return true;
}

Integrator::Outcome BdfStepper::step(double stop) {
    if (time == reached_ && !take_step(stop)) return Integrator::Outcome::failed;
    return look_for_roots(std::min(stop, reached_));
}

Integrator::Outcome BdfStepper::look_for_roots(double end) {
    const std::optional<double> root = roots_.look(time, end);
    time = root ? *root : end;
    if (time == reached_) {
        state = {history_.scaled(0), size_};
    } else {
        state_at(time, values_.data());
        state = values_;
    }
    if (!root) return Integrator::Outcome::step;
    roots_found = roots_.directions();
    return Integrator::Outcome::root;
}

bool BdfStepper::fail(std::string what, std::int32_t at) {
    failure = {std::move(what), at};
    return false;
}

bool BdfStepper::take_step(double stop) {
    if (!begun_) {
        ratio_ = first_step(stop);
        first_sensitivity_rates();
        begun_ = true;
    }
    change_order();
    int error_failures = 0, newton_failures = 0;
    while (failure.what.empty())
        if (attempt(stop, error_failures, newton_failures)) return true;
    return false;
}

bool BdfStepper::attempt(double stop, int& error_failures, int& newton_failures) {
    const double left = stop - reached_;
    double step = step_ * ratio_;
    const double least = 16 * std::numeric_limits<double>::epsilon() * std::abs(reached_);
    const bool last = step > left * (1 - 1e-6) || left <= least;
    if (last) {
        step = left;
        ratio_ = step / step_;
    }
    const double reached = last ? stop : reached_ + step;
    if (!(reached > reached_)) return fail("the step size became too small", largest_error());
    find_coefficients(step);
    const double gamma = step * share_;
    history_.predict(order_, ratio_);
    const Newton outcome = newton(reached, gamma);
    if (outcome != Newton::converged) {
        if (++newton_failures >= (taken_ == 0 ? most_first_failures : most_newton_failures)) {
            if (outcome == Newton::singular) return fail("the Jacobian is singular", -1);
            if (outcome == Newton::slow)
                return fail("Newton's method did not converge, however short the step", largest_error());
            return fail(not_finite_ >= 0 ? "the rates are not finite" : "their derivatives are not finite",
                        not_finite_);
        }
        may_grow_ = false;
        ratio_ *= newton_shrinkage;
        return false;
    }
    double error = coefficients_.error * moved_;
    if (error <= 1 && directions_ > 0) {
        sensitivity_history_.predict(order_, ratio_);
        if (!solve_sensitivities(reached, gamma)) {
            if (++newton_failures >= most_newton_failures)
                return fail("the derivatives by parameters are not finite", -1);
            may_grow_ = false;
            ratio_ *= newton_shrinkage;
            return false;
        }
        if (controls_sensitivities())
            error = std::max(error, coefficients_.error * sensitivity_norm(sensitivity_correction_.data()));
    }
    if (!(error <= 1)) {
        after_error(error, error_failures);
        return false;
    }
    accept(reached);
    choose_next(error);
    return true;
}

/// Anew, unless this step and as many before it as matter are what they were.
void BdfStepper::find_coefficients(double step) {
    if (order_ == coefficients_order_ && step == coefficients_step_ &&
        std::equal(past_.begin(), past_.begin() + order_, coefficients_past_.begin()))
        return;
    coefficients_ = bdf_coefficients(order_, step, past_);
    coefficients_order_ = order_;
    coefficients_step_ = step;
    coefficients_past_ = past_;
    share_ = 1 / coefficients_.correction[1];
}

void BdfStepper::after_error(double error, int& failures) {
    ++counts_.error_failures;
    may_grow_ = false;
    if (++failures >= most_error_failures + (taken_ == 0 ? most_first_failures : 0)) {
        fail("the step size became too small for the tolerance", largest_error());
        return;
    }
    if (failures <= failures_of_an_order || taken_ == 0) {
        double shrinkage = std::isfinite(error) ? growth(error, order_, bias_same) : least_shrinkage;
        shrinkage = std::max(shrinkage, least_shrinkage);
        if (failures > 1) shrinkage = std::min(shrinkage, second_shrinkage);
        ratio_ *= shrinkage;
        return;
    }
    ratio_ *= least_shrinkage;
    if (order_ > 1) {
        next_order_ = order_ - 1;
        change_order();
        return;
    }
    wait_ = 10;
    if (problem_.mass.empty() && problem_.rates(reached_, history_.scaled(0), rates_.data()))
        for (std::size_t i = 0; i < size_; ++i) history_.scaled(1)[i] = step_ * rates_[i];
}

void BdfStepper::accept(double reached) {
    history_.accept(order_, ratio_, coefficients_, correction_.data());
    if (directions_ > 0)
        sensitivity_history_.accept(order_, ratio_, coefficients_, sensitivity_correction_.data());
    for (std::size_t i = past_.size() - 1; i > 0; --i) past_[i] = past_[i - 1];
    step_ *= ratio_;
    past_[0] = step_;
    reached_ = reached;
    ++taken_;
    ++counts_.steps;
    --wait_;
}

double BdfStepper::error_below() {
    double size = norm(history_.scaled(order_));
    if (controls_sensitivities())
        size = std::max(size, sensitivity_norm(sensitivity_history_.scaled(order_)));
    return size * coefficients_.error_lower;
}

double BdfStepper::error_above() {
    const double quotient =
        coefficients_.difference / kept_difference_ * whole_power(step_ / past_[1], order_ + 1);
    for (std::size_t i = 0; i < size_; ++i) residual_[i] = correction_[i] - quotient * kept_correction_[i];
    double size = norm(residual_.data());
    if (controls_sensitivities()) {
        for (std::size_t i = 0; i < sensitivity_trial_.size(); ++i)
            sensitivity_trial_[i] = sensitivity_correction_[i] - quotient * kept_sensitivity_correction_[i];
        size = std::max(size, sensitivity_norm(sensitivity_trial_.data()));
    }
    return size * coefficients_.error_higher;
}

/// Length and order of the next step. Orders are compared when order + 1 steps have been taken with this one.
void BdfStepper::choose_next(double error) {
    ratio_ = 1;
    next_order_ = order_;
    const bool hold = !may_grow_;
    may_grow_ = true;
    if (hold) wait_ = std::max(wait_, 2);
    double lower = infinity, higher = infinity;  // errors at the orders beside
    if (!hold && wait_ == 0) {
        wait_ = 2;
        if (order_ > 1) lower = error_below();
        if (order_ < highest_order && kept_difference_ != 0) higher = error_above();
    }
    if (!hold && (may_grow(error, order_, bias_same) || may_grow(lower, order_ - 1, bias_lower) ||
                  may_grow(higher, order_ + 1, bias_higher))) {
        double best = growth(error, order_, bias_same);
        const double by_lower = growth(lower, order_ - 1, bias_lower);
        const double by_higher = growth(higher, order_ + 1, bias_higher);
        if (by_lower > best && by_lower >= by_higher)
            next_order_ = order_ - 1;
        else if (by_higher > best)
            next_order_ = order_ + 1;
        best = std::max({by_lower, best, by_higher});
        ratio_ = std::min(best, most_growth_);
        if (options_.max_step > 0) ratio_ = std::min(ratio_, std::max(1.0, options_.max_step / step_));
    }
    most_growth_ = later_growth;
    if (wait_ == 1 && order_ < highest_order) {
        std::ranges::copy(correction_, kept_correction_.begin());
        kept_sensitivity_correction_ = sensitivity_correction_;
        kept_difference_ = coefficients_.difference;
    }
    weigh();
}

void BdfStepper::change_order() {
    if (next_order_ == order_) return;
    if (next_order_ < order_) {
        const OrderChange change = lower_order(order_, step_, past_);
        history_.lower(order_, change);
        sensitivity_history_.lower(order_, change);
    } else {
        const OrderChange change = raise_order(order_, step_, past_);
        history_.raise(order_, change, correction_.data());
        sensitivity_history_.raise(order_, change, sensitivity_correction_.data());
    }
    order_ = next_order_;
    wait_ = order_ + 1;
}

std::int32_t BdfStepper::largest_error() {
    std::int32_t worst = -1;
    double most = 0;
    for (std::size_t i = 0; i < size_; ++i) {
        const double error = std::abs(correction_[i] * weights_[i]);
        if (!std::isfinite(error)) return static_cast<std::int32_t>(i);
        if (error > most) {
            worst = static_cast<std::int32_t>(i);
            most = error;
        }
    }
    return worst;
}

void BdfStepper::state_at(double at, double* made) { history_.interpolate(order_, distance(at), made); }

void BdfStepper::rates_at(double at, double* made) {
    history_.interpolate_slope(order_, distance(at), made);
    for (std::size_t i = 0; i < size_; ++i) made[i] /= step_;
}

void BdfStepper::sensitivities_at(double at, double* made) {
    const double* from = sensitivity_history_.scaled(0);
    if (at != reached_) {
        sensitivity_history_.interpolate(order_, distance(at), sensitivity_trial_.data());
        from = sensitivity_trial_.data();
    }
    for (std::size_t k = 0; k < directions_; ++k)
        for (std::size_t i = 0; i < size_; ++i) made[k * size_ + i] = from[i * directions_ + k];
}

void BdfStepper::record(double from, Recording& recording) const {
    std::array<std::span<const double>, highest_order + 1> scaled;
    for (int j = 0; j <= order_; ++j) scaled[static_cast<std::size_t>(j)] = {history_.scaled(j), size_};
    recording.add(
        from, time, reached_, step_,
        std::span<const std::span<const double>>(scaled).first(static_cast<std::size_t>(order_) + 1));
}

std::unique_ptr<Stepper> bdf_stepper(const InitialValueProblem& problem, const IntegratorOptions& options) {
    return std::make_unique<BdfStepper>(problem, options);
}

}  // namespace strandline::numerics
