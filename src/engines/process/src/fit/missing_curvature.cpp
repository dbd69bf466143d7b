#include "fit/missing_curvature.hpp"

#include "fit/bounded.hpp"

#include <algorithm>
#include <cmath>

namespace strandline::process {

std::vector<double> MissingCurvature::times(std::span<const double> matrix,
                                            std::span<const double> vector) const {
    std::vector<double> made(n_);
    for (std::size_t i = 0; i < n_; ++i) made[i] = dot(matrix.subspan(i * n_, n_), vector);
    return made;
}

double MissingCurvature::along(std::span<const double> step) const {
    return dot(step, times(entries_, step));
}

void MissingCurvature::learn(std::span<const double> from, std::span<const double> gradient,
                             std::span<const double> to, const CostPoint& there) {
    std::vector<double> step(n_), change(n_);
    for (std::size_t i = 0; i < n_; ++i) {
        step[i] = to[i] - from[i];
        change[i] = there.gradient[i] - gradient[i];
    }
    const double sy = dot(step, change);
    if (!(sy > 1e-8 * norm(step) * norm(change))) return;  // the update divides by it
    const std::vector<double> known = times(there.curvature, step);
    std::vector<double> wanted(n_);
    for (std::size_t i = 0; i < n_; ++i) wanted[i] = change[i] - known[i];
    const double had = std::abs(along(step));
    const double size = had > 0 ? std::min(1.0, std::abs(dot(step, wanted)) / had) : 1;
    for (double& each : entries_) each *= size;
    const std::vector<double> had_step = times(entries_, step);
    std::vector<double> off(n_);
    for (std::size_t i = 0; i < n_; ++i) off[i] = wanted[i] - had_step[i];
    const double share = dot(off, step) / sy;
    for (std::size_t i = 0; i < n_; ++i)
        for (std::size_t j = 0; j < n_; ++j)
            entries_[i * n_ + j] +=
                (off[i] * change[j] + change[i] * off[j] - share * change[i] * change[j]) / sy;
}

}  // namespace strandline::process
