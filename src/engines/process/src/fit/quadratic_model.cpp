#include "fit/quadratic_model.hpp"

#include "fit/bounded.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace strandline::process {

QuadraticModel::QuadraticModel(std::vector<double> gradient, std::vector<double> curvature)
    : gradient_(std::move(gradient)),
      curvature_(std::move(curvature)),
      eigen_(numerics::symmetric_eigen(curvature_, gradient_.size())) {
    const std::size_t n = gradient_.size();
    for (std::size_t k = 0; k < n; ++k)
        turned_.push_back(dot(gradient_, std::span(eigen_.vectors).subspan(k * n, n)));
}

std::vector<double> QuadraticModel::times(std::span<const double> vector) const {
    const std::size_t n = gradient_.size();
    std::vector<double> made(n);
    for (std::size_t i = 0; i < n; ++i) made[i] = dot(vector, std::span(curvature_).subspan(i * n, n));
    return made;
}

double QuadraticModel::change(std::span<const double> step) const {
    return dot(gradient_, step) + 0.5 * dot(step, times(step));
}

QuadraticModel::Along QuadraticModel::at_shift(double shift) const {
    constexpr double singular = 1e-14;  // of the largest eigenvalue
    const std::size_t n = gradient_.size();
    double largest = 0;
    for (const double value : eigen_.values) largest = std::max(largest, std::abs(value));
    const double seen = norm(gradient_) * singular;
    Along made{std::vector<double>(n), 0, 0};
    for (std::size_t k = 0; k < n; ++k) {
        const double value = std::abs(eigen_.values[k]) > largest * singular ? eigen_.values[k] : 0;
        const double bottom = value + shift;
        // Directions without curvature are left out where the gradient does not see them.
        if (bottom <= largest * singular && std::abs(turned_[k]) <= seen) continue;
        made.step[k] = -turned_[k] / bottom;
        made.slope += made.step[k] * made.step[k] / bottom;
    }
    made.length = norm(made.step);
    return made;
}

std::vector<double> QuadraticModel::least_within(double radius) const {
    const std::size_t n = gradient_.size();
    if (n == 0) return {};
    const double bent_down = std::max(0.0, -eigen_.values[0]);
    Along along = at_shift(bent_down > 0 ? bent_down * (1 + 1e-12) : 0);
    if (!(along.length <= radius)) {
        double low = bent_down, high = bent_down + norm(gradient_) / radius;
        double shift = low + (high - low) * 1e-3;
        for (int i = 0; i < 100; ++i) {
            along = at_shift(shift);
            if (std::abs(along.length - radius) <= 1e-10 * radius) break;
            (along.length > radius ? low : high) = shift;
            // Newton on 1/|step| - 1/radius, nearly straight in the shift.
            shift += (along.length - radius) / radius * along.length * along.length / along.slope;
            if (!(shift > low && shift < high)) shift = low + (high - low) * (low > 0 ? 0.5 : 1e-3);
        }
        if (along.length > radius)
            for (double& each : along.step) each *= radius / along.length;
    } else if (bent_down > 0) {  // downhill both ways along the first eigenvector: to the edge
        const double rest = radius * radius - along.length * along.length;
        along.step[0] += std::copysign(std::sqrt(std::max(0.0, rest)), along.step[0]);
    }
    std::vector<double> step(n);
    for (std::size_t k = 0; k < n; ++k)
        for (std::size_t i = 0; i < n; ++i) step[i] += along.step[k] * eigen_.vectors[k * n + i];
    return step;
}

double QuadraticModel::best_fraction(std::span<const double> origin, std::span<const double> direction,
                                     double low, double high) const {
    const std::vector<double> bent = times(direction);
    const double a = 0.5 * dot(direction, bent), b = dot(gradient_, direction) + dot(origin, bent);
    if (a > 0) return std::clamp(-0.5 * b / a, low, high);
    return b < 0 ? high : low;
}

}  // namespace strandline::process
