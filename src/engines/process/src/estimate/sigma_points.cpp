#include "estimate/sigma_points.hpp"

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

/// A pair this much nearer than it should be is not drawn nearer still.
constexpr double nearest_share = 0.1;

struct Room {
    double up = 0, down = 0;  // how many times the column may be added to the mean, or taken from it
};

Room room_along(const FilterModel& model, const Belief& belief, std::size_t column, double most) {
    const std::size_t n = model.states;
    Room room{most, most};
    for (std::size_t i = column; i < n; ++i) {
        const double change = belief.root[i * n + column];
        if (change == 0) continue;
        const double above = std::max(0.0, (model.upper[i] - belief.mean[i]) / std::abs(change));
        const double below = std::max(0.0, (belief.mean[i] - model.lower[i]) / std::abs(change));
        room.up = std::min(room.up, change > 0 ? above : below);
        room.down = std::min(room.down, change > 0 ? below : above);
    }
    return room;
}

double full_step(const FilterOptions& options, std::size_t n) {
    const double kappa = options.kappa.value_or(3 - static_cast<double>(n));
    return options.alpha * std::sqrt(static_cast<double>(n) + kappa);
}

}  // namespace

SigmaPoints sigma_points(const FilterModel& model, const FilterOptions& options, const Belief& belief) {
    const std::size_t n = model.states;
    SigmaPoints made;
    made.at.resize((2 * n + 1) * n);
    made.weight.resize(n);
    made.only.assign(n, 0);
    for (std::size_t p = 0; p < 2 * n + 1; ++p)
        std::ranges::copy(belief.mean, made.at.begin() + static_cast<std::ptrdiff_t>(p * n));
    const double full = full_step(options, n), least = nearest_share * full;
    for (std::size_t j = 0; j < n; ++j) {
        const Room room = room_along(model, belief, j, full);
        double step = std::min(room.up, room.down);
        if (step < least) {
            made.only[j] = room.up >= room.down ? 1 : -1;
            step = std::max(least, std::max(room.up, room.down));
        }
        made.weight[j] = 0.5 / (step * step);
        for (const int side : {1, -1}) {
            if (made.only[j] == -side) continue;
            double* const point = &made.at[(2 * j + (side > 0 ? 1 : 2)) * n];
            for (std::size_t i = j; i < n; ++i)
                point[i] = std::clamp(belief.mean[i] + side * step * belief.root[i * n + j], model.lower[i],
                                      model.upper[i]);
        }
    }
    return made;
}

void complete(const SigmaPoints& points, std::span<double> images, std::size_t k) {
    for (std::size_t j = 0; j < points.only.size(); ++j) {
        if (points.only[j] == 0) continue;
        const double* const there = &images[(2 * j + (points.only[j] > 0 ? 1 : 2)) * k];
        double* const missing = &images[(2 * j + (points.only[j] > 0 ? 2 : 1)) * k];
        for (std::size_t i = 0; i < k; ++i) missing[i] = 2 * images[i] - there[i];
    }
}

std::vector<double> mean_of(const SigmaPoints& points, std::span<const double> images, std::size_t k) {
    std::vector<double> mean(images.begin(), images.begin() + static_cast<std::ptrdiff_t>(k));
    for (std::size_t j = 0; j < points.weight.size(); ++j)
        for (std::size_t i = 0; i < k; ++i)
            mean[i] += points.weight[j] * ((images[(2 * j + 1) * k + i] - images[i]) +
                                           (images[(2 * j + 2) * k + i] - images[i]));
    return mean;
}

void put_deviations(const SigmaPoints& points, const FilterOptions& options, std::span<const double> images,
                    std::span<const double> mean, std::span<double> matrix, std::size_t row,
                    std::size_t columns) {
    // Around the image of the mean all weights are positive; the scaled transformation has
    // sum_j w_j (y_j - y_0)(y_j - y_0)' + (beta - alpha^2) (mean - y_0)(mean - y_0)'.
    const std::size_t k = mean.size(), n = points.weight.size();
    const double of_centre = std::sqrt(std::max(0.0, options.beta - options.alpha * options.alpha));
    for (std::size_t i = 0; i < k; ++i) {
        double* const to = &matrix[(row + i) * columns];
        for (std::size_t p = 1; p < 2 * n + 1; ++p)
            to[p - 1] = std::sqrt(points.weight[(p - 1) / 2]) * (images[p * k + i] - images[i]);
        to[2 * n] = of_centre * (mean[i] - images[i]);
    }
}

}  // namespace strandline::process
