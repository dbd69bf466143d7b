#include "scale/study/window.hpp"

#include <strandline/base/parallel.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

namespace strandline::process {
namespace {

constexpr std::size_t flow_count = 36, speed_count = 36;
constexpr double none = std::numeric_limits<double>::quiet_NaN();

std::vector<double> log_spaced(double from, double to, std::size_t count) {
    std::vector<double> made(count);
    for (std::size_t i = 0; i < count; ++i)
        made[i] = from * std::pow(to / from, static_cast<double>(i) / static_cast<double>(count - 1));
    made.back() = to;
    return made;
}

/// Limits held at one speed and gas flow, in the order of study_limits.
std::vector<VesselLimit> limits_at(const ScaleStudy& study, std::size_t vessel, double speed, double flow) {
    const Vessel& of = study.vessels[vessel].vessel;
    return study_limits(study, of, study_conditions(study, of, speed, flow));
}

bool held(const ScaleStudy& study, std::size_t vessel, double speed, double flow, std::string_view limit) {
    for (const VesselLimit& one : limits_at(study, vessel, speed, flow))
        if (one.name == limit) return one.held;
    return true;
}

/// Between two speeds of which one holds the limit: where it turns.
double turning(const ScaleStudy& study, std::size_t vessel, double flow, std::string_view limit, double holds,
               double breaks) {
    for (int i = 0; i < 14; ++i) {
        const double middle = std::sqrt(holds * breaks);
        (held(study, vessel, middle, flow, limit) ? holds : breaks) = middle;
    }
    return holds;
}

struct Range {
    std::string limit;
    double lowest, highest;
};

/// The ranges of all limits at one gas flow.
std::vector<Range> ranges_at(const ScaleStudy& study, std::size_t vessel, double flow,
                             const std::vector<double>& speeds) {
    std::vector<std::vector<VesselLimit>> grid;
    for (const double speed : speeds) grid.push_back(limits_at(study, vessel, speed, flow));
    std::vector<Range> ranges;
    for (const VesselLimit& limit : grid.front()) {
        const auto holds = [&](std::size_t j) {
            for (const VesselLimit& one : grid[j])
                if (one.name == limit.name) return one.held;
            return true;
        };
        std::size_t first = 0;
        while (first < speeds.size() && !holds(first)) ++first;
        Range range{std::string(limit.name), none, none};
        if (first < speeds.size()) {
            std::size_t last = first;
            while (last + 1 < speeds.size() && holds(last + 1)) ++last;
            range.lowest = first == 0
                               ? speeds.front()
                               : turning(study, vessel, flow, limit.name, speeds[first], speeds[first - 1]);
            range.highest = last + 1 == speeds.size()
                                ? speeds.back()
                                : turning(study, vessel, flow, limit.name, speeds[last], speeds[last + 1]);
        }
        ranges.push_back(std::move(range));
    }
    return ranges;
}

/// Whether some speed holds the limit, or all of them where it has no name.
bool held_somewhere(const std::vector<Range>& ranges, std::string_view limit) {
    double low = 0, high = std::numeric_limits<double>::infinity();
    for (const Range& range : ranges) {
        if (!limit.empty() && range.limit != limit) continue;
        if (!std::isfinite(range.lowest)) return false;
        low = std::max(low, range.lowest);
        high = std::min(high, range.highest);
    }
    return low <= high;
}

struct FlowRanges {
    double flow = 0;
    std::vector<Range> ranges;
};

/// Gas flows on both sides of where a limit begins or ceases to be held by any speed, so that a window has
/// its corners.
std::vector<FlowRanges> corners(const ScaleStudy& study, std::size_t vessel,
                                const std::vector<double>& speeds, const FlowRanges& left,
                                const FlowRanges& right) {
    std::vector<std::string> limits{""};
    for (const Range& range : left.ranges) limits.push_back(range.limit);
    std::vector<FlowRanges> made;
    for (const std::string& limit : limits) {
        const bool at_left = held_somewhere(left.ranges, limit);
        if (at_left == held_somewhere(right.ranges, limit)) continue;
        FlowRanges low = left, high = right;
        for (int i = 0; i < 10; ++i) {
            const double middle = std::sqrt(low.flow * high.flow);
            FlowRanges between{middle, ranges_at(study, vessel, middle, speeds)};
            (held_somewhere(between.ranges, limit) == at_left ? low : high) = std::move(between);
        }
        for (FlowRanges* side : {&low, &high})
            if (side->flow != left.flow && side->flow != right.flow) made.push_back(std::move(*side));
    }
    std::ranges::sort(made, {}, &FlowRanges::flow);
    const auto same = std::ranges::unique(made, {}, &FlowRanges::flow);
    made.erase(same.begin(), same.end());
    return made;
}

void gather(OperatingWindow& window, const std::vector<FlowRanges>& by_flow) {
    for (const Range& of : by_flow.front().ranges) {
        LimitEdge edge{of.limit, std::vector<double>(by_flow.size(), none),
                       std::vector<double>(by_flow.size(), none)};
        bool binds = false, ever = false;
        for (std::size_t i = 0; i < by_flow.size(); ++i)
            for (const Range& range : by_flow[i].ranges) {
                if (range.limit != of.limit) continue;
                edge.lowest[i] = range.lowest;
                edge.highest[i] = range.highest;
                ever = ever || std::isfinite(range.lowest);
                binds = binds || range.lowest != window.speed_from || range.highest != window.speed_to;
            }
        if (!ever) window.never_held.push_back(of.limit);
        if (binds) window.edges.push_back(std::move(edge));
    }
}

}  // namespace

bool OperatingWindow::feasible() const {
    return std::ranges::any_of(lowest, [](double speed) { return std::isfinite(speed); });
}

OperatingWindow operating_window(const ScaleStudy& study, std::size_t vessel,
                                 const std::vector<OperatingPoint>& points, const Context& context) {
    const Vessel& of = study.vessels[vessel].vessel;
    double fastest = 0, most_gas = 3 * of.volume / 60;
    for (const OperatingPoint& point : points) {
        if (point.speed) fastest = std::max(fastest, *point.speed);
        most_gas = std::max(most_gas, point.gas_flow);
    }
    if (of.gas_flow_most > 0) most_gas = of.gas_flow_most;
    OperatingWindow window;
    window.speed_to = of.speed_most > 0 ? of.speed_most : 1.5 * fastest;
    window.speed_from = window.speed_to / 30;
    const std::vector<double> flows =
        log_spaced(std::min(0.05 * of.volume / 60, most_gas / 10), most_gas, flow_count);
    const std::vector<double> speeds = log_spaced(window.speed_from, window.speed_to, speed_count);
    std::vector<FlowRanges> grid(flow_count);
    parallel_for(flow_count, context.threads(), [&](std::size_t i) {
        if (!context.cancelled()) grid[i] = {flows[i], ranges_at(study, vessel, flows[i], speeds)};
    });
    if (context.cancelled()) return window;
    std::vector<std::vector<FlowRanges>> between(flow_count - 1);
    parallel_for(between.size(), context.threads(), [&](std::size_t i) {
        if (!context.cancelled()) between[i] = corners(study, vessel, speeds, grid[i], grid[i + 1]);
    });
    if (context.cancelled()) return window;
    std::vector<FlowRanges> by_flow;
    for (std::size_t i = 0; i < flow_count; ++i) {
        by_flow.push_back(std::move(grid[i]));
        if (i + 1 < flow_count) std::ranges::move(between[i], std::back_inserter(by_flow));
    }
    for (const FlowRanges& at : by_flow) {
        double low = window.speed_from, high = window.speed_to;
        for (const Range& range : at.ranges) {
            low = std::max(low, range.lowest);
            high = std::min(high, range.highest);
        }
        const bool any = held_somewhere(at.ranges, "");
        window.gas_flows.push_back(at.flow);
        window.lowest.push_back(any ? low : none);
        window.highest.push_back(any ? high : none);
    }
    gather(window, by_flow);
    return window;
}

}  // namespace strandline::process
