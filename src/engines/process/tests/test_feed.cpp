#include "feed_problems.hpp"
#include "small_systems.hpp"

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

namespace {

/// x' = u until x reaches 1, u/2 from then on; c' = u^2/4. Best x - c after 4: with a feed u before and 1
/// after it is 1 - u/4 + 1 - 1/(4 u), so u = 1 throughout and 1.5 in all.
FeedCase slowing(std::vector<std::string> states, std::vector<std::string> held,
                 const std::function<Node(SmallSystem&)>& slope) {
    SmallSystem s(std::move(states), std::move(held));
    const Node u = s.h[0];
    s.equations.rates = {s.product(slope(s), u), s.product(s.number(0.25), s.product(u, u))};
    for (std::size_t i = 2; i < s.x.size(); ++i) s.equations.rates.push_back(s.number(0));
    FeedCase made;
    made.system =
        std::make_unique<CompiledSystem>(s.equations, std::vector<Node>{s.difference(s.x[0], s.x[1])}, true);
    made.problem.system = made.system.get();
    made.problem.members = {at(std::vector<double>(s.x.size(), 0), std::vector<double>(s.h.size(), 0))};
    made.problem.controls = {{.id = "u", .lower = 0, .upper = 2, .start = 0.7}};
    made.problem.pieces = 5;
    made.problem.end_lower = made.problem.end_upper = 4;
    return made;
}

void check_slowing(const FeedCase& made) {
    const FeedSolution found = best_feed(made.problem);
    CHECK(found.objective == doctest::Approx(1.5).epsilon(1e-4));
    for (std::size_t k = 0; k < 5; ++k) CHECK(found.values[k] == doctest::Approx(1).epsilon(0.02));
    CHECK(run_objective(made.problem, found) == doctest::Approx(found.objective).epsilon(1e-5));
}

}  // namespace

TEST_CASE("a model with a switch: known by hand") {
    check_slowing(slowing({"x", "c"}, {"u"}, [](SmallSystem& s) {
        return s.graph().select(s.less(s.x[0], s.number(1)), s.number(1), s.number(0.5));
    }));
}

TEST_CASE("a model with an event that changes a state: known by hand") {
    FeedCase made = slowing({"x", "c", "less"}, {"u"}, [](SmallSystem& s) {
        const Node below = s.less(s.x[0], s.number(1));
        EventEquations& event = s.event(s.graph().unary(numerics::NodeKind::opposite, below));
        event.assignments = {s.to_state(2, s.number(0.5))};
        return s.difference(s.number(1), s.x[2]);
    });
    check_slowing(made);
}

TEST_CASE("what cannot be a control, and delays, are refused by the function itself") {
    Context context;
    FeedCase made = park_ramirez(4);
    made.problem.controls[0].id = "w";
    auto found = optimise_feed(made.problem, {}, context);
    REQUIRE(!found.has_value());
    CHECK(found.error().code() == "process.feed_control");

    SmallSystem s({"x"}, {"u"});
    s.equations.rates = {s.h[0]};
    EventEquations& event = s.event(s.reached(s.number(1)));
    event.delay = s.number(0.5);
    event.assignments = {s.to_state(0, s.number(0))};
    FeedCase late;
    late.system = std::make_unique<CompiledSystem>(s.equations, std::vector<Node>{s.x[0]}, true);
    late.problem.system = late.system.get();
    late.problem.members = {at({0}, {0})};
    late.problem.controls = {{.id = "u", .lower = 0, .upper = 1}};
    late.problem.end_lower = late.problem.end_upper = 2;
    found = optimise_feed(late.problem, {}, context);
    REQUIRE(!found.has_value());
    CHECK(found.error().code() == "process.feed_delay");
}

TEST_CASE("a limit that is held is told whatever it is worth") {
    const auto held = [](const FeedSolution& found, const std::string& name) {
        double time = 0;
        for (const auto& one : found.active)
            if (one.name == name) time += one.to - one.from;
        return time;
    };
    // At its most from 8 to 10, where it is worth hardly anything.
    CHECK(held(best_feed(park_ramirez(15).problem), "u upper bound") == doctest::Approx(2));
    // x' = u, most of x in 0 <= u <= 2 and x <= 9: the last of five pieces need not be fed.
    FeedCase made = by_hand(
        {"x"}, [](auto& g) { return std::vector<Node>{g.input(2)}; },
        [](auto& g) { return std::vector<Node>{g.input(1), g.multiply(g.input(1), g.constant(0))}; }, {0});
    made.problem.controls = {{.id = "u", .lower = 0, .upper = 2}};
    made.problem.pieces = 5;
    made.problem.end_lower = made.problem.end_upper = 5;
    made.problem.constraints = {{.name = "full", .observed = 0, .upper = 9}};
    const FeedSolution full = best_feed(made.problem);
    CHECK(full.objective == doctest::Approx(9).epsilon(1e-4));
    CHECK(
        std::ranges::any_of(full.active, [](const auto& one) { return one.name == "full" && one.to == 5; }));
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
