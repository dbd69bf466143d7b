#include "simulation/sensitivities.hpp"

#include <algorithm>
#include <cmath>

namespace strandline::process {

std::vector<double> JumpSensitivities::velocity(Inputs& inputs, double time, const double* states) const {
    std::vector<double> rates(parts_.rates.size());
    parts_.rates.evaluate(inputs.at(time, states), rates.data());
    if (!algebraic_.any()) return rates;
    // Along the flow g(t, x) stays 0: g_x x' = -g_t.
    std::vector<double> by_time(parts_.rates_by_time.entries.size());
    parts_.rates_by_time.values.evaluate(inputs.at(time, states), by_time.data());
    for (const std::uint32_t row : parts_.equations.algebraic_rows) rates[row] = 0;
    std::vector<bool> algebraic(rates.size());
    for (const std::uint32_t row : parts_.equations.algebraic_rows) algebraic[row] = true;
    for (std::size_t k = 0; k < by_time.size(); ++k)
        if (const auto row = parts_.rates_by_time.entries[k].expression; algebraic[row])
            rates[row] -= by_time[k];
    if (!algebraic_.solve(inputs, time, states, rates)) std::ranges::fill(rates, 0.0);
    return rates;
}

void JumpSensitivities::move(SystemState& at, std::span<const double> velocity, std::span<const double> shift,
                             double sign) const {
    if (path_) path_->move(velocity, sign);
    const std::size_t size = at.states.size();
    for (std::size_t k = 0; k < shift.size(); ++k)
        if (shift[k] != 0)
            for (std::size_t i = 0; i < size; ++i)
                at.state_sensitivities[k * size + i] += sign * velocity[i] * shift[k];
}

std::vector<double> JumpSensitivities::along(const Derivatives& of, const double* inputs,
                                             const SystemState& at, std::span<const double> shift) {
    std::vector<double> values(of.entries.size());
    of.values.evaluate(inputs, values.data());
    std::vector<double> made(at.directions * of.expressions);
    const std::size_t states = at.states.size(), held = at.held.size();
    for (std::size_t e = 0; e < values.size(); ++e) {
        const auto [expression, input] = of.entries[e];
        if (values[e] == 0) continue;
        for (std::size_t k = 0; k < at.directions; ++k) {
            double by = 0;
            if (input == 0)
                by = shift.empty() ? 0 : shift[k];
            else if (input <= states)
                by = at.state_sensitivities[k * states + input - 1];
            else
                by = at.held_sensitivities[k * held + input - 1 - states];
            if (by != 0) made[k * of.expressions + expression] += values[e] * by;
        }
    }
    return made;
}

std::vector<double> JumpSensitivities::shift(std::uint32_t of_switch, Inputs& inputs, double time,
                                             const double* states, std::span<const double> velocity,
                                             const SystemState& at) const {
    const Derivatives& gaps = parts_.gaps_by;
    const double* here = inputs.at(time, states);
    std::vector<double> values(gaps.entries.size());
    gaps.values.evaluate(here, values.data());
    double along_flow = 0;  // d gap / dt
    for (std::size_t e = 0; e < values.size(); ++e) {
        const auto [expression, input] = gaps.entries[e];
        if (expression != of_switch) continue;
        if (input == 0)
            along_flow += values[e];
        else if (input <= velocity.size())
            along_flow += values[e] * velocity[input - 1];
    }
    std::vector<double> moved(at.directions);
    if (along_flow == 0 || !std::isfinite(along_flow)) return moved;
    if (path_) path_->shift_by(slopes_of_moment(of_switch, values, along_flow));
    const std::vector<double> change = along(gaps, here, at, {});
    for (std::size_t k = 0; k < moved.size(); ++k)
        moved[k] = -change[k * gaps.expressions + of_switch] / along_flow;
    return moved;
}

std::vector<RecordedPath::Derivative> JumpSensitivities::slopes_of_moment(std::uint32_t of_switch,
                                                                          std::span<const double> by,
                                                                          double along_flow) const {
    std::vector<RecordedPath::Derivative> made;
    for (std::size_t e = 0; e < by.size(); ++e)
        if (const auto [expression, input] = parts_.gaps_by.entries[e];
            expression == of_switch && input > 0 && by[e] != 0)
            made.push_back({0, path_->slot(input), -by[e] / along_flow});
    return made;
}

void JumpSensitivities::settle(Inputs& inputs, SystemState& at, std::span<const double> shift) const {
    if (!algebraic_.any() || at.directions == 0) return;
    const std::size_t size = at.states.size(), held = at.held.size();
    const double* here = inputs.at(at.time, at.states.data());
    std::vector<double> by_held(parts_.rates_by_held.entries.size());
    parts_.rates_by_held.values.evaluate(here, by_held.data());
    std::vector<double> by_time(parts_.rates_by_time.entries.size());
    parts_.rates_by_time.values.evaluate(here, by_time.data());
    std::vector<bool> algebraic(size);
    for (const std::uint32_t row : parts_.equations.algebraic_rows) algebraic[row] = true;
    for (std::size_t k = 0; k < at.directions; ++k) {
        const std::span<double> column(at.state_sensitivities.data() + k * size, size);
        std::vector<double> right = algebraic_.mass_times(column);
        for (std::size_t e = 0; e < by_held.size(); ++e) {
            const auto [row, input] = parts_.rates_by_held.entries[e];
            if (algebraic[row]) right[row] -= by_held[e] * at.held_sensitivities[k * held + input - 1 - size];
        }
        for (std::size_t e = 0; e < by_time.size() && !shift.empty(); ++e)
            if (const auto row = parts_.rates_by_time.entries[e].expression; algebraic[row])
                right[row] -= by_time[e] * shift[k];
        if (algebraic_.solve(inputs, at.time, at.states.data(), right))
            std::ranges::copy(right, column.begin());
    }
}

}  // namespace strandline::process
