#include "simulation/crossing.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace strandline::process {
namespace {

constexpr double rounding = 4 * std::numeric_limits<double>::epsilon();

/// Where a line through the values of the first gap that changed is zero; not a number where no gap helps.
double line_zero(double a, const Watch& at_a, double b, const Watch& at_b, std::size_t gaps) {
    for (std::size_t i = 0; i < gaps; ++i) {
        if (at_a.sides[i] == at_b.sides[i]) continue;
        const double low = at_a.values[i], high = at_b.values[i];
        if (std::isfinite(low) && std::isfinite(high) && low != high && low * high < 0)
            return a + (b - a) * (low / (low - high));
    }
    return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

void look(const CompiledSystem::Parts& parts, const double* inputs, Watch& watch) {
    const std::size_t count = parts.watched.size(), gaps = parts.free_switches.size();
    watch.values.resize(count);
    watch.sides.resize(count);
    parts.watched.evaluate(inputs, watch.values.data());
    for (std::size_t i = 0; i < count; ++i) {
        const double value = watch.values[i];
        if (i >= gaps)
            watch.sides[i] = value != 0 && !std::isnan(value);
        else
            watch.sides[i] = value > 0 ? 1 : value < 0 ? -1 : value == 0 ? 0 : 2;
    }
}

/// Halving and lines by turns: lines are quick near a zero, halving never fails.
Crossing locate(const CompiledSystem::Parts& parts, Inputs& inputs, double begin, const Watch& at_begin,
                double end, const Watch& at_end, const std::function<void(double, double*)>& state_at) {
    const std::size_t gaps = parts.free_switches.size();
    double a = begin, b = end;
    Watch at_a = at_begin, at_b = at_end, at_middle;
    std::vector<double> states(parts.equations.state_ids.size());
    for (int round = 0; b - a > rounding * std::max(std::abs(a), std::abs(b)); ++round) {
        double middle = a + (b - a) / 2;
        if (round % 3 != 2) {
            // A little beyond the zero on either side by turns, so that both ends close in.
            const double zero = line_zero(a, at_a, b, at_b, gaps);
            const double aside = std::max(rounding * std::max(std::abs(a), std::abs(b)), 1e-6 * (b - a)) / 2;
            const double tried = round % 3 == 0 ? zero + aside : zero - aside;
            if (tried > a && tried < b) middle = tried;
        }
        if (!(middle > a && middle < b)) break;
        state_at(middle, states.data());
        look(parts, inputs.at(middle, states.data()), at_middle);
        if (at_middle.sides == at_begin.sides) {
            a = middle;
            std::swap(at_a, at_middle);
        } else {
            b = middle;
            std::swap(at_b, at_middle);
        }
    }
    return {a, b, at_b.sides};
}

}  // namespace strandline::process
