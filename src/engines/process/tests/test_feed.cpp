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

TEST_CASE("the fed-batch of Park and Ramirez with 15 pieces, from five starts") {
    FeedCase made = park_ramirez(15);
    for (const double start : {0.0, 0.2, 0.5, 1.0, 2.0}) {
        CAPTURE(start);
        made.problem.controls[0].start = start;
        const FeedSolution found = best_feed(made.problem);
        CHECK(found.status == "optimal");
        CHECK(found.objective >= 32.28);
        CHECK(run_objective(made.problem, found) == doctest::Approx(found.objective).epsilon(1e-6));
    }
}

TEST_CASE("linear and exponential profiles give at least what constant pieces give") {
    const double constant = best_feed(park_ramirez(10).problem).objective;
    const FeedCase linear = park_ramirez(10, Profile::linear);
    const FeedSolution rising = best_feed(linear.problem);
    CHECK(rising.objective > constant);
    CHECK(run_objective(linear.problem, rising) == doctest::Approx(rising.objective).epsilon(1e-6));
    FeedCase growing = park_ramirez(10, Profile::exponential);
    growing.problem.controls[0].rate_lower = -1;
    growing.problem.controls[0].rate_upper = 1;
    const FeedSolution exponential = best_feed(growing.problem);
    CHECK(exponential.objective > constant);
    CHECK(run_objective(growing.problem, exponential) ==
          doctest::Approx(exponential.objective).epsilon(1e-6));
}

TEST_CASE("a full vessel binds from when it is full, and costs what it is worth") {
    FeedCase made = park_ramirez(15);
    const auto best_within = [&](double most) {
        made.problem.constraints = {{.name = "volume", .observed = 1, .upper = most}};
        return best_feed(made.problem);
    };
    const FeedSolution found = best_within(8);
    CHECK(found.objective < 32.28);
    REQUIRE(!found.active.empty());
    const auto& volume = found.active.front();
    CHECK(volume.name == "volume");
    CHECK(volume.to == 15);
    Context context;
    const auto run = run_feed(made.problem, found, 0, std::vector<double>{volume.from, 15.0}, {}, context);
    REQUIRE(run.has_value());
    CHECK(run->values[1] == doctest::Approx(8).epsilon(1e-5));
    CHECK(run->values[5] == doctest::Approx(8).epsilon(1e-5));
    // The multiplier against what more room gives.
    const double step = 0.01;
    const double gain = (best_within(8 + step).objective - best_within(8 - step).objective) / (2 * step);
    CHECK(volume.multiplier == doctest::Approx(gain).epsilon(0.02));
}

TEST_CASE("what cannot be kept is named, with when and by how much") {
    FeedCase made = park_ramirez(6);
    made.problem.constraints = {{.name = "volume", .observed = 1, .lower = 40, .at_end_only = true}};
    Context context;
    const auto found = optimise_feed(made.problem, {}, context);
    REQUIRE(!found.has_value());
    CHECK(found.error().code() == "process.feed_infeasible");
    const std::string text = render(found.error());
    CHECK(text.find("volume") != std::string::npos);
    CHECK(text.find("at least 40") != std::string::npos);
    CHECK(text.find("31 at time 15") != std::string::npos);  // 1 + 2 * 15
}
