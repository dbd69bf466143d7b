#include "scale/study/window.hpp"

#include <strandline/base/parallel.hpp>

#include <algorithm>
#include <cmath>
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
    return study_limits(study, of,
                        conditions(of, study.broth, study.demand, speed, flow, study.correlations));
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

void gather(OperatingWindow& window, const std::vector<std::vector<Range>>& by_flow) {
    for (const Range& of : by_flow.front()) {
        LimitEdge edge{of.limit, std::vector<double>(by_flow.size(), none),
                       std::vector<double>(by_flow.size(), none)};
        bool binds = false, ever = false;
        for (std::size_t i = 0; i < by_flow.size(); ++i)
            for (const Range& range : by_flow[i]) {
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
    window.gas_flows = log_spaced(std::min(0.05 * of.volume / 60, most_gas / 10), most_gas, flow_count);
    const std::vector<double> speeds = log_spaced(window.speed_from, window.speed_to, speed_count);
    std::vector<std::vector<Range>> by_flow(flow_count);
    parallel_for(flow_count, context.threads(), [&](std::size_t i) {
        if (!context.cancelled()) by_flow[i] = ranges_at(study, vessel, window.gas_flows[i], speeds);
    });
    if (context.cancelled()) return window;
    for (const auto& ranges : by_flow) {
        double low = window.speed_from, high = window.speed_to;
        bool any = true;
        for (const Range& range : ranges) {
            any = any && std::isfinite(range.lowest);
            low = std::max(low, range.lowest);
            high = std::min(high, range.highest);
        }
        any = any && low <= high;
        window.lowest.push_back(any ? low : none);
        window.highest.push_back(any ? high : none);
    }
    gather(window, by_flow);
    return window;
}

}  // namespace strandline::process
