#include "bdf_stepper.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace strandline::numerics {
namespace {

constexpr double share_of_stretch = 0.1;  // of the way to the stop, at most, for the first step

/// Rows of M where it has entries, rows of -J where it has none.
InitialValueProblem rows_together(const InitialValueProblem& problem,
                                  const std::vector<std::size_t>& algebraic) {
    InitialValueProblem made;
    made.size = problem.size;
    made.mass = problem.mass;
    made.pattern = problem.pattern;
    made.pattern.row_indices.clear();
    made.pattern.column_starts.assign(1, 0);
    for (std::size_t j = 0; j < problem.size; ++j) {
        for (auto e = problem.pattern.column_starts[j]; e < problem.pattern.column_starts[j + 1]; ++e) {
            const auto row = problem.pattern.row_indices[static_cast<std::size_t>(e)];
            if (std::ranges::binary_search(algebraic, static_cast<std::size_t>(row)))
                made.pattern.row_indices.push_back(row);
        }
        made.pattern.column_starts.push_back(static_cast<std::int32_t>(made.pattern.row_indices.size()));
    }
    return made;
}

}  // namespace

/// x' from M x' = f where M has entries, and from J x' = -df/dt of the other rows, which hold at every time.
bool BdfStepper::algebraic_rates() {
    ++counts_.jacobians;
    if (!problem_.jacobian(reached_, history_.scaled(0), jacobian_.data())) return false;
    const InitialValueProblem rows = rows_together(problem_, algebraic_);
    std::vector<double> values;
    for (std::size_t e = 0; e < jacobian_.size(); ++e)
        if (std::ranges::binary_search(algebraic_, static_cast<std::size_t>(problem_.pattern.row_indices[e])))
            values.push_back(jacobian_[e]);
    NewtonMatrix matrix(rows);
    if (!matrix.factorise(1, 1, values)) return false;
    const double later = reached_ + 1e-7 * std::max(std::abs(reached_), 1.0);
    std::vector<double> then(size_);
    ++counts_.rates;
    const bool known = problem_.rates(later, history_.scaled(0), then.data());
    std::vector<double> right(rates_.begin(), rates_.begin() + static_cast<std::ptrdiff_t>(size_));
    for (const std::size_t i : algebraic_)
        right[i] = known ? (then[i] - rates_[i]) / (later - reached_) : 0;  // -J x' = df/dt
    matrix.solve(right);
    std::ranges::copy(right, history_.scaled(1));
    return true;
}

/// z_1 for a step of length 1.
bool BdfStepper::first_rates() {
    ++counts_.rates;
    if (!problem_.rates(reached_, history_.scaled(0), rates_.data())) {
        failure = {"the rates are not finite", first_not_finite()};
        return false;
    }
    if (problem_.mass.empty()) {
        std::ranges::copy(rates_, history_.scaled(1));
        return true;
    }
    if (!algebraic_rates()) {
        failure = {"the algebraic equations do not determine the rates there", -1};
        return false;
    }
    return true;
}

/// Half of what the second derivative allows at order 1: h^2 / 2 |J f + df/dt| = 1.
double BdfStepper::first_step(double stop) {
    const double stretch = stop - reached_;
    double longest = share_of_stretch * std::min(stretch, 1e12);
    if (options_.max_step > 0) longest = std::min(longest, options_.max_step);
    const double speed = norm(history_.scaled(1));
    if (!problem_.mass.empty() || !problem_.jacobian(reached_, history_.scaled(0), jacobian_.data()))
        return std::min(longest, speed > 0 ? 0.5 / speed : longest);
    ++counts_.jacobians;
    have_jacobian_ = true;
    jacobian_at_ = 0;
    const double ahead = 1e-8 * std::max(std::abs(reached_), std::min(stretch, 1.0));
    ++counts_.rates;
    if (problem_.rates(reached_ + ahead, history_.scaled(0), residual_.data()))
        for (std::size_t i = 0; i < size_; ++i) residual_[i] = (residual_[i] - history_.scaled(1)[i]) / ahead;
    else
        std::ranges::fill(residual_, 0.0);
    for (std::size_t j = 0; j < size_; ++j)
        for (auto e = problem_.pattern.column_starts[j]; e < problem_.pattern.column_starts[j + 1]; ++e)
            residual_[static_cast<std::size_t>(problem_.pattern.row_indices[static_cast<std::size_t>(e)])] +=
                jacobian_[static_cast<std::size_t>(e)] * history_.scaled(1)[j];
    const double bend = norm(residual_.data());
    return std::isfinite(bend) && bend > 0 ? std::min(longest, 0.5 * std::sqrt(2 / bend)) : longest;
}

/// Only the error test of the first step sees these: by a short step of the implicit Euler method.
void BdfStepper::first_sensitivity_rates() {
    std::fill_n(sensitivity_history_.scaled(1), sensitivity_history_.length(), 0.0);
    if (!controls_sensitivities()) return;
    const double step = ratio_;
    sensitivity_history_.predict(1, 1);
    std::copy_n(history_.scaled(0), size_, trial_.begin());
    find_coefficients(step);
    if (!solve_sensitivities(reached_, step)) return;
    for (std::size_t at = 0; at < sensitivity_correction_.size(); ++at)
        sensitivity_history_.scaled(1)[at] = sensitivity_correction_[at] / step;
}

}  // namespace strandline::numerics
