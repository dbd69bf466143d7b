#include "simulation/inputs.hpp"
#include "stochastic/distributions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace strandline::process {

/// How often a jump is followed: each lag makes it smoother by one derivative.
constexpr int echoes_of_a_jump = 4;

Inputs::Inputs(const CompiledSystem::Parts& parts, const SystemState& start)
    : parts_(parts),
      inputs_(parts.inputs),
      lags_(parts.lags.size()),
      expressions_(parts.delayed.size()),
      delayed_begin_(parts.equations.delayed_input(0)),
      history_(parts.delayed.size()),
      interval_begin_(start.time) {
    hold(start.held);
    start_ = inputs_;
    start_[0] = start.time;
    std::ranges::copy(start.states, start_.begin() + 1);
}

void Inputs::hold(std::span<const double> held) {
    std::ranges::copy(held, inputs_.begin() + parts_.equations.held_input(0));
}

void Inputs::freeze(double time, const double* states) {
    parts_.truths.evaluate(at(time, states), inputs_.data() + parts_.equations.input_count());
}

const double* Inputs::at(double time, const double* states) {
    inputs_[0] = time;
    std::copy_n(states, parts_.equations.state_ids.size(), inputs_.begin() + 1);
    if (delays()) look_back(time);
    return inputs_.data();
}

std::string Inputs::draw(double time, const double* states, RandomStream& random) {
    if (parts_.draws.empty()) return {};
    at(time, states);
    std::vector<double> arguments;
    for (std::size_t i = 0; i < parts_.draws.size(); ++i) {
        const CompiledDraw& draw = parts_.draws[i];
        arguments.resize(draw.arguments.size());
        draw.arguments.evaluate(inputs_.data(), arguments.data());
        double& drawn = inputs_[parts_.equations.draw_input(i)];
        drawn = sample(draw.distribution, arguments, random);
        if (std::isnan(drawn)) return draw.distribution;
    }
    return {};
}

void Inputs::look_back(double time) {
    parts_.lags.evaluate(inputs_.data(), lags_.data());
    bool now = false;
    for (const double lag : lags_) now |= !(lag > 0);
    if (now) parts_.delayed.evaluate(inputs_.data(), expressions_.data());
    const bool after = time - interval_begin_ <= 1e-12 * std::abs(time);
    for (std::size_t i = 0; i < lags_.size(); ++i) {
        const double sought = time - lags_[i];
        double& input = inputs_[delayed_begin_ + i];
        if (!(lags_[i] > 0))
            input = expressions_[i];
        else if (sought < start_[0] || history_.empty())
            input = before_start(i, std::min(sought, start_[0]));
        else
            input = history_.value(i, sought, after);
    }
}

double Inputs::before_start(std::size_t i, double time) {
    const double start = std::exchange(start_[0], time);
    parts_.before_start.evaluate(start_.data(), expressions_.data());
    start_[0] = start;
    return expressions_[i];
}

double Inputs::lowest_lag(double time, const double* states) {
    at(time, states);
    return *std::ranges::min_element(lags_);
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
