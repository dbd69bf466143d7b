#include "feed/optimal_control.hpp"

#include "feed/feed_search.hpp"
#include "feed/implicit_flow.hpp"
#include "feed/simulated_flow.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

namespace strandline::process {
Result<std::vector<std::uint32_t>> find_controls(const FeedProblem& problem) {
    const auto& ids = problem.system->equations().held_ids;
    std::vector<std::uint32_t> made;
    for (const Control& control : problem.controls) {
        const auto found = std::ranges::find(ids, control.id);
        if (found == ids.end())
            return fail(Error::input("process.feed_control", "{} cannot be a control", control.id)
                            .expected("a parameter that no rule, reaction or event of the model sets")
                            .found("{}", control.id));
        made.push_back(static_cast<std::uint32_t>(found - ids.begin()));
    }
    return made;
}

namespace {

/// States at the edges of the pieces are all that a piece knows of the time before it.
Result<void> refuse_delays(const Equations& equations) {
    const bool waiting = std::ranges::any_of(
        equations.events, [](const EventEquations& event) { return event.delay.has_value(); });
    if (equations.delayed.empty() && !waiting) return {};
    return fail(Error::input("process.feed_delay", "a model with delays cannot be fed optimally")
                    .expected("rates and events that depend on the present alone")
                    .mend("write the delay as a chain of intermediate states"));
}

std::vector<double> sizes_of_z(const FeedProblem& problem, std::vector<double> states) {
    for (const Control& control : problem.controls) {
        const auto size = [](double lower, double upper) {
            const double most = std::max(std::abs(lower), std::abs(upper));
            return most > 0 && std::isfinite(most) ? most : 1;
        };
        states.push_back(size(control.lower, control.upper));
        if (control.profile == Profile::linear) states.push_back(states.back());
        if (control.profile == Profile::exponential)
            states.push_back(size(control.rate_lower, control.rate_upper));
    }
    states.push_back(problem.end_upper);
    return states;
}

/// Norm times length of a piece up to which explicit steps are the quicker ones.
constexpr double explicit_reach = 400;

std::unique_ptr<PieceFlow> flow_of(const FeedProblem& problem, const PieceEquations& equations,
                                   std::span<const std::uint32_t> held, const SimulationOptions& options,
                                   std::vector<double> states, bool stiff) {
    if (equations.smooth && stiff)
        return std::make_unique<ImplicitFlow>(equations, options, std::move(states));
    if (equations.smooth) return std::make_unique<ExplicitFlow>(equations, options, std::move(states));
    return std::make_unique<SimulatedFlow>(problem, equations, held, options,
                                           sizes_of_z(problem, std::move(states)));
}

}  // namespace

Result<FeedSolution> optimise_feed(const FeedProblem& problem, const FeedOptions& options, Context& context) {
    STRANDLINE_TRY(const auto held, find_controls(problem));
    STRANDLINE_CHECK(refuse_delays(problem.system->equations()));
    const PieceEquations equations(*problem.system, problem.controls, held);
    const auto rough = flow_of(problem, equations, held, options.simulation,
                               std::vector<double>(equations.layout.states, 1), true);
    const FeedSizes sizes = typical_sizes(problem, equations, *rough);
    const auto flow = flow_of(problem, equations, held, options.simulation, sizes.states,
                              sizes.stiffness > explicit_reach * problem.pieces);
    return search_feed(problem, equations, *flow, sizes, options, context);
}

}  // namespace strandline::process
