#pragma once

#include "lanes/lane_kernels.hpp"
#include "lanes/lane_system.hpp"
#include "lanes/rodas5p.hpp"
#include "simulation/crossing.hpp"
#include "simulation/timed_switches.hpp"

#include <array>
#include <memory>
#include <optional>

namespace strandline::process {

/// One number a lane.
struct alignas(64) LaneRow {
    double of[lane_count] = {};
    double& operator[](std::size_t lane) { return of[lane]; }
    double operator[](std::size_t lane) const { return of[lane]; }
};

/// Eight simulations side by side. A lane that has come to the end takes the next start.
class LaneRun {
public:
    LaneRun(const LaneSystem& system, std::span<const SystemState> starts, std::span<const double> times,
            const SimulationOptions& options, const Context& context);

    /// Results by number of the start; what `leftover` names is still to be gone through from there.
    std::vector<Trajectory> run();
    struct Leftover {
        std::size_t start = 0;
        SystemState from;
    };
    std::vector<Leftover>& leftovers() { return leftovers_; }
    const LaneCounts& counts() const { return counts_; }

private:
    struct Lane {
        bool busy = false;
        std::size_t start = 0;
        SystemState begun;  // its held values and triggers hold throughout
        std::optional<Inputs> inputs;
        std::size_t written = 0;
        TimedTurn turn;
        Watch watch;
        std::int64_t attempts = 0, pieces_alone = 0;
    };

    // lane_run.cpp
    void fill(std::size_t lane);
    bool load(std::size_t lane, std::size_t start);
    bool starts_with_events(std::size_t lane);
    bool set_off(std::size_t lane);
    bool pass(std::size_t lane);
    bool alone(std::size_t lane, double end);
    void place(std::size_t lane, SystemState at);
    void leave(std::size_t lane);
    void arrive(std::size_t lane);
    bool turned(std::size_t lane, double time, const std::vector<LaneRow>& states);
    void write_until(std::size_t lane, double time);
    SystemState state_of(std::size_t lane) const;

    // lane_step.cpp
    void first_steps(std::size_t lane);
    void attempt();
    void stages();
    void take_or_refuse();
    void go_on(std::size_t lane);
    void write_within(const std::array<bool, lane_count>& taken);
    void observe(const std::array<bool, lane_count>& which);

    double* states() { return inputs_[1].of; }
    const LaneSystem::Parts& parts_;
    const CompiledSystem::Parts& scalar_;
    std::span<const SystemState> starts_;
    std::span<const double> times_;
    const SimulationOptions& options_;
    const Context& context_;
    const LaneKernels& kernels_;

    std::array<Lane, lane_count> lanes_;
    LaneRow time_, step_, stop_, proposed_;  // proposed_: the step as error control has it
    std::vector<LaneRow> inputs_, y_, next_, rates_, derivatives_, places_, reciprocals_, observed_;
    std::array<std::vector<LaneRow>, rodas5p::stages> u_;
    std::array<std::vector<LaneRow>, 3> dense_;
    LaneRow norm_, sound_;
    std::array<bool, lane_count> refused_{};  // the last attempt
    std::size_t next_start_ = 0;
    LaneCounts counts_;
    std::vector<Trajectory> made_;
    std::vector<Leftover> leftovers_;
};

}  // namespace strandline::process
