#include "system_builder.hpp"

#include <algorithm>
#include <numbers>
#include <set>

namespace strandline::process {

namespace {

using numerics::ExpressionGraph;
using numerics::NodeKind;

std::vector<std::uint8_t> reachable(const ExpressionGraph& graph, std::span<const Node> roots) {
    std::vector<std::uint8_t> reached(graph.size(), 0);
    for (const Node root : roots) reached[root] = 1;
    for (std::size_t i = graph.size(); i-- > 0;) {
        if (!reached[i]) continue;
        const auto& operation = graph.at(static_cast<Node>(i));
        const Node operands[] = {operation.a, operation.b, operation.c};
        for (int k = 0; k < operand_count(operation.kind); ++k) reached[operands[k]] = 1;
    }
    return reached;
}

/// b of a + b * time, where the node is that with a and b held; nothing where it is not.
std::optional<Node> slope(ExpressionGraph& graph, Node node) {
    const ExpressionGraph::Operation operation = graph.at(node);
    const auto inputs = graph.inputs_of(std::span(&node, 1));
    if (inputs.empty() || inputs.front() != 0) return graph.zero();
    switch (operation.kind) {
    case NodeKind::input:
        return graph.one();
    case NodeKind::negate: {
        const auto a = slope(graph, operation.a);
        if (!a) return std::nullopt;
        return graph.negate(*a);
    }
    case NodeKind::add:
    case NodeKind::subtract: {
        const auto a = slope(graph, operation.a), b = slope(graph, operation.b);
        if (!a || !b) return std::nullopt;
        return graph.binary(operation.kind, *a, *b);
    }
    case NodeKind::multiply: {
        const auto a = slope(graph, operation.a), b = slope(graph, operation.b);
        if (!a || !b) return std::nullopt;
        if (graph.is_constant(*b, 0)) return graph.multiply(*a, operation.b);
        if (graph.is_constant(*a, 0)) return graph.multiply(operation.a, *b);
        return std::nullopt;
    }
    case NodeKind::divide: {
        const auto a = slope(graph, operation.a), b = slope(graph, operation.b);
        if (a && b && graph.is_constant(*b, 0)) return graph.divide(*a, operation.b);
        return std::nullopt;
    }
    default:
        return std::nullopt;
    }
}

/// A gap whose sign changes where the node jumps, or nothing. Rounding jumps at every whole number, where
/// sin(pi x) changes its sign and nowhere else: a gap to the nearest whole number would itself jump, which
/// misleads a search for roots.
std::optional<Node> gap_of(ExpressionGraph& graph, Node node) {
    const ExpressionGraph::Operation operation = graph.at(node);
    const auto whole = [&](Node x) {
        return graph.unary(NodeKind::sin, graph.multiply(graph.constant(std::numbers::pi), x));
    };
    switch (operation.kind) {
    case NodeKind::less:
    case NodeKind::less_equal:
    case NodeKind::equal:
    case NodeKind::not_equal:
        // Of truths compared, the relations inside are what turns.
        if (is_truth(graph, operation.a) && is_truth(graph, operation.b)) return std::nullopt;
        return graph.subtract(operation.a, operation.b);
    case NodeKind::floor:
    case NodeKind::ceil:
        return whole(operation.a);
    case NodeKind::remainder:
        return whole(graph.divide(operation.a, operation.b));
    case NodeKind::sign:
        return operation.a;
    default:
        return std::nullopt;
    }
}

Node reversed(ExpressionGraph& graph, Node gap) {
    const ExpressionGraph::Operation operation = graph.at(gap);
    return operation.kind == NodeKind::subtract ? graph.subtract(operation.b, operation.a)
                                                : graph.negate(gap);
}

}  // namespace

std::vector<Switch> find_switches(const Equations& equations, ExpressionGraph& graph,
                                  std::span<const Node> roots) {
    const auto reached = reachable(graph, roots);
    std::vector<Switch> switches;
    std::set<Node> seen;
    const std::uint32_t first_held = equations.held_input(0), first_delayed = equations.delayed_input(0);
    for (std::size_t i = 0; i < reached.size(); ++i) {
        if (!reached[i]) continue;
        const auto gap = gap_of(graph, static_cast<Node>(i));
        if (!gap || seen.contains(*gap)) continue;
        const auto inputs = graph.inputs_of(std::span(&*gap, 1));
        const bool on_time = !inputs.empty() && inputs.front() == 0;
        const bool on_more = std::ranges::any_of(inputs, [&](std::uint32_t input) {
            return (input > 0 && input < first_held) || input >= first_delayed;
        });
        if (!on_time && !on_more) continue;  // held values alone change with events only
        seen.insert({*gap, reversed(graph, *gap)});
        Switch found{.gap = *gap, .timed = false, .slope = graph.zero()};
        if (const auto b = on_more ? std::nullopt : slope(graph, *gap)) {
            found.timed = true;
            found.slope = *b;
        }
        switches.push_back(found);
    }
    return switches;
}

}  // namespace strandline::process
