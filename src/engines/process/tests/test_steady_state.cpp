#include "small_systems.hpp"

using namespace strandline::process;
using namespace strandline::process::testing;

namespace {

/// a <-> b and -> c ->: two conserved parts of a + b, an open c.
SmallSystem reversible() {
    SmallSystem s({"a", "b", "c"}, {"forth", "back", "made", "lost"});
    const Node net = s.difference(s.product(s.h[0], s.x[0]), s.product(s.h[1], s.x[1]));
    s.equations.rates = {s.graph().negate(net), net,
                         s.difference(s.product(s.h[2], s.x[1]), s.product(s.h[3], s.x[2]))};
    return s;
}

SteadyState settled(const CompiledSystem& system, const SystemState& from) {
    strandline::Context context;
    SimulationOptions options;
    options.relative = 1e-8;
    return steady_state(system, from, options, context);
}

}  // namespace

TEST_CASE("the steady state keeps what is conserved; its sensitivities too") {
    SmallSystem s = reversible();
    const CompiledSystem system(s.equations, {}, true);
    SystemState from = at({3, 1, 0}, {2, 0.5, 4, 0.1});
    from.directions = 2;  // the start of a; forth
    from.state_sensitivities = {1, 0, 0, 0, 0, 0};
    from.held_sensitivities = {0, 0, 0, 0, 1, 0, 0, 0};
    const SteadyState made = settled(system, from);
    REQUIRE(!made.failure);
    // b = total forth / (forth + back), c = made b / lost
    const std::vector<double>& x = made.state.states;
    CHECK(x[0] == doctest::Approx(0.8).epsilon(1e-10));
    CHECK(x[1] == doctest::Approx(3.2).epsilon(1e-10));
    CHECK(x[2] == doctest::Approx(128).epsilon(1e-10));
    const std::vector<double>& by = made.state.state_sensitivities;
    CHECK(by[0] == doctest::Approx(0.2).epsilon(1e-8));
    CHECK(by[1] == doctest::Approx(0.8).epsilon(1e-8));
    CHECK(by[2] == doctest::Approx(32).epsilon(1e-8));
    CHECK(by[4] == doctest::Approx(4 * 0.5 / 6.25).epsilon(1e-8));
    CHECK(by[3] == doctest::Approx(-4 * 0.5 / 6.25).epsilon(1e-8));
}

TEST_CASE("events on the way change what is conserved, and its sensitivities") {
    SmallSystem s = reversible();
    const Node five = s.reached(s.number(5));
    s.event(five).assignments = {s.to_state(0, s.product(s.x[0], s.number(2)))};
    SystemState from = at({3, 1, 0}, {2, 0.5, 4, 0.1});
    from.directions = 1;
    from.state_sensitivities = {0, 0, 0};
    from.held_sensitivities = {1, 0, 0, 0};
    const SteadyState made = settled(CompiledSystem(s.equations, {}, true), from);
    REQUIRE(!made.failure);
    const auto b = [&](double forth) {
        SystemState moved = at({3, 1, 0}, {forth, 0.5, 4, 0.1});
        return settled(CompiledSystem(s.equations, {}, false), moved).state.states[1];
    };
    CHECK(made.state.states[1] == doctest::Approx(3.84).epsilon(1e-4));
    CHECK(made.state.state_sensitivities[1] == doctest::Approx((b(2.001) - b(1.999)) / 2e-3).epsilon(1e-4));
}

TEST_CASE("what oscillates has no steady state, and the failure says what moves") {
    SmallSystem s({"x", "y"}, {});
    s.equations.rates = {s.x[1], s.graph().negate(s.x[0])};
    SimulationOptions options;
    options.max_steps = 20'000;
    strandline::Context context;
    const SteadyState made =
        steady_state(CompiledSystem(s.equations, {}, false), at({1, 0}, {}), options, context);
    REQUIRE(made.failure);
    CHECK(!made.failure->what.empty());
}

TEST_CASE("a system at rest, and one without states, are at their steady states") {
    SmallSystem still({"x"}, {});
    still.equations.rates = {still.number(0)};
    CHECK(settled(CompiledSystem(still.equations, {}, false), at({2}, {})).state.states[0] == 2);
    SmallSystem none({}, {"a"});
    CHECK(!settled(CompiledSystem(none.equations, {}, false), at({}, {1})).failure);
}
