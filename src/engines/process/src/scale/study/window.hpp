#pragma once

#include "scale/study/points.hpp"

#include <strandline/base/context.hpp>

#include <string>
#include <utility>
#include <vector>

namespace strandline::process {

/// The speeds at which one limit holds, at each gas flow of the window; NaN where it holds at none. Where it
/// holds over the whole range of speeds, these are its ends.
struct LimitEdge {
    std::string limit;
    std::vector<double> lowest, highest;  // 1/s
};

/// Where a vessel can be run: every limit held.
struct OperatingWindow {
    std::vector<double> gas_flows;        // normal m3/s, rising
    double speed_from = 0, speed_to = 0;  // 1/s, what was looked at
    std::vector<double> lowest, highest;  // 1/s, of the feasible speeds; NaN where there are none
    std::vector<LimitEdge> edges;         // of limits that bind somewhere
    std::vector<std::string> never_held;  // limits that no speed and gas flow of the window holds

    bool feasible() const;
};

/// Over gas flows from 0.05 vvm to what the vessel gives (3 vvm where it does not say) and speeds up to what
/// it turns (1.5 times the fastest of `points` where it does not say). Each limit is taken to hold over one
/// range of speeds at a gas flow; its ends are found by bisection.
OperatingWindow operating_window(const ScaleStudy& study, std::size_t vessel,
                                 const std::vector<OperatingPoint>& points, const Context& context);

}  // namespace strandline::process
