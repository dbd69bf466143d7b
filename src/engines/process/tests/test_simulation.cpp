#include "small_systems.hpp"

using namespace strandline::process;
using namespace strandline::process::testing;

TEST_CASE("a decay is recorded at every time asked for, equal times included") {
    SmallSystem s({"x"}, {"k"});
    s.equations.rates = {s.graph().negate(s.product(s.h[0], s.x[0]))};
    const CompiledSystem system(s.equations, {s.x[0], s.h[0]}, false);
    const Trajectory made = run(system, at({2}, {0.5}), {0, 0, 1, 1, 4, 20});
    REQUIRE(!made.failure);
    REQUIRE(made.times.size() == 6);
    for (std::size_t i = 0; i < 6; ++i) {
        CHECK(made.values[2 * i] == doctest::Approx(2 * std::exp(-0.5 * made.times[i])).epsilon(1e-8));
        CHECK(made.values[2 * i + 1] == 0.5);
    }
    CHECK(made.end.time == 20);
}

TEST_CASE("a feed shorter than any step is not missed, and its end is exact") {
    SmallSystem s({"x"}, {"begin", "long"});
    const Node on = s.graph().binary(
        strandline::numerics::NodeKind::both, s.reached(s.h[0]),
        s.graph().unary(strandline::numerics::NodeKind::opposite, s.reached(s.sum(s.h[0], s.h[1]))));
    s.equations.rates = {s.graph().select(on, s.number(1000), s.number(0))};
    const CompiledSystem system(s.equations, {s.x[0]}, false);
    for (const double begin : {0.0, 5.0, 5.1, 77.7, 1e3 / 3}) {
        const Trajectory made = run(system, at({0}, {begin, 1e-3}), {1000});
        REQUIRE(!made.failure);
        CHECK(made.values[0] == doctest::Approx(1).epsilon(1e-9));
    }
}

TEST_CASE("at the time of a jump the value after it is recorded") {
    SmallSystem s({"x"}, {});
    s.equations.rates = {s.number(0)};
    const Node five = s.reached(s.number(5));
    s.event(five).assignments = {s.to_state(0, s.sum(s.x[0], s.number(2)))};
    const CompiledSystem system(s.equations, {s.x[0]}, false);
    const Trajectory made = run(system, at({1}, {}), {0, 4.999, 5, 6});
    CHECK(made.values == std::vector<double>{1, 1, 3, 3});
}

TEST_CASE("without states, with one time, and without times") {
    SmallSystem s({}, {"a"});
    const CompiledSystem system(s.equations, {s.sum(s.h[0], s.time)}, false);
    CHECK(run(system, at({}, {2}), {0, 1.5, 3}).values == std::vector<double>{2, 3.5, 5});
    CHECK(run(system, at({}, {2}), {0}).values == std::vector<double>{2});
    CHECK(run(system, at({}, {2}), {}).values.empty());
}

TEST_CASE("a condition of the time alone that is no line is found without states") {
    SmallSystem s({}, {"count"});
    const Node high = s.less(s.number(0.5), s.graph().unary(strandline::numerics::NodeKind::sin, s.time));
    s.event(high).assignments = {s.to_held(0, s.sum(s.h[0], s.number(1)))};
    const CompiledSystem system(s.equations, {s.h[0]}, false);
    const double turn = 2 * std::acos(-1.0);
    CHECK(run(system, at({}, {0}), {10 * turn}).values == std::vector<double>{10});
}

TEST_CASE("a solution that grows without bound ends with its time and equation") {
    SmallSystem s({"slow", "x"}, {});
    s.equations.rates = {s.number(1), s.product(s.x[1], s.x[1])};
    const CompiledSystem system(s.equations, {s.x[1]}, false);
    const Trajectory made = run(system, at({0, 1}, {}), {0, 0.5, 2});
    REQUIRE(made.failure);
    CHECK(made.failure->time == doctest::Approx(1).epsilon(1e-3));
    CHECK(made.failure->equation == "x");
    CHECK(made.times == std::vector<double>{0, 0.5});
}

TEST_CASE("a rate that is not a number at the start names its state") {
    SmallSystem s({"x", "y"}, {});
    s.equations.rates = {s.number(1), s.graph().divide(s.number(1), s.x[0])};
    const CompiledSystem system(s.equations, {s.x[0]}, false);
    const Trajectory made = run(system, at({0, 0}, {}), {1});
    REQUIRE(made.failure);
    CHECK(made.failure->time == 0);
    CHECK(made.failure->equation == "y");
}

TEST_CASE("what was one lag ago: x' = -x(t - 1), solved by steps") {
    SmallSystem s({"x"}, {"lag"});
    s.equations.delayed = {{s.x[0], s.h[0], s.x[0]}};
    s.equations.rates = {s.graph().negate(s.graph().input(s.equations.delayed_input(0)))};
    const CompiledSystem system(s.equations, {s.x[0], s.graph().input(s.equations.delayed_input(0))}, false);
    const Trajectory made = run(system, at({1}, {1}), {0.5, 1, 2, 3});
    REQUIRE(!made.failure);
    CHECK(made.values[0] == doctest::Approx(0.5));
    CHECK(made.values[1] == doctest::Approx(1));
    CHECK(made.values[2] == doctest::Approx(0).scale(1));
    CHECK(made.values[4] == doctest::Approx(-0.5));
    CHECK(made.values[5] == doctest::Approx(0).scale(1));
    CHECK(made.values[6] == doctest::Approx(-1.0 / 6));
    CHECK(made.values[7] == doctest::Approx(-0.5));
}

TEST_CASE("a jump is looked back to one lag later") {
    SmallSystem s({"x", "y"}, {});
    s.equations.delayed = {{s.x[0], s.number(2), s.x[0]}};
    const Node before = s.graph().input(s.equations.delayed_input(0));
    s.equations.rates = {s.number(0), before};
    const Node one = s.reached(s.number(1));
    s.event(one).assignments = {s.to_state(0, s.number(10))};
    const CompiledSystem system(s.equations, {before, s.x[1]}, false);
    const Trajectory made = run(system, at({1, 0}, {}), {2.9, 3.1, 4});
    CHECK(made.values[0] == doctest::Approx(1));
    CHECK(made.values[2] == doctest::Approx(10));
    CHECK(made.values[5] == doctest::Approx(13).epsilon(1e-9));
}
