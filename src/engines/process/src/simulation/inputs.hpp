#pragma once

#include "simulation/compiled_system.hpp"
#include "simulation/delay_history.hpp"
#include "stochastic/random_stream.hpp"

#include <functional>
#include <vector>

namespace strandline::process {

/// The equations' inputs at a moment: time, states, held values, and what delay() looks back to.
class Inputs {
public:
    Inputs(const CompiledSystem::Parts& parts, const SystemState& start);

    void hold(std::span<const double> held);
    /// Gives frozen relations the truth that they have at a moment.
    void freeze(double time, const double* states);
    /// Valid until the next call.
    const double* at(double time, const double* states);
    /// As they were last asked for.
    std::span<const double> values() const { return inputs_; }

    /// Draws the random numbers anew. The distribution whose arguments at this moment make it none, or empty.
    std::string draw(double time, const double* states, RandomStream& random);

    bool delays() const { return parts_.lags.size() > 0; }
    /// The least second argument of delay(); below 0 it looks ahead.
    double lowest_lag(double time, const double* states);
    /// The least lag above 0 at a moment: no step may be longer.
    double least_lag(double time, const double* states);
    /// Remembers the past from `begin` to `end`, where `state_at` gives the states.
    void remember(double begin, double end, const std::function<void(double, double*)>& state_at);
    /// A piece without jumps begins at this time.
    void begin_piece(double time) { interval_begin_ = time; }
    /// A jump at this time: what is looked back to jumps when it is one lag ago.
    void remember_jump(double time, const double* states);
    /// The next time at which a remembered jump is one lag ago, or infinity; passes those until `time`.
    double next_echo(double time);

private:
    void look_back(double time);
    double before_start(std::size_t i, double time);

    const CompiledSystem::Parts& parts_;
    std::vector<double> inputs_, start_, lags_, expressions_;
    std::size_t delayed_begin_;
    DelayHistory history_;
    std::vector<double> echoes_;  // times, sorted
    double interval_begin_;       // of the present piece without jumps
};

}  // namespace strandline::process
