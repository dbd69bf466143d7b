#include "simulation/inputs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace strandline::process {

/// How often a jump is followed: each lag makes it smoother by one derivative.
constexpr int echoes_of_a_jump = 4;

Inputs::Inputs(const CompiledSystem::Parts& parts, const SystemState& start)
    : parts_(parts),
      inputs_(parts.equations.input_count()),
      lags_(parts.lags.size()),
      expressions_(parts.delayed.size()),
      delayed_begin_(parts.equations.delayed_input(0)),
      history_(parts.delayed.size()),
      interval_begin_(start.time) {
    hold(start.held);
}

void Inputs::hold(std::span<const double> held) {
    std::ranges::copy(held, inputs_.begin() + parts_.equations.held_input(0));
}

const double* Inputs::at(double time, const double* states) {
    inputs_[0] = time;
    std::copy_n(states, parts_.equations.state_ids.size(), inputs_.begin() + 1);
    if (delays()) look_back(time);
    return inputs_.data();
}

/// Inner delays come before those that look through them, so that as many rounds as there are delays settle
/// all; one is the rule.
void Inputs::look_back(double time) {
    const std::size_t count = lags_.size();
    for (std::size_t round = 0; round < count; ++round) {
        bool now = false, changed = false;
        parts_.lags.evaluate(inputs_.data(), lags_.data());
        for (std::size_t i = 0; i < count; ++i) now |= history_.empty() || !(lags_[i] > 0);
        if (now) parts_.delayed.evaluate(inputs_.data(), expressions_.data());
        for (std::size_t i = 0; i < count; ++i) {
            double value = 0;
            const double sought = time - lags_[i];
            if (history_.empty() || !(lags_[i] > 0))
                value = expressions_[i];
            else if (sought <= history_.begin())
                value = history_.value(i, history_.begin(), false);
            else
                value = history_.value(i, sought, time - interval_begin_ <= 1e-12 * std::abs(time));
            double& input = inputs_[delayed_begin_ + i];
            changed |= !(input == value);
            input = value;
        }
        if (!changed) break;
    }
}

double Inputs::least_lag(double time, const double* states) {
    at(time, states);
    double least = std::numeric_limits<double>::infinity();
    for (const double lag : lags_)
        if (lag > 0) least = std::min(least, lag);
    return least;
}

void Inputs::remember(double begin, double end, const std::function<void(double, double*)>& state_at) {
    if (!delays() || !(end > begin)) return;
    std::vector<double> states(parts_.equations.state_ids.size());
    std::vector<double> samples(DelayHistory::points * expressions_.size());
    for (std::size_t k = 0; k < DelayHistory::points; ++k) {
        const double time = DelayHistory::point(begin, end, k);
        state_at(time, states.data());
        parts_.delayed.evaluate(at(time, states.data()), samples.data() + k * expressions_.size());
    }
    history_.append(begin, end, samples);
}

void Inputs::remember_jump(double time, const double* states) {
    begin_piece(time);
    if (!delays()) return;
    at(time, states);
    for (const double lag : lags_)
        if (lag > 0)
            for (int k = 1; k <= echoes_of_a_jump; ++k) echoes_.push_back(time + k * lag);
    std::ranges::sort(echoes_);
}

double Inputs::next_echo(double time) {
    const double passed = time + 1e-12 * std::abs(time);
    std::erase_if(echoes_, [&](double echo) { return echo <= passed; });
    return echoes_.empty() ? std::numeric_limits<double>::infinity() : echoes_.front();
}

}  // namespace strandline::process
