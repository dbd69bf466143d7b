#include "simulation/timed_switches.hpp"

#include <cmath>

namespace strandline::process {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

int sign(double value) { return value > 0 ? 1 : value < 0 ? -1 : 0; }

/// The gap of one timed switch as a function of time; monotone, in floating point too.
class TimedGap {
public:
    TimedGap(const CompiledSystem::Parts& parts, Inputs& inputs, const SystemState& at, std::size_t which)
        : parts_(parts),
          inputs_(inputs),
          states_(at.states.data()),
          which_(which),
          values_(parts.timed.size()) {}
    int sign_at(double time) {
        parts_.timed.evaluate(inputs_.at(time, states_), values_.data());
        return sign(values_[2 * which_]);
    }

private:
    const CompiledSystem::Parts& parts_;
    Inputs& inputs_;
    const double* states_;
    std::size_t which_;
    std::vector<double> values_;
};

/// Neighbours in floating point between which `turned` becomes true; it is false at `low`.
template <class Turned>
std::pair<double, double> boundary(double low, double guess, Turned turned) {
    double high = std::max(guess, std::nextafter(low, infinity));
    double width = std::max(std::nextafter(high, infinity) - high, std::numeric_limits<double>::denorm_min());
    if (turned(high)) {
        for (; high - width > low; width *= 2) {
            if (!turned(high - width)) {
                low = high - width;
                break;
            }
            high -= width;
        }
    } else {
        while (!turned(high)) {
            low = high;
            high += width;
            width *= 2;
            if (!std::isfinite(high)) return {infinity, infinity};
        }
    }
    for (;;) {
        const double middle = low + (high - low) / 2;
        if (!(middle > low && middle < high)) return {low, high};
        (turned(middle) ? high : low) = middle;
    }
}

TimedTurn turn(TimedGap gap, double now, double value, double slope) {
    TimedTurn made;
    if (sign(value) == 0) {
        const auto [last, first] = boundary(now, now, [&](double t) { return gap.sign_at(t) != 0; });
        made.before = now;
        if (std::isfinite(first)) made.after = first;
        return made;
    }
    const double guess = now - value / slope;
    const int old = sign(value);
    const auto [before, past] = boundary(now, guess, [&](double t) { return gap.sign_at(t) != old; });
    made.before = before;
    made.after = past;
    if (std::isfinite(past) && gap.sign_at(past) == 0) {
        const auto [last, first] = boundary(past, past, [&](double t) { return gap.sign_at(t) != 0; });
        // Of several times at which the gap is zero by rounding, the one that people wrote is near the guess.
        made.at = guess >= past && guess <= last ? guess : past;
        made.after = first;
    }
    return made;
}

}  // namespace

TimedTurn next_turn(const CompiledSystem::Parts& parts, Inputs& inputs, const SystemState& at) {
    TimedTurn next;
    std::vector<double> values(parts.timed.size());
    parts.timed.evaluate(inputs.at(at.time, at.states.data()), values.data());
    for (std::size_t i = 0; i < parts.timed_switches.size(); ++i) {
        const double value = values[2 * i], slope = values[2 * i + 1];
        if (!std::isfinite(value) || !std::isfinite(slope) || slope == 0) continue;
        if (value != 0 && (value > 0) == (slope > 0)) continue;  // it turned before
        const double guess = at.time - value / slope;
        if (!std::isfinite(guess) || guess > next.after + 1e-9 * std::abs(next.after)) continue;
        TimedTurn found = turn(TimedGap(parts, inputs, at, i), at.time, value, slope);
        found.of_switch = parts.timed_switches[i];
        if (found.after < next.after) next = found;
    }
    return next;
}

}  // namespace strandline::process
