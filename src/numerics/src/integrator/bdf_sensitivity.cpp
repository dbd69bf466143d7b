// Sensitivities of one step: (M - g J) s = M (z_0 - z_1 / l_1) + g f_p, linear and so solved at once, with
// the Jacobian at the state that the step has reached.
#include "bdf_stepper.hpp"

#include <algorithm>
#include <cmath>

namespace strandline::numerics {

bool BdfStepper::solve_sensitivities(double reached, double gamma) {
    if (directions_ == 0) return true;
    if (!refresh_matrix(reached, gamma, trial_.data(), true) ||
        !problem_.parameter_derivatives(reached, trial_.data(), parameter_derivatives_.data()))
        return false;
    const std::size_t count = directions_;
    const double* z0 = sensitivity_history_.predicted(0);
    const double* z1 = sensitivity_history_.predicted(1);
    double* s = sensitivity_trial_.data();
    if (problem_.mass.empty()) {
        loops_.residual(z0, z1, nullptr, 1, share_, s, sensitivity_history_.padded());
    } else {
        std::fill_n(s, size_ * count, 0.0);
        for (const auto& entry : problem_.mass) {
            const auto i = static_cast<std::size_t>(entry.row) * count;
            const auto j = static_cast<std::size_t>(entry.column) * count;
            for (std::size_t k = 0; k < count; ++k)
                s[i + k] += entry.value * (z0[j + k] - share_ * z1[j + k]);
        }
    }
    // Most rates do not depend on most parameters.
    const double* by = parameter_derivatives_.data();
    for (std::size_t k = 0; k < count; ++k)
        for (std::size_t i = 0; i < size_; ++i, ++by)
            if (*by != 0) s[i * count + k] += gamma * *by;
    matrix_.solve_rows({s, size_ * count}, count);
    loops_.residual(s, z0, nullptr, 1, 1, sensitivity_correction_.data(), sensitivity_history_.padded());
    return true;
}

/// The largest of the norms of the directions.
double BdfStepper::sensitivity_norm(const double* values) const {
    const std::size_t count = directions_;
    std::vector<double> sums(count, 0.0);
    for (std::size_t i = 0; i < size_; ++i)
        for (std::size_t k = 0; k < count; ++k) {
            const double weighed = values[i * count + k] * sensitivity_weights_[i * count + k];
            sums[k] += weighed * weighed;
        }
    return std::sqrt(*std::ranges::max_element(sums) / static_cast<double>(size_));
}

void BdfStepper::weigh() {
    loops_.weigh(history_.scaled(0), options_.relative, absolute_.data(), weights_.data(), padded_);
    if (!controls_sensitivities()) return;
    const double* s = sensitivity_history_.scaled(0);
    for (std::size_t i = 0; i < size_; ++i)
        for (std::size_t k = 0; k < directions_; ++k) {
            const double scale = options_.parameter_scales.empty() ? 1 : options_.parameter_scales[k];
            const std::size_t at = i * directions_ + k;
            sensitivity_weights_[at] = 1 / (options_.relative * std::abs(s[at]) + absolute_[i] / scale);
        }
}

}  // namespace strandline::numerics
