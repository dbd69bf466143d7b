#include "fit/bounded.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace strandline::process {

BoundDistances bound_distances(std::span<const double> at, std::span<const double> gradient,
                               const Bounds& bounds) {
    BoundDistances made{std::vector<double>(at.size(), 1), std::vector<double>(at.size(), 0)};
    for (std::size_t i = 0; i < at.size(); ++i) {
        if (gradient[i] < 0 && std::isfinite(bounds.upper[i])) {
            made.distance[i] = bounds.upper[i] - at[i];
            made.slope[i] = -1;
        } else if (gradient[i] > 0 && std::isfinite(bounds.lower[i])) {
            made.distance[i] = at[i] - bounds.lower[i];
            made.slope[i] = 1;
        }
    }
    return made;
}

double optimality(std::span<const double> at, std::span<const double> gradient, const Bounds& bounds) {
    const BoundDistances to = bound_distances(at, gradient, bounds);
    double most = 0;
    for (std::size_t i = 0; i < at.size(); ++i)
        most = std::max(most, std::abs(gradient[i]) * std::min(1.0, to.distance[i]));
    return most;
}

double dot(std::span<const double> a, std::span<const double> b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

double norm(std::span<const double> a) { return std::sqrt(dot(a, a)); }

Reach reach(std::span<const double> at, std::span<const double> step, const Bounds& bounds) {
    Reach made{std::numeric_limits<double>::infinity(), std::vector<std::uint8_t>(at.size(), 0)};
    const auto allowed = [&](std::size_t i) {
        if (step[i] > 0) return std::max(0.0, (bounds.upper[i] - at[i]) / step[i]);
        if (step[i] < 0) return std::max(0.0, (bounds.lower[i] - at[i]) / step[i]);
        return std::numeric_limits<double>::infinity();
    };
    for (std::size_t i = 0; i < at.size(); ++i) made.fraction = std::min(made.fraction, allowed(i));
    for (std::size_t i = 0; i < at.size(); ++i) made.hit[i] = step[i] != 0 && allowed(i) <= made.fraction;
    return made;
}

bool within(std::span<const double> at, const Bounds& bounds) {
    for (std::size_t i = 0; i < at.size(); ++i)
        if (!(at[i] >= bounds.lower[i] && at[i] <= bounds.upper[i])) return false;
    return true;
}

void move_inside(std::vector<double>& at, const Bounds& bounds, double share) {
    for (std::size_t i = 0; i < at.size(); ++i) {
        const double low = bounds.lower[i], high = bounds.upper[i];
        const double width = high - low;
        const auto gap = [&](double bound) {
            return share * (std::isfinite(width) ? width : std::max(1.0, std::abs(bound)));
        };
        if (at[i] <= low) at[i] = low + gap(low);
        if (at[i] >= high) at[i] = high - gap(high);
        // Too small a share vanishes beside a large bound.
        if (at[i] <= low) at[i] = std::nextafter(low, high);
        if (at[i] >= high) at[i] = std::nextafter(high, low);
    }
}

}  // namespace strandline::process
