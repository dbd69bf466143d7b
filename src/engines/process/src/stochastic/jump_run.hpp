#pragma once

#include "simulation/event_queue.hpp"
#include "simulation/timed_switches.hpp"
#include "stochastic/jump_system.hpp"
#include "stochastic/propensity_tree.hpp"
#include "stochastic/random_stream.hpp"

#include <strandline/base/context.hpp>

#include <optional>

namespace strandline::process {

/// Up to here every whole number is a double, so that one molecule more or less is another amount.
constexpr double countable = 9007199254740992.0;  // 2^53

std::string too_many(double amount);

/// One realisation of a jump process by the direct method: the time to the next reaction is exponential with
/// the sum of the propensities, which one it is has their shares. Gillespie, Journal of Physical Chemistry
/// 81:2340 (1977). At the moments of events and of switches the time to the next reaction is drawn anew,
/// which changes nothing, for it has no memory.
class JumpRun {
public:
    JumpRun(const JumpSystem& system, const Context& context);

    /// Values at the times, [time][observed]; at the time of an event, those after it. Cancelled, it ends
    /// early.
    std::optional<SimulationFailure> run(const SystemState& from, std::span<const double> times,
                                         RandomStream& random, std::span<double> values);

private:
    bool begin(const SystemState& from, RandomStream& random);
    bool next();
    bool fire(std::size_t reaction);
    bool pass(const TimedTurn& turn);
    void write_before(double time);
    void write_until(double time);
    void write();

    // jump_events.cpp
    bool handle_events();
    bool trigger(std::uint32_t event);
    bool execute(const PendingEvent& event);
    bool renew_draws();
    bool look_anew();
    void find_turn();

    bool fail(std::string what, std::string equation = {});
    double* states() { return slots_.data() + 1; }
    bool done() const { return written_ >= times_.size(); }

    const JumpSystem& system_;
    const Context& context_;
    std::vector<double> slots_;  // the equations' inputs come first: time, states, held values
    PropensityTree tree_;
    std::vector<double> propensities_;
    double& time_;
    RandomStream* random_ = nullptr;
    std::optional<EventQueue> queue_;
    std::optional<TimedTurn> turn_;
    std::span<const double> times_;
    std::span<double> values_;
    std::size_t written_ = 0;
    std::optional<SimulationFailure> failure_;
};

}  // namespace strandline::process
