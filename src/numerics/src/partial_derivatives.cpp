#include "partial_derivatives.hpp"

namespace strandline::numerics {
namespace {

using Operation = ExpressionGraph::Operation;

/// adjoint / sqrt(value)
Node over_root(ExpressionGraph& graph, Node adjoint, Node value) {
    return graph.divide(adjoint, graph.unary(NodeKind::sqrt, value));
}

Node square(ExpressionGraph& graph, Node a) { return graph.multiply(a, a); }

/// adjoint * d f(a) / d a, where `node` is f(a).
Node unary_adjoint(ExpressionGraph& graph, NodeKind kind, Node node, Node a, Node adjoint) {
    const Node one = graph.one();
    switch (kind) {
    case NodeKind::negate:
        return graph.negate(adjoint);
    case NodeKind::exp:
        return graph.multiply(adjoint, node);
    case NodeKind::log:
        return graph.divide(adjoint, a);
    case NodeKind::log1p:
        return graph.divide(adjoint, graph.add(one, a));
    case NodeKind::expm1:
        return graph.multiply(adjoint, graph.add(node, one));
    case NodeKind::sqrt:
        return graph.divide(adjoint, graph.multiply(graph.constant(2), node));
    case NodeKind::abs:
        return graph.multiply(adjoint, graph.unary(NodeKind::sign, a));
    case NodeKind::sin:
        return graph.multiply(adjoint, graph.unary(NodeKind::cos, a));
    case NodeKind::cos:
        return graph.negate(graph.multiply(adjoint, graph.unary(NodeKind::sin, a)));
    case NodeKind::tan:
        return graph.multiply(adjoint, graph.add(one, square(graph, node)));
    case NodeKind::asin:
        return over_root(graph, adjoint, graph.subtract(one, square(graph, a)));
    case NodeKind::acos:
        return graph.negate(over_root(graph, adjoint, graph.subtract(one, square(graph, a))));
    case NodeKind::atan:
        return graph.divide(adjoint, graph.add(one, square(graph, a)));
    case NodeKind::sinh:
        return graph.multiply(adjoint, graph.unary(NodeKind::cosh, a));
    case NodeKind::cosh:
        return graph.multiply(adjoint, graph.unary(NodeKind::sinh, a));
    case NodeKind::tanh:
        return graph.multiply(adjoint, graph.subtract(one, square(graph, node)));
    case NodeKind::asinh:
        return over_root(graph, adjoint, graph.add(square(graph, a), one));
    case NodeKind::acosh:  // not of a^2 - 1, whose root would be real below -1, too
        return over_root(graph, over_root(graph, adjoint, graph.subtract(a, one)), graph.add(a, one));
    case NodeKind::atanh:
        return graph.divide(adjoint, graph.subtract(one, square(graph, a)));
    case NodeKind::gamma:
        return graph.multiply(adjoint, graph.multiply(node, graph.unary(NodeKind::digamma, a)));
    case NodeKind::digamma:
        return graph.multiply(adjoint, graph.binary(NodeKind::polygamma, one, a));
    default:
        return graph.zero();
    }
}

/// b a^(b-1), which is 0 where b is 0, also at a = 0.
Node power_by_base(ExpressionGraph& graph, Node a, Node b) {
    const Node derivative = graph.multiply(b, graph.power(a, graph.subtract(b, graph.one())));
    if (graph.at(b).kind == NodeKind::constant) return derivative;
    const Node no_power = graph.binary(NodeKind::equal, b, graph.zero());
    return graph.select(no_power, graph.zero(), derivative);
}

/// a^b ln a, which is 0 at a = 0.
Node power_by_exponent(ExpressionGraph& graph, Node node, Node a) {
    const Node derivative = graph.multiply(node, graph.unary(NodeKind::log, a));
    const Node no_base = graph.binary(NodeKind::equal, a, graph.zero());
    return graph.select(no_base, graph.zero(), derivative);
}

Contributions binary_contributions(ExpressionGraph& graph, Node node, const Operation& of, Node adjoint,
                                   bool wants_a, bool wants_b) {
    Contributions result;
    const auto [kind, a, b, c, value] = of;
    switch (kind) {
    case NodeKind::add:
        if (wants_a) result.add(a, adjoint);
        if (wants_b) result.add(b, adjoint);
        break;
    case NodeKind::subtract:
        if (wants_a) result.add(a, adjoint);
        if (wants_b) result.add(b, graph.negate(adjoint));
        break;
    case NodeKind::multiply:
        if (wants_a) result.add(a, graph.multiply(adjoint, b));
        if (wants_b) result.add(b, graph.multiply(adjoint, a));
        break;
    case NodeKind::divide:
        if (wants_a) result.add(a, graph.divide(adjoint, b));
        if (wants_b) result.add(b, graph.negate(graph.multiply(adjoint, graph.divide(node, b))));
        break;
    case NodeKind::power:
        if (wants_a) result.add(a, graph.multiply(adjoint, power_by_base(graph, a, b)));
        if (wants_b) result.add(b, graph.multiply(adjoint, power_by_exponent(graph, node, a)));
        break;
    case NodeKind::polygamma:
        if (wants_b) result.add(b, graph.multiply(adjoint, graph.binary(kind, graph.add(a, graph.one()), b)));
        break;
    case NodeKind::remainder:  // a - b n, n whole
        if (wants_a) result.add(a, adjoint);
        if (wants_b) result.add(b, graph.multiply(adjoint, graph.divide(graph.subtract(node, a), b)));
        break;
    default:
        break;
    }
    return result;
}

}  // namespace

bool is_flat(NodeKind kind) {
    switch (kind) {
    case NodeKind::constant:
    case NodeKind::floor:
    case NodeKind::ceil:
    case NodeKind::sign:
    case NodeKind::less:
    case NodeKind::less_equal:
    case NodeKind::equal:
    case NodeKind::not_equal:
    case NodeKind::both:
    case NodeKind::either:
    case NodeKind::opposite:
        return true;
    default:
        return false;
    }
}

Contributions contributions(ExpressionGraph& graph, Node node, Node adjoint, bool wants_a, bool wants_b) {
    const Operation of = graph.at(node);  // a copy: the graph grows
    switch (of.kind) {
    case NodeKind::add:
    case NodeKind::subtract:
    case NodeKind::multiply:
    case NodeKind::divide:
    case NodeKind::power:
    case NodeKind::polygamma:
    case NodeKind::remainder:
        return binary_contributions(graph, node, of, adjoint, wants_a, wants_b);
    default:
        break;
    }
    Contributions result;
    if (wants_a) result.add(of.a, unary_adjoint(graph, of.kind, node, of.a, adjoint));
    return result;
}

}  // namespace strandline::numerics
