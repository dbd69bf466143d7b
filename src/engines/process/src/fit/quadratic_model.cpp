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

std::vector<double> QuadraticModel::least_within(double radius) const {
    constexpr double singular = 1e-14;  // of the largest eigenvalue
    const std::size_t n = gradient_.size();
    const double least = n == 0 ? 0 : std::max(eigen_.values.back(), 0.0) * singular;
    const auto value = [&](std::size_t k) { return std::max(eigen_.values[k], 0.0); };
    // |step|² at a shift, and its derivative over -2; without shift, directions of no curvature are left out
    // only where the gradient does not see them.
    const double seen = norm(gradient_) * singular;
    std::vector<double> along(n);
    const auto at_shift = [&](double shift) {
        double slope = 0;
        for (std::size_t k = 0; k < n; ++k) {
            const double bottom = value(k) + shift;
            along[k] = bottom > least || std::abs(turned_[k]) > seen ? -turned_[k] / bottom : 0;
            slope += along[k] * along[k] / bottom;
        }
        return std::pair(norm(along), slope);
    };
    double length = at_shift(0).first;
    if (!(length <= radius)) {
        double low = 0, high = norm(gradient_) / radius, shift = high * 1e-3;
        for (int i = 0; i < 100; ++i) {
            const auto [l, slope] = at_shift(shift);
            if (std::abs(l - radius) <= 1e-10 * radius) break;
            (l > radius ? low : high) = shift;
            // Newton on 1/|step| - 1/radius, nearly straight in the shift.
            shift += (l - radius) / radius * l * l / slope;
            if (!(shift > low && shift < high)) shift = low > 0 ? std::sqrt(low * high) : high * 1e-3;
        }
        length = norm(along);
        if (length > radius)
            for (double& each : along) each *= radius / length;
    }
    std::vector<double> step(n);
    for (std::size_t k = 0; k < n; ++k)
        for (std::size_t i = 0; i < n; ++i) step[i] += along[k] * eigen_.vectors[k * n + i];
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
