#pragma once

#include <strandline/process/fit.hpp>

#include <span>
#include <vector>

namespace strandline::process {

/// Distances to the bounds that the gradient points to, 1 where that is none (Coleman & Li 1996, definition
/// 2), and their derivatives' signs.
struct BoundDistances {
    std::vector<double> distance, slope;
};
BoundDistances bound_distances(std::span<const double> at, std::span<const double> gradient,
                               const Bounds& bounds);

/// The largest |gradient| component, each times min(1, distance).
double optimality(std::span<const double> at, std::span<const double> gradient, const Bounds& bounds);

double dot(std::span<const double> a, std::span<const double> b);
double norm(std::span<const double> a);

/// How far along `step` the bounds allow to go (infinity where they do not matter), and which of them stop
/// it.
struct Reach {
    double fraction = 0;
    std::vector<std::uint8_t> hit;
};
Reach reach(std::span<const double> at, std::span<const double> step, const Bounds& bounds);

bool within(std::span<const double> at, const Bounds& bounds);
/// Moved inside by `share` of the width (of the value where one side is open) where it is on a bound or
/// beyond.
void move_inside(std::vector<double>& at, const Bounds& bounds, double share);

}  // namespace strandline::process
