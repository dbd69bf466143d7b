// Newton's method on one step: (M - g J) d = g f(t, x) - M (z_1 / l_1 + e), where g = h / l_1, x = z_0 + e.
#include "bdf_stepper.hpp"

#include <algorithm>
#include <cmath>

namespace strandline::numerics {
namespace {

constexpr int most_iterations = 3;
constexpr int steps_of_a_factor = 20, steps_of_a_jacobian = 51;
constexpr double gamma_drift = 0.3;        // |g / g of the factor - 1| that asks for a new factor
constexpr double convergence_share = 0.1;  // of the error allowed in a step
constexpr double divergence = 2;

}  // namespace

std::int32_t BdfStepper::first_not_finite() const {
    for (std::size_t i = 0; i < size_; ++i)
        if (!std::isfinite(rates_[i])) return static_cast<std::int32_t>(i);
    return -1;
}

/// At `x`, which is the prediction where there is no correction yet.
bool BdfStepper::residual(double reached, double gamma, const double* x, const double* correction) {
    ++counts_.rates;
    if (!problem_.rates(reached, x, rates_.data())) {
        not_finite_ = first_not_finite();
        return false;
    }
    const double* z1 = history_.predicted(1);
    if (problem_.mass.empty()) {
        loops_.residual(rates_.data(), z1, correction, gamma, share_, residual_.data(), padded_);
        return true;
    }
    for (std::size_t i = 0; i < size_; ++i) residual_[i] = gamma * rates_[i];
    for (const auto& entry : problem_.mass) {
        const auto j = static_cast<std::size_t>(entry.column);
        residual_[static_cast<std::size_t>(entry.row)] -=
            entry.value * (share_ * z1[j] + (correction ? correction[j] : 0));
    }
    return true;
}

bool BdfStepper::refresh_matrix(double reached, double gamma, const double* x, bool new_jacobian) {
    if (new_jacobian) {
        ++counts_.jacobians;
        have_jacobian_ = problem_.jacobian(reached, x, jacobian_.data());
        if (!have_jacobian_) return false;
        jacobian_at_ = taken_;
        fresh_jacobian_ = true;
    }
    ++counts_.factorisations;
    have_matrix_ = matrix_.factorise(1, gamma, jacobian_);
    factorised_at_ = taken_;
    factorised_gamma_ = gamma;
    return have_matrix_;
}

BdfStepper::Newton BdfStepper::iterate(double reached, double gamma) {
    const double tolerance = convergence_share / coefficients_.error;
    const double drift = gamma == factorised_gamma_ ? 1 : 2 / (1 + gamma / factorised_gamma_);
    double before = 0;
    for (int i = 0; i < most_iterations; ++i) {
        const bool first = i == 0;
        if (!residual(reached, gamma, first ? history_.predicted(0) : trial_.data(),
                      first ? nullptr : correction_.data()))
            return Newton::not_finite;
        matrix_.solve({residual_.data(), size_});
        const double squares = loops_.correct(residual_.data(), drift, first, history_.predicted(0),
                                              weights_.data(), correction_.data(), trial_.data(), padded_);
        const double moved = std::sqrt(squares / static_cast<double>(size_));
        if (!first) convergence_ = std::max(0.3 * convergence_, moved / before);
        if (moved * std::min(1.0, convergence_) <= tolerance) {
            moved_ = first ? moved : norm(correction_.data());
            return Newton::converged;
        }
        if (!(first || moved <= divergence * before)) return Newton::slow;
        before = moved;
    }
    return Newton::slow;
}

BdfStepper::Newton BdfStepper::newton(double reached, double gamma) {
    const double* predicted = history_.predicted(0);
    fresh_jacobian_ = false;
    // An algebraic row is solved well enough only with its own g: what is left of it is no small share of an
    // error that the next steps damp.
    const double allowed = problem_.mass.empty() ? gamma_drift : 0;
    const bool drifted = gamma != factorised_gamma_ && std::abs(gamma / factorised_gamma_ - 1) > allowed;
    if (!have_matrix_ || drifted || taken_ >= factorised_at_ + steps_of_a_factor) {
        const bool old = !have_jacobian_ || taken_ >= jacobian_at_ + steps_of_a_jacobian;
        if (!refresh_matrix(reached, gamma, predicted, old))
            return have_jacobian_ ? Newton::singular : Newton::not_finite;
        convergence_ = 1;
    }
    Newton outcome = iterate(reached, gamma);
    if (outcome == Newton::converged || fresh_jacobian_) return outcome;
    if (!refresh_matrix(reached, gamma, predicted, true))
        return have_jacobian_ ? Newton::singular : Newton::not_finite;
    convergence_ = 1;
    return iterate(reached, gamma);
}

}  // namespace strandline::numerics
