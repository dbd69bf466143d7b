#include "feed/dosed_system.hpp"
#include "feed/feed_search.hpp"
#include "simulation/compiled_system.hpp"

#include <algorithm>

namespace strandline::process {
namespace {

struct DosedRun {
    const CompiledSystem& system;
    const FeedProblem& problem;
    const FeedSolution& feed;
    std::span<const std::uint32_t> control_held;

    void dose(SystemState& state, std::size_t piece) const {
        const auto pieces = static_cast<std::size_t>(problem.pieces);
        const double begin = feed.edges[piece], length = feed.edges[piece + 1] - begin;
        for (std::size_t c = 0; c < problem.controls.size(); ++c) {
            const double* const values = &feed.values[c * (pieces + 1) + piece];
            Dose made{values[0], 0, begin};
            if (problem.controls[c].profile == Profile::linear) made.rise = (values[1] - values[0]) / length;
            if (problem.controls[c].profile == Profile::exponential)
                made.rise = feed.rates[c * pieces + piece];
            set_dose(state.held, problem.system->equations().held_ids.size(), c, control_held[c],
                     problem.controls[c].profile, made);
        }
    }

    /// Times at an edge belong to the piece after it, but for the last.
    Trajectory through(SystemState state, std::span<const double> times, const SimulationOptions& options,
                       const Context& context) const {
        Trajectory made;
        const std::size_t observed = system.observed();
        std::size_t next = 0;
        for (std::size_t piece = 0; piece + 1 < feed.edges.size() && !made.failure; ++piece) {
            dose(state, piece);
            const bool last = piece + 2 == feed.edges.size();
            const double end = feed.edges[piece + 1];
            std::vector<double> within;
            while (next < times.size() && (times[next] < end || (last && times[next] <= end)))
                within.push_back(times[next++]);
            const std::size_t kept = within.size();
            within.push_back(end);
            Trajectory part = simulate(system, std::move(state), within, options, context);
            const std::size_t there = std::min(kept, part.times.size());
            made.times.insert(made.times.end(), part.times.begin(),
                              part.times.begin() + static_cast<std::ptrdiff_t>(there));
            made.values.insert(made.values.end(), part.values.begin(),
                               part.values.begin() + static_cast<std::ptrdiff_t>(there * observed));
            made.failure = part.failure;
            state = std::move(part.end);
        }
        made.end = std::move(state);
        return made;
    }
};

}  // namespace

Result<Trajectory> run_feed(const FeedProblem& problem, const FeedSolution& feed, std::size_t member,
                            std::span<const double> times, const SimulationOptions& options,
                            Context& context) {
    STRANDLINE_TRY(const auto control_held, find_controls(problem));
    SystemState start = problem.members[member];
    start.directions = 0;
    start.state_sensitivities.clear();
    start.held_sensitivities.clear();
    const bool steady = std::ranges::all_of(
        problem.controls, [](const Control& one) { return one.profile == Profile::constant; });
    if (steady)
        return DosedRun{*problem.system, problem, feed, control_held}.through(std::move(start), times,
                                                                              options, context);
    std::vector<Node> observed = problem.system->parts().observed_nodes;
    Equations equations =
        dosed_equations(problem.system->equations(), problem.controls, control_held, observed);
    start.held.resize(equations.held_ids.size(), 0);
    const CompiledSystem dosed(std::move(equations), std::move(observed), false);
    Trajectory made =
        DosedRun{dosed, problem, feed, control_held}.through(std::move(start), times, options, context);
    made.end.held.resize(problem.system->equations().held_ids.size());
    return made;
}

}  // namespace strandline::process
