#include "small_systems.hpp"

#include <cmath>

using namespace strandline::process;
using namespace strandline::process::testing;
using strandline::numerics::NodeKind;

TEST_CASE("a trigger that holds at the start executes only where it is taken not to have held before") {
    for (const bool before : {true, false}) {
        SmallSystem s({}, {"x"});
        const Node always = s.graph().binary(NodeKind::less, s.number(-1), s.time);
        EventEquations& event = s.event(always);
        event.initially_true = before;
        event.assignments = {s.to_held(0, s.number(7))};
        const CompiledSystem system(s.equations, {s.h[0]}, false);
        CHECK(run(system, at({}, {0}), {0, 1}).values ==
              (before ? std::vector<double>{0, 0} : std::vector<double>{7, 7}));
    }
}

TEST_CASE("the higher priority first; priorities count when they are needed") {
    SmallSystem s({}, {"x", "first"});
    const Node now = s.reached(s.number(1));
    for (int i = 0; i < 3; ++i) {
        EventEquations& event = s.event(now);
        // The first one to run turns the order of the others round.
        event.priority = i == 0 ? s.number(100) : s.product(s.h[1], s.number(i));
        event.values_at_trigger = false;
        event.assignments = {s.to_held(0, s.sum(s.product(s.h[0], s.number(10)), s.number(i + 1)))};
        if (i == 0) event.assignments.push_back(s.to_held(1, s.number(-1)));
    }
    const CompiledSystem system(s.equations, {s.h[0]}, false);
    CHECK(run(system, at({}, {0, 1}), {2}).values == std::vector<double>{123});
}

TEST_CASE("events of equal priority come in an order of the seed, each as often as the other") {
    SmallSystem s({}, {"x"});
    const Node now = s.reached(s.number(1));
    for (int i = 0; i < 2; ++i) {
        EventEquations& event = s.event(now);
        event.values_at_trigger = false;
        event.assignments = {s.to_held(0, s.number(i))};
    }
    const CompiledSystem system(s.equations, {s.h[0]}, false);
    double ones = 0;
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        SimulationOptions options;
        options.seed = seed;
        const double last = run(system, at({}, {-1}), {2}, options).values[0];
        CHECK(run(system, at({}, {-1}), {2}, options).values[0] == last);
        ones += last;
    }
    CHECK(std::abs(ones - 200) < 60);
}

TEST_CASE("an event that is not persistent is dropped when its trigger turns false before") {
    for (const bool persistent : {true, false}) {
        SmallSystem s({"x"}, {"done"});
        s.equations.rates = {s.number(1)};
        const Node between =
            s.graph().binary(NodeKind::both, s.less(s.number(1), s.x[0]), s.less(s.x[0], s.number(2)));
        EventEquations& event = s.event(between);
        event.delay = s.number(3);
        event.persistent = persistent;
        event.assignments = {s.to_held(0, s.x[0])};
        const CompiledSystem system(s.equations, {s.h[0]}, false);
        const Trajectory made = run(system, at({0}, {-1}), {3.9, 4.1});
        CHECK(made.values[0] == -1);
        CHECK(made.values[1] == (persistent ? doctest::Approx(1).epsilon(1e-8) : doctest::Approx(-1)));
    }
}

TEST_CASE("values of the triggering wait, others are taken at the execution") {
    for (const bool at_trigger : {true, false}) {
        SmallSystem s({"x"}, {"seen"});
        s.equations.rates = {s.number(1)};
        EventEquations& event = s.event(s.less(s.number(1), s.x[0]));
        event.delay = s.number(2);
        event.values_at_trigger = at_trigger;
        event.assignments = {s.to_held(0, s.x[0])};
        const CompiledSystem system(s.equations, {s.h[0]}, false);
        CHECK(run(system, at({0}, {0}), {5}).values[0] == doctest::Approx(at_trigger ? 1 : 3));
    }
}

TEST_CASE("events set each other off at one time") {
    SmallSystem s({}, {"a", "b", "c"});
    s.event(s.reached(s.number(1))).assignments = {s.to_held(0, s.number(1))};
    s.event(s.less(s.number(0.5), s.h[0])).assignments = {s.to_held(1, s.number(1))};
    s.event(s.less(s.number(0.5), s.h[1])).assignments = {s.to_held(2, s.number(1))};
    const CompiledSystem system(s.equations, {s.h[0], s.h[1], s.h[2]}, false);
    CHECK(run(system, at({}, {0, 0, 0}), {0.5, 1}).values == std::vector<double>{0, 0, 0, 1, 1, 1});
}

TEST_CASE("events without end are a failure with the time") {
    SmallSystem s({}, {"a"});
    s.event(s.less(s.h[0], s.number(0.5))).assignments = {s.to_held(0, s.number(1))};
    s.event(s.less(s.number(0.5), s.h[0])).assignments = {s.to_held(0, s.number(0))};
    s.event(s.reached(s.number(3))).assignments = {s.to_held(0, s.number(1))};
    const CompiledSystem system(s.equations, {s.h[0]}, false);
    const Trajectory made = run(system, at({}, {0}), {5});
    REQUIRE(made.failure);
    CHECK(made.failure->time == 3);
}

TEST_CASE("a negative delay is a failure that names the event") {
    SmallSystem s({}, {"a"});
    EventEquations& event = s.event(s.reached(s.number(1)));
    event.delay = s.number(-1);
    const CompiledSystem system(s.equations, {s.h[0]}, false);
    const Trajectory made = run(system, at({}, {0}), {5});
    REQUIRE(made.failure);
    CHECK(made.failure->equation == "E1");
}

TEST_CASE("a ball that bounces a thousand times") {
    SmallSystem s({"height", "speed"}, {});
    s.equations.rates = {s.x[1], s.number(-10)};
    EventEquations& event = s.event(s.graph().binary(NodeKind::both, s.less(s.x[0], s.number(0)),
                                                     s.graph().binary(NodeKind::less, s.x[1], s.number(0))));
    event.assignments = {s.to_state(1, s.graph().negate(s.x[1])), s.to_state(0, s.number(0))};
    const CompiledSystem system(s.equations, {s.x[0]}, false);
    // From 5 high with g = 10: a period of 2.
    const Trajectory made = run(system, at({5, 0}, {}), {2000});
    REQUIRE(!made.failure);
    CHECK(made.values[0] == doctest::Approx(5).epsilon(1e-5));
}
