#pragma once

#include <strandline/process/simulation.hpp>

#include <memory>
#include <span>
#include <vector>

namespace strandline::process {

/// A system compiled for many parameter sets at once: eight go side by side in the lanes of the processor's
/// vectors, each with its own time and step, by Rodas5P, a linearly implicit method of order 5(4) whose steps
/// are the same instructions for every lane. Steinebach, BIT Numerical Mathematics 63:27 (2023). May be used
/// by several threads.
class LaneSystem {
public:
    /// `scalar` must outlive this. `observed` are the nodes it was made with.
    LaneSystem(const CompiledSystem& scalar, std::span<const Node> observed,
               numerics::Execution execution = numerics::Execution::automatic);
    LaneSystem(LaneSystem&&) noexcept;
    LaneSystem& operator=(LaneSystem&&) noexcept;
    ~LaneSystem();

    /// Whether lanes help at all: not with algebraic rows, delay(), fast reactions or draws, where
    /// `simulate_all` takes one set after the other.
    bool in_lanes() const;

    struct Parts;
    const Parts& parts() const { return *parts_; }

private:
    std::unique_ptr<const Parts> parts_;
};

struct LaneCounts {
    std::int64_t attempts = 0;  // steps of all lanes together
    std::int64_t taken = 0, refused = 0,
                 unsound = 0;         // steps of single lanes; refused by their error, or their pivots
    std::int64_t pieces_alone = 0;    // by simulate(), over a condition that turned or an event
    std::int64_t finished_alone = 0;  // sets that went to the end by simulate()
};

/// Each start through the same times, as `simulate` does it one by one. Over events and
/// conditions of the states that turn, a set goes a step alone, by `simulate`; where its pivots or delayed
/// events ask for more, to the end. The result of a set does not depend on which others it is computed with,
/// nor on threads.
std::vector<Trajectory> simulate_all(const LaneSystem& system, std::span<const SystemState> starts,
                                     std::span<const double> times, const SimulationOptions& options,
                                     const Context& context, LaneCounts* counts = nullptr);

}  // namespace strandline::process
