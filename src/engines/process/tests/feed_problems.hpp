#pragma once

#include "feed/optimal_control.hpp"

#include <strandline/numerics/expression_graph.hpp>

#include <memory>

namespace strandline::process::testing {

/// A problem with the system that it is of.
struct FeedCase {
    std::unique_ptr<CompiledSystem> system;
    FeedProblem problem;
};

/// Secretion of a foreign protein by yeast in fed-batch: Park and Ramirez, AIChE Journal 34:1550 (1988), with
/// the constants that later studies use (Luus, Biotechnology and Bioengineering 39:1, 1992). States: secreted
/// and total protein, cells, glucose, volume; the end product is secreted protein times volume.
inline FeedCase park_ramirez(std::int32_t pieces, Profile profile = Profile::constant) {
    Equations equations;
    equations.state_ids = {"PM", "PT", "X", "S", "V"};
    equations.held_ids = {"u"};
    auto& g = equations.graph;
    const auto input = [&](std::uint32_t i) { return g.input(i); };
    const auto number = [&](double value) { return g.constant(value); };
    const Node pm = input(1), pt = input(2), x = input(3), s = input(4), v = input(5), u = input(6);
    const Node growth =
        g.divide(g.multiply(number(21.87), s), g.multiply(g.add(s, number(0.4)), g.add(s, number(62.5))));
    const Node expression = g.divide(
        g.multiply(s, g.unary(numerics::NodeKind::exp, g.multiply(number(-5), s))), g.add(number(0.1), s));
    const Node secretion = g.divide(g.multiply(number(4.75), growth), g.add(number(0.12), growth));
    const Node dilution = g.divide(u, v);
    equations.rates = {g.subtract(g.multiply(secretion, g.subtract(pt, pm)), g.multiply(dilution, pm)),
                       g.subtract(g.multiply(expression, x), g.multiply(dilution, pt)),
                       g.subtract(g.multiply(growth, x), g.multiply(dilution, x)),
                       g.add(g.multiply(g.multiply(number(-7.3), growth), x),
                             g.multiply(dilution, g.subtract(number(20), s))),
                       u};
    FeedCase made;
    made.system =
        std::make_unique<CompiledSystem>(equations, std::vector<Node>{g.multiply(pm, v), v, s, u}, true);
    made.problem.system = made.system.get();
    SystemState start;
    start.states = {0, 0, 1, 5, 1};
    start.held = {0};
    made.problem.members = {start};
    made.problem.controls = {{.id = "u", .lower = 0, .upper = 2, .profile = profile}};
    made.problem.pieces = pieces;
    made.problem.end_lower = made.problem.end_upper = 15;
    return made;
}

}  // namespace strandline::process::testing
