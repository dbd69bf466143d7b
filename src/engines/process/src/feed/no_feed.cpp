#include "feed/feed_search.hpp"

#include <strandline/base/text.hpp>

#include <cmath>

namespace strandline::process {

using numerics::NonlinearSolution;
using numerics::NonlinearStatus;

Error no_feed(const FeedProblem& problem, Shooting& shooting, const NonlinearSolution& solution) {
    // The states that the feed leads to, where continuity holds and constraints alone are broken.
    const FeedPlan plan = shooting.plan(solution.x);
    const std::vector<double> courses = shooting.unknowns(plan);
    std::vector<double> values(shooting.rows().size());
    const bool there = shooting.values(courses, values);
    std::size_t worst = values.size();
    double most = 0;
    for (std::size_t row = 0; there && row < values.size(); ++row) {
        if (shooting.rows()[row].kind != FeedRow::Kind::constraint) continue;
        const FeedConstraint& constraint = problem.constraints[shooting.rows()[row].constraint];
        const double size = shooting.row_size(row);
        const double beyond =
            std::max(constraint.lower / size - values[row], values[row] - constraint.upper / size);
        if (beyond <= most) continue;
        most = beyond;
        worst = row;
    }
    if (most < 1e-6 || worst == values.size()) {
        Error error =
            Error::no("process.feed_not_converged", "no optimal feed was found: {}", solution.message)
                .expected("first-order conditions of an optimum")
                .found("none after {} iterations of the last attempt", solution.iterations);
        if (solution.iterations == 0)
            return std::move(error).mend(
                "look whether objective and constraints have a value under every feed within its bounds");
        return std::move(error).mend(
            "give another `start`, fewer pieces, or larger `starts` or `max_iterations` in "
            "[options]");
    }
    const FeedRow& row = shooting.rows()[worst];
    const FeedConstraint& constraint = problem.constraints[row.constraint];
    const double value = values[worst] * shooting.row_size(worst);
    const bool above = value > constraint.upper;
    return Error::no("process.feed_infeasible", "no feed was found that keeps {}{}", constraint.name,
                     constraint.at_end_only ? " at the end" : "")
        .expected("{} {}", above ? "at most" : "at least",
                  format("{:.6g}", above ? constraint.upper : constraint.lower))
        .found("{} at time {} with the feed that comes nearest", format("{:.6g}", value),
               format("{:.6g}", shooting.time_of(row, plan.end_time)))
        .mend("widen this limit or the controls' bounds");
}

}  // namespace strandline::process
