#include "feed/optimal_control.hpp"

#include "feed/feed_search.hpp"

#include <algorithm>

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

Result<FeedSolution> optimise_feed(const FeedProblem& problem, const FeedOptions& options, Context& context) {
    STRANDLINE_TRY(const auto held, find_controls(problem));
    const PieceEquations equations(*problem.system, problem.controls, held);
    return search_feed(problem, equations, options, context);
}

}  // namespace strandline::process
