#pragma once

#include "simulation/crossing.hpp"
#include "simulation/event_queue.hpp"
#include "simulation/sensitivities.hpp"
#include "simulation/timed_switches.hpp"

#include <strandline/numerics/integrator.hpp>

#include <memory>
#include <optional>

namespace strandline::process {

/// One simulation under way: a present moment, and what was recorded until then.
class Run {
public:
    Run(const CompiledSystem& system, SystemState from, const SimulationOptions& options,
        const Context& context, RecordedPath::Items* path = nullptr);

    /// Algebraic variables, and the events of the start. False on failure, here and below.
    bool begin();
    /// To the last of the times, recording at each.
    bool through(std::span<const double> times);
    /// One piece: up to a jump, or to `stop`.
    bool advance(double stop);

    const SystemState& now() const { return now_; }
    bool jumped() const { return jumped_; }
    Trajectory take();

private:
    // run.cpp
    bool travel(double stop);
    bool step(double stop);
    double look_for_change();
    void coast(double stop);
    void fetch_sensitivities();
    void state_at(double time, double* states);
    void arrive(double time);
    void copy_now();
    void record_before(double time);
    void record_now();
    void record(const SystemState& at);
    bool fail(std::string what, std::string equation = {});

    // run_integration.cpp
    bool integrate(double stop);
    void make_integrator();
    bool start_integrator();
    bool parameter_derivatives(double time, const double* states, double* values);
    void find_movers();
    bool fail_at_start();
    bool fail_beyond();
    bool fail_of_rate(std::size_t state, double rate);

    // jumps.cpp
    bool cross(const Crossing& crossing);
    bool pass(const TimedTurn& turn);
    bool handle_events();
    bool trigger(std::uint32_t event);
    bool execute(const PendingEvent& event);
    void assign(const EventEquations& event, std::span<const double> values,
                std::span<const double> value_sensitivities);
    bool settle();
    std::vector<double> velocity();
    void restart();
    bool draw();
    bool differentiated() const { return now_.directions > 0 || path_; }
    void stand_still();
    void note_waiting(const CompiledEvent& event, bool values, std::span<const double> velocity,
                      PendingEvent& made);
    void note_assignments(const PendingEvent& pending, std::span<const double> scales);
    bool looks_back();

    const CompiledSystem::Parts& parts_;
    const SimulationOptions& options_;
    const Context& context_;
    RecordedPath::Items* path_;
    SystemState now_;
    SystemState then_;  // a moment of the last step that is looked at or recorded
    Inputs inputs_;
    AlgebraicRows algebraic_;
    JumpSensitivities jumps_;
    EventQueue queue_;
    RandomStream random_;  // of the draws from distributions
    Watch watch_, watch_end_;
    std::vector<double> shift_;  // d (present moment) / d direction
    std::optional<TimedTurn> turn_;
    std::unique_ptr<numerics::Integrator> integrator_;
    bool frozen_ = false;  // relations stand still in the integrator's rates
    bool stale_ = false;   // the integrator alone has the present's sensitivities
    std::vector<double> by_held_;
    std::vector<std::size_t> movers_, movers_begin_;  // directions, and where those of a held value begin
    bool fresh_ = false;                              // the integrator goes on from the present moment
    double last_begin_ = 0, last_end_ = 0;            // of the last step
    std::vector<double> last_end_states_;
    double longest_step_ = 0;
    std::size_t undefined_ = 0;         // the state whose rate was no number, last
    std::vector<double> undefined_at_;  // the inputs there
    bool jumped_ = false;
    std::int64_t crowded_ = 0;  // jumps without time going on

    std::span<const double> times_;
    Trajectory made_;
};

}  // namespace strandline::process
