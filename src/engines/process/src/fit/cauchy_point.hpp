#pragma once

#include "fit/limited_memory.hpp"

#include <strandline/process/fit.hpp>

#include <span>
#include <vector>

namespace strandline::process {

/// The first local minimiser of the quadratic model along the projected steepest descent, and W' of the way
/// there (Byrd, Lu, Nocedal & Zhu 1995, algorithm CP).
struct CauchyPoint {
    std::vector<double> at, projected;
};
CauchyPoint cauchy_point(std::span<const double> at, std::span<const double> gradient, const Bounds& bounds,
                         const LimitedMemory& memory);

/// From there the model's minimiser over the components that are on no bound, cut where it meets one (direct
/// primal method, section 5.1).
std::vector<double> subspace_minimum(const CauchyPoint& from, std::span<const double> at,
                                     std::span<const double> gradient, const Bounds& bounds,
                                     const LimitedMemory& memory);

}  // namespace strandline::process
