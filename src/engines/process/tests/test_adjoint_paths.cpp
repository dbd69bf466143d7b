#include "small_systems.hpp"

#include <strandline/process/adjoint.hpp>

#include <numeric>

using namespace strandline::process;
using namespace strandline::process::testing;
using strandline::Context;
using strandline::numerics::NodeKind;

namespace {

/// States and held values at the start are the parameters.
RecordedPath path_from(const CompiledSystem& system, const SystemState& from) {
    RecordedPath path(system);
    std::vector<std::uint32_t> values(from.states.size() + from.held.size());
    std::iota(values.begin(), values.end(), 0U);
    std::vector<RecordedPath::Derivative> by;
    for (const std::uint32_t i : values) by.push_back({i, i, 1});
    path.start(std::move(values), std::move(by));
    return path;
}

SystemState with_directions(const SystemState& from) {
    SystemState start = from;
    const std::size_t states = from.states.size(), held = from.held.size();
    start.directions = states + held;
    start.state_sensitivities.assign(start.directions * states, 0);
    start.held_sensitivities.assign(start.directions * held, 0);
    for (std::size_t i = 0; i < states; ++i) start.state_sensitivities[i * states + i] = 1;
    for (std::size_t i = 0; i < held; ++i) start.held_sensitivities[(states + i) * held + i] = 1;
    return start;
}

/// Of a sum of all that is observed, with some weights, against forward sensitivities; and back from each
/// single value.
void check_adjoint(const Equations& equations, const std::vector<Node>& observed, const SystemState& from,
                   const std::vector<double>& times, double tolerance = 1e-6) {
    const CompiledSystem system(equations, observed, true);
    REQUIRE(without_adjoint(system) == "");
    const Trajectory forward = run(system, with_directions(from), times);
    REQUIRE_MESSAGE(!forward.failure, (forward.failure ? forward.failure->what : ""));
    RecordedPath path = path_from(system, from);
    const Trajectory plain = simulate(system, from, times, tight(), Context(), path);
    REQUIRE(!plain.failure);
    REQUIRE(path.moments() == times.size());
    const std::size_t directions = from.states.size() + from.held.size();
    for (std::size_t one = 0; one <= plain.values.size(); ++one) {
        std::vector<double> weights(plain.values.size()), expected(directions);
        for (std::size_t i = 0; i < weights.size(); ++i)
            weights[i] = one == weights.size() ? std::sin(1.0 + static_cast<double>(i)) : i == one ? 1 : 0;
        for (std::size_t i = 0; i < weights.size(); ++i)
            for (std::size_t k = 0; k < directions; ++k)
                expected[k] += weights[i] * forward.sensitivities[i * directions + k];
        const PathGradient back = path_gradient(system, path, weights, directions, tight(), Context());
        REQUIRE_MESSAGE(!back.failure, (back.failure ? back.failure->what : ""));
        for (std::size_t k = 0; k < directions; ++k) {
            CAPTURE(one);
            CAPTURE(k);
            CHECK(back.by_parameter[k] == doctest::Approx(expected[k]).epsilon(tolerance).scale(1));
        }
    }
}

}  // namespace

TEST_CASE("adjoint: a plain system, and observed expressions with parameters of their own") {
    SmallSystem s({"x", "y"}, {"k", "m", "scale"});
    s.equations.rates = {s.graph().negate(s.product(s.h[0], s.product(s.x[0], s.x[0]))),
                         s.difference(s.product(s.h[0], s.x[0]), s.product(s.h[1], s.x[1]))};
    check_adjoint(s.equations, {s.x[0], s.product(s.h[2], s.product(s.x[1], s.x[0]))},
                  at({2, 0.1}, {0.7, 0.3, 1.7}), {0, 0.5, 1.5, 4, 9});
}

TEST_CASE("adjoint: a feed whose beginning and end are parameters") {
    SmallSystem s({"x"}, {"k", "begin", "end", "feed"});
    const Node on = s.graph().binary(NodeKind::both, s.reached(s.h[1]),
                                     s.graph().unary(NodeKind::opposite, s.reached(s.h[2])));
    s.equations.rates = {s.difference(s.graph().select(on, s.h[3], s.number(0)), s.product(s.h[0], s.x[0]))};
    check_adjoint(s.equations, {s.x[0], s.product(s.h[0], s.x[0])}, at({1}, {0.3, 1, 2.5, 4}),
                  {0.5, 1, 2, 4, 10});
}

TEST_CASE("adjoint: a rate that turns where a state passes a threshold") {
    SmallSystem s({"x", "y"}, {"k", "threshold"});
    const Node below = s.less(s.x[0], s.h[1]);
    s.equations.rates = {s.graph().negate(s.product(s.h[0], s.x[0])),
                         s.graph().select(below, s.number(3), s.x[0])};
    check_adjoint(s.equations, {s.x[0], s.x[1]}, at({2, 0}, {0.7, 0.5}), {1, 3, 5});
}

TEST_CASE("adjoint: an event that a state sets off again and again") {
    SmallSystem s({"x", "y"}, {"k", "threshold", "dose"});
    s.equations.rates = {s.graph().negate(s.product(s.h[0], s.x[0])), s.x[0]};
    s.event(s.less(s.x[0], s.h[1])).assignments = {s.to_state(0, s.sum(s.x[0], s.h[2])),
                                                   s.to_state(1, s.product(s.x[1], s.number(0.5)))};
    check_adjoint(s.equations, {s.x[0], s.x[1]}, at({2, 0}, {0.7, 0.5, 1.5}), {1, 3, 5.5, 9});
}

TEST_CASE("adjoint: a delayed event, values of either time, and a changed parameter") {
    for (const bool at_trigger : {true, false}) {
        SmallSystem s({"x", "y"}, {"k", "threshold", "delay", "size"});
        s.equations.rates = {s.graph().negate(s.product(s.h[0], s.x[0])), s.x[0]};
        EventEquations& event = s.event(s.less(s.x[0], s.h[1]));
        event.values_at_trigger = at_trigger;
        event.delay = s.sum(s.h[2], s.product(s.x[1], s.number(0.1)));
        event.assignments = {s.to_state(0, s.sum(s.product(s.x[0], s.x[1]), s.time)),
                             s.to_held(0, s.product(s.h[0], s.x[1]))};
        event.assignments[0].scale = s.sum(s.h[3], s.product(s.x[1], s.time));
        event.assignments[0].value = s.product(event.assignments[0].formula, event.assignments[0].scale);
        check_adjoint(s.equations, {s.x[0], s.x[1], s.h[0]}, at({2, 0.1}, {0.7, 1, 0.8, 1.2}),
                      {0.5, 1.5, 2.5, 4});
    }
}

TEST_CASE("adjoint: events that set each other off, at a time that is a parameter") {
    SmallSystem s({"x", "y"}, {"k", "when"});
    s.equations.rates = {s.graph().negate(s.product(s.h[0], s.x[0])), s.x[0]};
    s.event(s.reached(s.h[1])).assignments = {s.to_state(0, s.sum(s.x[0], s.number(5)))};
    s.event(s.less(s.number(3), s.x[0])).assignments = {s.to_state(1, s.product(s.x[0], s.x[1]))};
    check_adjoint(s.equations, {s.x[0], s.x[1]}, at({2, 0.3}, {0.7, 1}), {0.5, 1.5, 4});
}

TEST_CASE("adjoint: nothing but events") {
    SmallSystem s({}, {"a", "when"});
    s.event(s.reached(s.h[1])).assignments = {s.to_held(0, s.product(s.h[0], s.sum(s.h[0], s.time)))};
    check_adjoint(s.equations, {s.h[0]}, at({}, {1.5, 2}), {1, 3});
}

TEST_CASE("adjoint: from a steady state with a conserved sum, before and after an event on the way there") {
    for (const bool jumps : {false, true}) {
        CAPTURE(jumps);
        SmallSystem s({"x", "y"}, {"forth", "back", "dose", "drain"});
        const Node flow =
            s.difference(s.product(s.h[0], s.product(s.x[0], s.x[0])), s.product(s.h[1], s.x[1]));
        s.equations.rates = {s.graph().negate(flow), flow};
        if (jumps)
            s.event(s.less(s.h[2], s.x[1])).assignments = {
                s.to_state(0, s.sum(s.x[0], s.product(s.h[2], s.x[1])))};
        const CompiledSystem system(s.equations, {s.x[0], s.x[1]}, true);
        const SystemState from = at({2, 0.1}, {0.7, 0.3, 0.4, 1});
        const std::vector<double> times{0, 1, 3};
        SteadyState steady = steady_state(system, with_directions(from), tight(), Context());
        REQUIRE(!steady.failure);
        // Out of the steady state by a jump of the caller's: x = x * forth.
        const double before = steady.state.states[0], forth = steady.state.held[0];
        for (std::size_t k = 0; k < 6; ++k)
            steady.state.state_sensitivities[k * 2] = steady.state.state_sensitivities[k * 2] * forth +
                                                      before * steady.state.held_sensitivities[k * 4];
        steady.state.states[0] = before * forth;
        const Trajectory forward = run(system, steady.state, times);
        REQUIRE(!forward.failure);

        RecordedPath path = path_from(system, from);
        SteadyState plain = steady_state(system, from, tight(), Context(), path);
        path.assign({0}, {{0, 0, forth}, {0, 2, before}});
        plain.state.states[0] = before * forth;
        REQUIRE(!simulate(system, plain.state, times, tight(), Context(), path).failure);
        const std::vector<double> weights{1, -0.5, 0.3, 0.7, -1, 2};
        const PathGradient back = path_gradient(system, path, weights, 6, tight(), Context());
        REQUIRE(!back.failure);
        for (std::size_t k = 0; k < 6; ++k) {
            double expected = 0;
            for (std::size_t i = 0; i < weights.size(); ++i)
                expected += weights[i] * forward.sensitivities[i * 6 + k];
            CAPTURE(k);
            CHECK(back.by_parameter[k] == doctest::Approx(expected).epsilon(1e-6));
        }
    }
}

TEST_CASE("adjoint: what has none says so") {
    SmallSystem s({"x", "y"}, {"k"});
    s.equations.rates = {s.graph().negate(s.x[0]), s.difference(s.x[1], s.product(s.h[0], s.x[0]))};
    s.equations.mass = {{0, 0, 1}};
    s.equations.algebraic_rows = {1};
    CHECK(without_adjoint(CompiledSystem(s.equations, {s.x[0]}, true)) == "it has algebraic rules");
}
