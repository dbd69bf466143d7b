#include "feed_problems.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace strandline;
using namespace strandline::process;
using namespace strandline::process::testing;

namespace {

FeedSolution best_feed(const FeedProblem& problem, const FeedOptions& options = {}) {
    Context context;
    auto found = optimise_feed(problem, options, context);
    REQUIRE_MESSAGE(found.has_value(), (found ? std::string() : render(found.error())));
    return *found;
}

/// What one simulation from start to end says of the objective.
double run_objective(const FeedProblem& problem, const FeedSolution& feed, std::size_t member = 0) {
    Context context;
    const auto run = run_feed(problem, feed, member, std::vector<double>{feed.end_time},
                              {.relative = 1e-10, .absolute = 1e-12}, context);
    REQUIRE(run.has_value());
    REQUIRE(!run->failure);
    return run->values[problem.objective];
}

}  // namespace

TEST_CASE("the fed-batch of Park and Ramirez with 30 pieces, from five starts") {
    FeedCase made = park_ramirez(30);
    for (const double start : {0.0, 0.2, 0.5, 1.0, 2.0}) {
        CAPTURE(start);
        made.problem.controls[0].start = start;
        const FeedSolution found = best_feed(made.problem);
        CHECK(found.objective >= 32.57);
        CHECK(run_objective(made.problem, found) == doctest::Approx(found.objective).epsilon(1e-6));
    }
}
