#include "feed_problems.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>

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

namespace {

/// Small systems with answers known by hand; inputs of the graph: time, states, u.
FeedCase by_hand(std::vector<std::string> states,
                 const std::function<std::vector<Node>(numerics::ExpressionGraph&)>& rates,
                 const std::function<std::vector<Node>(numerics::ExpressionGraph&)>& observed,
                 std::vector<double> start) {
    Equations equations;
    equations.state_ids = std::move(states);
    equations.held_ids = {"u"};
    equations.rates = rates(equations.graph);
    const std::vector<Node> looked_at = observed(equations.graph);
    FeedCase made;
    made.system = std::make_unique<CompiledSystem>(equations, looked_at, true);
    made.problem.system = made.system.get();
    SystemState at;
    at.states = std::move(start);
    at.held = {0};
    made.problem.members = {at};
    return made;
}

}  // namespace

TEST_CASE("least effort to a given place: a constant control, known by hand") {
    // x' = u, c' = u^2, x(0) = 0, x(1) = 1: by convexity u = 1 throughout, c = 1.
    FeedCase made = by_hand(
        {"x", "c"}, [](auto& g) { return std::vector<Node>{g.input(3), g.multiply(g.input(3), g.input(3))}; },
        [](auto& g) { return std::vector<Node>{g.input(2), g.input(1)}; }, {0, 0});
    made.problem.controls = {{.id = "u", .lower = -3, .upper = 3, .start = 0}};
    made.problem.pieces = 8;
    made.problem.end_lower = made.problem.end_upper = 1;
    made.problem.maximise = false;
    made.problem.constraints = {
        {.name = "place", .observed = 1, .lower = 1, .upper = 1, .at_end_only = true}};
    const FeedSolution found = best_feed(made.problem);
    CHECK(found.objective == doctest::Approx(1).epsilon(1e-6));
    for (std::size_t k = 0; k < 8; ++k) CHECK(found.values[k] == doctest::Approx(1).epsilon(1e-4));
}

TEST_CASE("a free end time: as soon as the limit of the control lets it") {
    // x' = u <= 2, x(0) = 0, x(T) >= 3, least T: 1.5.
    FeedCase made = by_hand(
        {"x"}, [](auto& g) { return std::vector<Node>{g.input(2)}; },
        [](auto& g) { return std::vector<Node>{g.input(0), g.input(1)}; }, {0});
    made.problem.controls = {{.id = "u", .lower = 0, .upper = 2}};
    made.problem.pieces = 5;
    made.problem.end_lower = 0.1;
    made.problem.end_upper = 10;
    made.problem.maximise = false;
    made.problem.constraints = {{.name = "place", .observed = 1, .lower = 3, .at_end_only = true}};
    const FeedSolution found = best_feed(made.problem);
    CHECK(found.end_time == doctest::Approx(1.5).epsilon(1e-5));
    CHECK(found.objective == doctest::Approx(found.end_time));
    CHECK(found.edges.back() == found.end_time);
    CHECK(std::ranges::any_of(found.active, [](const auto& one) { return one.name == "u upper bound"; }));
}

TEST_CASE("every member of an ensemble keeps the limits; caution narrows what they give") {
    FeedCase made = park_ramirez(10);
    made.problem.members.push_back(made.problem.members[0]);
    made.problem.members[1].states[2] = 0.7;
    made.problem.members.push_back(made.problem.members[0]);
    made.problem.members[2].states[2] = 1.3;
    made.problem.constraints = {{.name = "glucose", .observed = 2, .upper = 5.5}};
    double spread = 1e9;
    for (const double caution : {0.0, 3.0}) {
        made.problem.caution = caution;
        const FeedSolution found = best_feed(made.problem);
        REQUIRE(found.member_objectives.size() == 3);
        const auto [least, most] = std::ranges::minmax(found.member_objectives);
        CHECK(most - least < spread);
        spread = most - least;
        Context context;
        for (std::size_t m = 0; m < 3; ++m) {
            CHECK(run_objective(made.problem, found, m) ==
                  doctest::Approx(found.member_objectives[m]).epsilon(1e-6));
            for (std::size_t k = 0; k + 1 < found.edges.size(); ++k) {
                const double third = (found.edges[k + 1] - found.edges[k]) / 3;
                const auto run = run_feed(
                    made.problem, found, m,
                    std::vector<double>{found.edges[k], found.edges[k] + third, found.edges[k] + 2 * third},
                    {}, context);
                REQUIRE(run.has_value());
                for (std::size_t i = 0; i < 3; ++i) CHECK(run->values[4 * i + 2] <= 5.5 + 1e-4);
            }
        }
    }
}
