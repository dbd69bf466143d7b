#include "fit/cauchy_point.hpp"

#include "fit/bounded.hpp"

#include <strandline/numerics/dense_matrix.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace strandline::process {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// When each component meets its bound on the way down.
std::vector<std::pair<double, std::size_t>> breakpoints(std::span<const double> at,
                                                        std::span<const double> gradient,
                                                        const Bounds& bounds) {
    std::vector<std::pair<double, std::size_t>> made;
    for (std::size_t i = 0; i < at.size(); ++i) {
        double time = infinity;
        if (gradient[i] < 0) time = (at[i] - bounds.upper[i]) / gradient[i];
        if (gradient[i] > 0) time = (at[i] - bounds.lower[i]) / gradient[i];
        made.emplace_back(std::max(0.0, time), i);
    }
    std::ranges::sort(made);
    return made;
}

void add(std::vector<double>& to, std::span<const double> v, double factor) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] += factor * v[i];
}

}  // namespace

CauchyPoint cauchy_point(std::span<const double> at, std::span<const double> gradient, const Bounds& bounds,
                         const LimitedMemory& memory) {
    CauchyPoint made{{at.begin(), at.end()}, std::vector<double>(memory.columns())};
    const auto times = breakpoints(at, gradient, bounds);
    std::vector<double> direction(at.size());
    for (const auto& [time, i] : times)
        if (time > 0) direction[i] = -gradient[i];
    std::vector<double> p = memory.project(direction);
    const double theta = memory.theta();
    double slope = -dot(direction, direction);
    double bend = -theta * slope - dot(p, memory.middle(p));
    double now = 0;
    std::size_t next = 0;
    while (next < times.size() && times[next].first <= 0) ++next;
    while (slope < 0) {
        const double best = bend > 0 ? -slope / bend : infinity;
        const double stretch = next < times.size() ? times[next].first - now : infinity;
        if (best < stretch || !std::isfinite(stretch)) {
            if (!std::isfinite(best)) break;
            add(made.at, direction, best);
            add(made.projected, p, best);
            break;
        }
        // To the next bound, where component b stops.
        add(made.at, direction, stretch);
        add(made.projected, p, stretch);
        now = times[next].first;
        const std::size_t b = times[next++].second;
        made.at[b] = direction[b] > 0 ? bounds.upper[b] : bounds.lower[b];
        const double moved = made.at[b] - at[b], g = gradient[b];
        const std::vector<double> w = memory.row(b), mw = memory.middle(w);
        slope += stretch * bend + g * g + theta * g * moved - g * dot(mw, made.projected);
        bend += -theta * g * g - 2 * g * dot(mw, p) - g * g * dot(mw, w);
        add(p, w, g);
        direction[b] = 0;
        bend = std::max(bend, std::numeric_limits<double>::epsilon() * theta);
    }
    for (std::size_t i = 0; i < at.size(); ++i)
        made.at[i] = std::clamp(made.at[i], bounds.lower[i], bounds.upper[i]);
    return made;
}

std::vector<double> subspace_minimum(const CauchyPoint& from, std::span<const double> at,
                                     std::span<const double> gradient, const Bounds& bounds,
                                     const LimitedMemory& memory) {
    std::vector<std::size_t> free;
    for (std::size_t i = 0; i < at.size(); ++i)
        if (from.at[i] > bounds.lower[i] && from.at[i] < bounds.upper[i]) free.push_back(i);
    if (free.empty()) return from.at;
    const double theta = memory.theta();
    const std::size_t columns = memory.columns();
    const std::vector<double> mc = memory.middle(from.projected);
    // Reduced gradient r at the Cauchy point; step = -r/theta - Z'W (I - M W'ZZ'W/theta)^-1 M W'Z r/theta².
    std::vector<std::vector<double>> rows;
    std::vector<double> r, wr(columns), within_free(columns * columns);
    for (const std::size_t i : free) {
        rows.push_back(memory.row(i));
        r.push_back(gradient[i] + theta * (from.at[i] - at[i]) - dot(rows.back(), mc));
        add(wr, rows.back(), r.back());
        for (std::size_t a = 0; a < columns; ++a)
            for (std::size_t b = 0; b < columns; ++b)
                within_free[a * columns + b] += rows.back()[a] * rows.back()[b];
    }
    // (I - M N)^-1 M = (M^-1 - N)^-1 with N = W'ZZ'W/theta.
    std::vector<double> system = memory.middle_inverse();
    for (std::size_t k = 0; k < system.size(); ++k) system[k] -= within_free[k] / theta;
    std::vector<double> v = numerics::solve_dense(system, wr);
    v.resize(columns);
    std::vector<double> step;
    double fraction = 1;
    for (std::size_t k = 0; k < free.size(); ++k) {
        const std::size_t i = free[k];
        step.push_back(-r[k] / theta - dot(rows[k], v) / (theta * theta));
        const double room = (step[k] > 0 ? bounds.upper[i] : bounds.lower[i]) - from.at[i];
        if (step[k] != 0 && std::abs(step[k]) * fraction > std::abs(room)) fraction = room / step[k];
    }
    std::vector<double> made = from.at;
    for (std::size_t k = 0; k < free.size(); ++k)
        made[free[k]] =
            std::clamp(made[free[k]] + fraction * step[k], bounds.lower[free[k]], bounds.upper[free[k]]);
    return made;
}

}  // namespace strandline::process
