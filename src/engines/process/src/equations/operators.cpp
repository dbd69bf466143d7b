#include "formula_translator.hpp"

#include <cmath>
#include <limits>

namespace strandline::process {

namespace {

using domain::Formula;
using numerics::ExpressionGraph;
using numerics::NodeKind;
using Op = Formula::Op;
using Arguments = std::span<const Node>;

Node nan_node(ExpressionGraph& graph) { return graph.constant(std::numeric_limits<double>::quiet_NaN()); }

std::optional<double> number(const ExpressionGraph& graph, Node node) {
    const auto& operation = graph.at(node);
    if (operation.kind != NodeKind::constant) return std::nullopt;
    return operation.value;
}

/// From left to right; `empty` of no argument.
Node fold(ExpressionGraph& graph, NodeKind kind, Arguments arguments, Node empty) {
    if (arguments.empty()) return empty;
    Node result = arguments[0];
    for (const Node argument : arguments.subspan(1)) result = graph.binary(kind, result, argument);
    return result;
}

Node fold_truth(ExpressionGraph& graph, NodeKind kind, Arguments arguments, bool empty) {
    if (arguments.empty()) return graph.constant(empty ? 1 : 0);
    Node result = truth_of(graph, arguments[0]);
    for (const Node argument : arguments.subspan(1))
        result = graph.binary(kind, result, truth_of(graph, argument));
    return result;
}

/// a < b < c: each with its neighbour.
Node chain(ExpressionGraph& graph, NodeKind kind, Arguments arguments, bool swapped) {
    Node result = graph.one();
    for (std::size_t i = 0; i + 1 < arguments.size(); ++i) {
        const Node one = swapped ? graph.binary(kind, arguments[i + 1], arguments[i])
                                 : graph.binary(kind, arguments[i], arguments[i + 1]);
        result = i == 0 ? one : graph.binary(NodeKind::both, result, one);
    }
    return result;
}

Node truncated(ExpressionGraph& graph, Node a) {
    return graph.select(graph.binary(NodeKind::less, a, graph.zero()), graph.unary(NodeKind::ceil, a),
                        graph.unary(NodeKind::floor, a));
}

/// An odd root of a negative number is negative.
Node root(ExpressionGraph& graph, Node degree, Node x) {
    const auto n = number(graph, degree);
    if (n && *n == 2) return graph.unary(NodeKind::sqrt, x);
    if (n && std::fmod(*n, 2) != 0 && std::floor(*n) == *n)
        return graph.multiply(graph.unary(NodeKind::sign, x),
                              graph.power(graph.unary(NodeKind::abs, x), graph.constant(1 / *n)));
    return graph.power(x, graph.divide(graph.one(), degree));
}

Node piecewise(ExpressionGraph& graph, Arguments arguments) {
    const std::size_t pieces = arguments.size() / 2;
    Node result = arguments.size() % 2 ? arguments.back() : nan_node(graph);
    for (std::size_t i = pieces; i-- > 0;)
        result = graph.select(truth_of(graph, arguments[2 * i + 1]), arguments[2 * i], result);
    return result;
}

std::optional<NodeKind> plain_unary(Op op) {
    switch (op) {
    case Op::exp:
        return NodeKind::exp;
    case Op::ln:
        return NodeKind::log;
    case Op::abs:
        return NodeKind::abs;
    case Op::floor:
        return NodeKind::floor;
    case Op::ceiling:
        return NodeKind::ceil;
    case Op::sin:
        return NodeKind::sin;
    case Op::cos:
        return NodeKind::cos;
    case Op::tan:
        return NodeKind::tan;
    case Op::sinh:
        return NodeKind::sinh;
    case Op::cosh:
        return NodeKind::cosh;
    case Op::tanh:
        return NodeKind::tanh;
    case Op::arcsin:
        return NodeKind::asin;
    case Op::arccos:
        return NodeKind::acos;
    case Op::arctan:
        return NodeKind::atan;
    case Op::arcsinh:
        return NodeKind::asinh;
    case Op::arccosh:
        return NodeKind::acosh;
    case Op::arctanh:
        return NodeKind::atanh;
    default:
        return std::nullopt;
    }
}

/// 1 / f(x).
std::optional<NodeKind> reciprocal(Op op) {
    switch (op) {
    case Op::sec:
        return NodeKind::cos;
    case Op::csc:
        return NodeKind::sin;
    case Op::cot:
        return NodeKind::tan;
    case Op::sech:
        return NodeKind::cosh;
    case Op::csch:
        return NodeKind::sinh;
    case Op::coth:
        return NodeKind::tanh;
    default:
        return std::nullopt;
    }
}

/// f(1 / x).
std::optional<NodeKind> of_reciprocal(Op op) {
    switch (op) {
    case Op::arcsec:
        return NodeKind::acos;
    case Op::arccsc:
        return NodeKind::asin;
    case Op::arccot:
        return NodeKind::atan;
    case Op::arcsech:
        return NodeKind::acosh;
    case Op::arccsch:
        return NodeKind::asinh;
    case Op::arccoth:
        return NodeKind::atanh;
    default:
        return std::nullopt;
    }
}

Node of_one(ExpressionGraph& graph, Op op, Node a) {
    if (const auto kind = plain_unary(op)) return graph.unary(*kind, a);
    if (const auto kind = reciprocal(op)) return graph.divide(graph.one(), graph.unary(*kind, a));
    if (const auto kind = of_reciprocal(op)) return graph.unary(*kind, graph.divide(graph.one(), a));
    switch (op) {
    case Op::minus:
        return graph.negate(a);
    case Op::factorial:
        return graph.unary(NodeKind::gamma, graph.add(a, graph.one()));
    case Op::logical_not:
        return graph.unary(NodeKind::opposite, truth_of(graph, a));
    default:
        return nan_node(graph);
    }
}

Node of_two(ExpressionGraph& graph, Op op, Node a, Node b) {
    switch (op) {
    case Op::minus:
        return graph.subtract(a, b);
    case Op::divide:
        return graph.divide(a, b);
    case Op::power:
        return graph.power(a, b);
    case Op::root:
        return root(graph, a, b);
    case Op::log:
        return graph.divide(graph.unary(NodeKind::log, b), graph.unary(NodeKind::log, a));
    case Op::quotient:
        return truncated(graph, graph.divide(a, b));
    case Op::remainder:
        return graph.binary(NodeKind::remainder, a, b);
    case Op::implies:
        return graph.binary(NodeKind::either, graph.unary(NodeKind::opposite, truth_of(graph, a)),
                            truth_of(graph, b));
    default:
        return nan_node(graph);
    }
}

}  // namespace

bool is_truth(const ExpressionGraph& graph, Node node) {
    const auto& operation = graph.at(node);
    switch (operation.kind) {
    case NodeKind::less:
    case NodeKind::less_equal:
    case NodeKind::equal:
    case NodeKind::not_equal:
    case NodeKind::both:
    case NodeKind::either:
    case NodeKind::opposite:
        return true;
    case NodeKind::constant:
        return operation.value == 0 || operation.value == 1;
    case NodeKind::select:
        return is_truth(graph, operation.b) && is_truth(graph, operation.c);
    default:
        return false;
    }
}

Node truth_of(ExpressionGraph& graph, Node node) {
    return is_truth(graph, node) ? node : graph.binary(NodeKind::not_equal, node, graph.zero());
}

Node operator_node(ExpressionGraph& graph, Op op, Arguments arguments) {
    switch (op) {
    case Op::plus:
        return fold(graph, NodeKind::add, arguments, graph.zero());
    case Op::times:
        return fold(graph, NodeKind::multiply, arguments, graph.one());
    case Op::minimum:
        return fold(graph, NodeKind::minimum, arguments, nan_node(graph));
    case Op::maximum:
        return fold(graph, NodeKind::maximum, arguments, nan_node(graph));
    case Op::logical_and:
        return fold_truth(graph, NodeKind::both, arguments, true);
    case Op::logical_or:
        return fold_truth(graph, NodeKind::either, arguments, false);
    case Op::exclusive_or:
        return fold_truth(graph, NodeKind::not_equal, arguments, false);
    case Op::equal:
        return chain(graph, NodeKind::equal, arguments, false);
    case Op::not_equal:
        return chain(graph, NodeKind::not_equal, arguments, false);
    case Op::less:
        return chain(graph, NodeKind::less, arguments, false);
    case Op::less_equal:
        return chain(graph, NodeKind::less_equal, arguments, false);
    case Op::greater:
        return chain(graph, NodeKind::less, arguments, true);
    case Op::greater_equal:
        return chain(graph, NodeKind::less_equal, arguments, true);
    case Op::piecewise:
        return piecewise(graph, arguments);
    default:
        break;
    }
    if (arguments.size() == 1) return of_one(graph, op, arguments[0]);
    if (arguments.size() == 2) return of_two(graph, op, arguments[0], arguments[1]);
    return nan_node(graph);
}

}  // namespace strandline::process
