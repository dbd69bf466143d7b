#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace strandline::process {

/// Mean less `caution` times the standard deviation (of a sample: n - 1), smooth where all are equal, and its
/// derivatives: slopes, and second ones row after row.
double ensemble_value(std::span<const double> members, double caution);
std::vector<double> ensemble_slopes(std::span<const double> members, double caution);
std::vector<double> ensemble_curvature(std::span<const double> members, double caution);

}  // namespace strandline::process
