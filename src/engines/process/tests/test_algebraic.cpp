#include "small_systems.hpp"

using namespace strandline::process;
using namespace strandline::process::testing;

namespace {

/// x' = -k y, 0 = x + y^3 - c.
SmallSystem implicit() {
    SmallSystem s({"x", "y"}, {"k", "c"});
    const Node cube = s.product(s.x[1], s.product(s.x[1], s.x[1]));
    s.equations.rates = {s.graph().negate(s.product(s.h[0], s.x[1])),
                         s.difference(s.sum(s.x[0], cube), s.h[1])};
    s.equations.mass = {{0, 0, 1}};
    s.equations.algebraic_rows = {1};
    return s;
}

}  // namespace

TEST_CASE("algebraic variables are solved for at the start, from a guess or from none") {
    SmallSystem s = implicit();
    const CompiledSystem system(s.equations, {s.x[0], s.x[1]}, false);
    for (const double guess : {0.5, 3.0, std::nan("")}) {
        const Trajectory made = run(system, at({1, guess}, {0.3, 9}), {0, 2});
        REQUIRE(!made.failure);
        CHECK(made.values[0] == 1);
        CHECK(made.values[1] == doctest::Approx(2).epsilon(1e-12));
        CHECK(made.values[2] + std::pow(made.values[3], 3) == doctest::Approx(9).epsilon(1e-9));
    }
}

TEST_CASE("algebraic variables follow an event") {
    SmallSystem s = implicit();
    const Node one = s.reached(s.number(1));
    s.event(one).assignments = {s.to_held(1, s.number(65)), s.to_state(0, s.number(1))};
    const CompiledSystem system(s.equations, {s.x[0], s.x[1]}, false);
    const Trajectory made = run(system, at({1, 2}, {0.3, 9}), {1});
    REQUIRE(!made.failure);
    CHECK(made.values[1] == doctest::Approx(4).epsilon(1e-10));
}

TEST_CASE("sensitivities of a differential-algebraic system, through an event") {
    SmallSystem s = implicit();
    s.event(s.less(s.x[0], s.number(0.2))).assignments = {s.to_state(0, s.sum(s.x[0], s.x[1]))};
    SystemState from = at({1, 2}, {0.3, 9});
    const std::vector<double> times = {0, 1, 3, 6};
    const CompiledSystem with(s.equations, {s.x[0], s.x[1]}, true),
        plain(s.equations, {s.x[0], s.x[1]}, false);
    from.directions = 3;  // the start of x, k, c
    from.state_sensitivities = {1, 0, 0, 0, 0, 0};
    from.held_sensitivities = {0, 0, 1, 0, 0, 1};
    const Trajectory made = run(with, from, times);
    REQUIRE_MESSAGE(!made.failure, (made.failure ? made.failure->what : ""));
    for (std::size_t k = 0; k < 3; ++k) {
        SystemState less = at({1, 2}, {0.3, 9}), more = less;
        (k == 0 ? less.states[0] : less.held[k - 1]) -= 1e-5;
        (k == 0 ? more.states[0] : more.held[k - 1]) += 1e-5;
        const Trajectory below = run(plain, less, times), above = run(plain, more, times);
        for (std::size_t i = 0; i < made.values.size(); ++i)
            CHECK(made.sensitivities[i * 3 + k] ==
                  doctest::Approx((above.values[i] - below.values[i]) / 2e-5).epsilon(1e-4).scale(1));
    }
}

TEST_CASE("algebraic equations without solution are a failure with the ids") {
    SmallSystem s({"x", "y"}, {});
    s.equations.rates = {s.number(1), s.sum(s.product(s.x[1], s.x[1]), s.number(1))};
    s.equations.mass = {{0, 0, 1}};
    s.equations.algebraic_rows = {1};
    const CompiledSystem system(s.equations, {s.x[0]}, false);
    const Trajectory made = run(system, at({0, 1}, {}), {1});
    REQUIRE(made.failure);
    CHECK(made.failure->what.find("y") != std::string::npos);
}
