#include "small_systems.hpp"

using namespace strandline::process;
using namespace strandline::process::testing;
using strandline::numerics::NodeKind;

TEST_CASE("sensitivities through a feed whose beginning and end are parameters") {
    SmallSystem s({"x"}, {"k", "begin", "end", "feed"});
    const Node on = s.graph().binary(NodeKind::both, s.reached(s.h[1]),
                                     s.graph().unary(NodeKind::opposite, s.reached(s.h[2])));
    s.equations.rates = {s.difference(s.graph().select(on, s.h[3], s.number(0)), s.product(s.h[0], s.x[0]))};
    check_sensitivities(s.equations, {s.x[0], s.product(s.h[0], s.x[0])}, at({1}, {0.3, 1, 2.5, 4}),
                        {0.5, 2, 4, 10});
}

TEST_CASE("sensitivities through a rate that turns where a state passes a threshold") {
    SmallSystem s({"x", "y"}, {"k", "threshold"});
    const Node below = s.less(s.x[0], s.h[1]);
    s.equations.rates = {s.graph().negate(s.product(s.h[0], s.x[0])),
                         s.graph().select(below, s.number(3), s.x[0])};
    check_sensitivities(s.equations, {s.x[0], s.x[1]}, at({2, 0}, {0.7, 0.5}), {1, 3, 5});
}

TEST_CASE("sensitivities through an event that a state sets off again and again") {
    SmallSystem s({"x", "y"}, {"k", "threshold", "dose"});
    s.equations.rates = {s.graph().negate(s.product(s.h[0], s.x[0])), s.x[0]};
    s.event(s.less(s.x[0], s.h[1])).assignments = {s.to_state(0, s.sum(s.x[0], s.h[2])),
                                                   s.to_state(1, s.product(s.x[1], s.number(0.5)))};
    check_sensitivities(s.equations, {s.x[0], s.x[1]}, at({2, 0}, {0.7, 0.5, 1.5}), {1, 3, 5.5, 9});
}

TEST_CASE("sensitivities through a delayed event, values of either time, and a changed parameter") {
    for (const bool at_trigger : {true, false}) {
        SmallSystem s({"x", "y"}, {"k", "threshold", "delay"});
        s.equations.rates = {s.graph().negate(s.product(s.h[0], s.x[0])), s.x[0]};
        EventEquations& event = s.event(s.less(s.x[0], s.h[1]));
        event.values_at_trigger = at_trigger;
        event.delay = s.sum(s.h[2], s.product(s.x[1], s.number(0.1)));
        event.assignments = {s.to_state(0, s.sum(s.product(s.x[0], s.x[1]), s.time)),
                             s.to_held(0, s.product(s.h[0], s.x[1]))};
        check_sensitivities(s.equations, {s.x[0], s.x[1], s.h[0]}, at({2, 0.1}, {0.7, 1, 0.8}),
                            {0.5, 1.5, 2.5, 4}, 3e-4);
    }
}

TEST_CASE("sensitivities through events that set each other off") {
    SmallSystem s({"x", "y"}, {"k", "when"});
    s.equations.rates = {s.graph().negate(s.product(s.h[0], s.x[0])), s.x[0]};
    s.event(s.reached(s.h[1])).assignments = {s.to_state(0, s.sum(s.x[0], s.number(5)))};
    s.event(s.less(s.number(3), s.x[0])).assignments = {s.to_state(1, s.product(s.x[0], s.x[1]))};
    check_sensitivities(s.equations, {s.x[0], s.x[1]}, at({2, 0.3}, {0.7, 1}), {0.5, 1.5, 4});
}
