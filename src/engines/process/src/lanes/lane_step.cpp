#include "lanes/lane_run.hpp"

#include <algorithm>
#include <cmath>

namespace strandline::process {

using namespace rodas5p;

namespace {

constexpr double safety = 0.9, least_change = 0.2, most_change = 8;

}  // namespace

/// Hairer, Norsett and Wanner, Solving Ordinary Differential Equations I, section II.4, its first half: the
/// change of an explicit step of this length is a hundredth of the state.
void LaneRun::first_steps(std::size_t lane) {
    std::vector<double> rates(parts_.states);
    const SystemState now = state_of(lane);
    scalar_.rates.evaluate(lanes_[lane].inputs->at(now.time, now.states.data()), rates.data());
    double sizes = 0, speeds = 0;
    for (std::size_t i = 0; i < parts_.states; ++i) {
        const double weight = options_.absolute + options_.relative * std::abs(now.states[i]);
        sizes += now.states[i] * now.states[i] / (weight * weight);
        speeds += rates[i] * rates[i] / (weight * weight);
    }
    const double span = times_.back() - now.time;
    double first = speeds > 0 && sizes > 0 ? 0.01 * std::sqrt(sizes / speeds) : 1e-6 * span;
    // What begins at zero has no size of its own: a step whose whole change is within the tolerance.
    if (speeds > 0) first = std::max(first, std::sqrt(static_cast<double>(parts_.states) / speeds));
    if (!(first > 0) || !std::isfinite(first)) first = 1e-6 * span;
    proposed_[lane] = std::min(first, span);
}

void LaneRun::attempt() {
    LaneRow diagonal;
    for (std::size_t l = 0; l < lane_count; ++l) {
        const double left = stop_[l] - time_[l];
        double step = std::min(proposed_[l], left);
        // Not a last step that is next to nothing.
        if (step < left && left < 1.5 * step) step = left / 2;
        step_[l] = lanes_[l].busy ? step : 1;
        diagonal[l] = 1 / (step_[l] * rodas5p::gamma);
        inputs_[0][l] = time_[l];
    }
    std::ranges::copy(y_, inputs_.begin() + 1);
    parts_.derivatives.evaluate_lanes(inputs_[0].of, derivatives_[0].of);
    kernels_.factorise(parts_.plan, diagonal.of, derivatives_[0].of, places_[0].of, reciprocals_[0].of,
                       rates_[0].of, sound_.of);
    stages();
    ++counts_.attempts;
}

void LaneRun::stages() {
    const std::size_t rows = parts_.states;
    const double* u[rodas5p::stages];
    for (std::size_t i = 0; i < rodas5p::stages; ++i) u[i] = u_[i][0].of;
    const double* by_time = parts_.moves_with_time ? derivatives_[parts_.entries].of : nullptr;
    LaneRow inverse, by;
    for (std::size_t l = 0; l < lane_count; ++l) inverse[l] = 1 / step_[l];
    for (std::size_t i = 0; i < rodas5p::stages; ++i) {
        if (i > 0) {
            kernels_.combine(rows, states(), y_[0].of, i, a[i], u);
            for (std::size_t l = 0; l < lane_count; ++l) inputs_[0][l] = time_[l] + alpha[i] * step_[l];
        }
        parts_.rates.evaluate_lanes(inputs_[0].of, rates_[0].of);
        for (std::size_t l = 0; l < lane_count; ++l) by[l] = gammas[i] * step_[l];
        kernels_.right_side(rows, u_[i][0].of, rates_[0].of, i, c[i], u, inverse.of,
                            gammas[i] != 0 ? by_time : nullptr, by.of);
        kernels_.solve(parts_.plan, places_[0].of, reciprocals_[0].of, u_[i][0].of);
    }
    const double one = 1;
    kernels_.combine(rows, next_[0].of, states(), 1, &one, u + rodas5p::stages - 1);
    kernels_.error_norm(rows, u[rodas5p::stages - 1], y_[0].of, next_[0].of, options_.relative,
                        options_.absolute, norm_.of);
}

/// Error control a lane: the new step is the old one times (error)^(-1/5).
void LaneRun::take_or_refuse() {
    std::array<bool, lane_count> taken{};
    for (std::size_t l = 0; l < lane_count; ++l) {
        if (!lanes_[l].busy) continue;
        ++lanes_[l].attempts;
        const double error = sound_[l] != 0 ? norm_[l] : std::nan("");
        taken[l] = error <= 1;
        const double change = std::isfinite(error)
                                  ? std::clamp(safety * std::pow(std::max(error, 1e-10), -0.2), least_change,
                                               refused_[l] ? 1.0 : most_change)
                                  : 0.25;
        const bool shortened = step_[l] < proposed_[l];
        const double proposal = step_[l] * change;
        // A step that a stop has cut short says little of how long one may be.
        proposed_[l] = taken[l] && shortened ? std::max(proposal, proposed_[l]) : proposal;
        refused_[l] = !taken[l];
        ++(sound_[l] == 0 ? counts_.unsound : taken[l] ? counts_.taken : counts_.refused);
    }
    // What the step crosses asks for more than lanes do.
    std::array<bool, lane_count> gone{};
    for (std::size_t l = 0; l < lane_count; ++l)
        if (taken[l] && turned(l, time_[l] + step_[l], next_)) {
            gone[l] = true;
            taken[l] = false;
        }
    write_within(taken);
    for (std::size_t l = 0; l < lane_count; ++l) {
        if (!lanes_[l].busy) continue;
        const bool tiny = step_[l] < 1e-14 * std::max(std::abs(time_[l]), std::abs(stop_[l]));
        if (taken[l]) {
            go_on(l);
        } else if (gone[l]) {
            if (!alone(l, std::min(time_[l] + step_[l], stop_[l])) || !set_off(l)) fill(l);
        } else if (tiny || lanes_[l].attempts > options_.max_steps) {
            leave(l);
        }
    }
}

void LaneRun::go_on(std::size_t l) {
    const bool last = step_[l] == stop_[l] - time_[l];
    for (std::size_t i = 0; i < parts_.states; ++i) y_[i][l] = next_[i][l];
    time_[l] = last ? stop_[l] : time_[l] + step_[l];
    if (last) arrive(l);
}

/// Times within the steps that were taken, lane by lane its own, until none is left.
void LaneRun::write_within(const std::array<bool, lane_count>& taken) {
    bool any_dense = false;
    for (;;) {
        std::array<bool, lane_count> here{};
        LaneRow share;
        bool any = false;
        for (std::size_t l = 0; l < lane_count; ++l) {
            if (!taken[l] || lanes_[l].written >= times_.size()) continue;
            const double time = times_[lanes_[l].written];
            if (!(time < time_[l] + step_[l]) || !(time < stop_[l])) continue;
            here[l] = any = true;
            share[l] = (time - time_[l]) / step_[l];
            inputs_[0][l] = time;
        }
        if (!any) return;
        if (!any_dense) {
            const double* u[rodas5p::stages];
            for (std::size_t i = 0; i < rodas5p::stages; ++i) u[i] = u_[i][0].of;
            const std::vector<LaneRow> zero(parts_.states);
            for (std::size_t k = 0; k < 3; ++k)
                kernels_.combine(parts_.states, dense_[k][0].of, zero[0].of, rodas5p::stages, dense[k], u);
            any_dense = true;
        }
        for (std::size_t i = 0; i < parts_.states; ++i)
            for (std::size_t l = 0; l < lane_count; ++l) {
                const double s = share[l];
                inputs_[1 + i][l] =
                    (1 - s) * y_[i][l] +
                    s * (next_[i][l] +
                         (1 - s) * (dense_[0][i][l] + s * (dense_[1][i][l] + s * dense_[2][i][l])));
            }
        observe(here);
    }
}

void LaneRun::observe(const std::array<bool, lane_count>& which) {
    const std::size_t count = parts_.observed.outputs();
    if (count > 0) parts_.observed.evaluate_lanes(inputs_[0].of, observed_[0].of);
    for (std::size_t l = 0; l < lane_count; ++l) {
        if (!which[l]) continue;
        Trajectory& made = made_[lanes_[l].start];
        made.times.push_back(times_[lanes_[l].written++]);
        for (std::size_t i = 0; i < count; ++i) made.values.push_back(observed_[i][l]);
    }
}

}  // namespace strandline::process
