#include "graph_hash.hpp"
#include "operation_value.hpp"

#include <strandline/numerics/expression_graph.hpp>

#include <cassert>
#include <utility>

namespace strandline::numerics {
namespace {

bool commutes(NodeKind kind) {
    return kind == NodeKind::add || kind == NodeKind::multiply || kind == NodeKind::equal ||
           kind == NodeKind::not_equal || kind == NodeKind::both || kind == NodeKind::either;
}

/// The operand of a negation, or nothing.
constexpr Node none = ~Node{0};
Node negated(const ExpressionGraph& graph, Node node) {
    const ExpressionGraph::Operation& operation = graph.at(node);
    return operation.kind == NodeKind::negate ? operation.a : none;
}

Node simple_add(ExpressionGraph& graph, Node a, Node b) {
    if (graph.is_constant(a, 0)) return b;
    if (graph.is_constant(b, 0)) return a;
    if (const Node term = negated(graph, b); term != none) return graph.subtract(a, term);
    if (const Node term = negated(graph, a); term != none) return graph.subtract(b, term);
    return none;
}

Node simple_subtract(ExpressionGraph& graph, Node a, Node b) {
    if (graph.is_constant(b, 0)) return a;
    if (graph.is_constant(a, 0)) return graph.negate(b);
    if (const Node term = negated(graph, b); term != none) return graph.add(a, term);
    return none;
}

// Signs are moved outwards, which changes no bit of a value, so that a product and its negative share a node.
Node simple_multiply(ExpressionGraph& graph, Node a, Node b) {
    for (const auto& [one, other] : {std::pair{a, b}, std::pair{b, a}}) {
        if (graph.is_constant(one, 0)) return graph.zero();
        if (graph.is_constant(one, 1)) return other;
        if (graph.is_constant(one, -1)) return graph.negate(other);
        if (const Node factor = negated(graph, one); factor != none)
            return graph.negate(graph.multiply(factor, other));
    }
    return none;
}

Node simple_divide(ExpressionGraph& graph, Node a, Node b) {
    if (graph.is_constant(b, 1)) return a;
    if (graph.is_constant(b, -1)) return graph.negate(a);
    if (const Node factor = negated(graph, a); factor != none) return graph.negate(graph.divide(factor, b));
    if (const Node factor = negated(graph, b); factor != none) return graph.negate(graph.divide(a, factor));
    return none;
}

Node simple_power(ExpressionGraph& graph, Node a, Node b) {
    if (graph.is_constant(a, 1)) return graph.one();
    if (graph.at(b).kind != NodeKind::constant) return none;
    const double exponent = graph.at(b).value;
    if (exponent == 0) return graph.one();
    if (exponent == 1) return a;
    if (exponent == 2) return graph.multiply(a, a);
    if (exponent == 3) return graph.multiply(graph.multiply(a, a), a);
    if (exponent == 4) return graph.multiply(graph.multiply(a, a), graph.multiply(a, a));
    if (exponent == -1) return graph.divide(graph.one(), a);
    if (exponent == -2) return graph.divide(graph.one(), graph.multiply(a, a));
    if (exponent == 0.5) return graph.unary(NodeKind::sqrt, a);
    return none;
}

Node simple_logic(ExpressionGraph& graph, NodeKind kind, Node a, Node b) {
    const bool all = kind == NodeKind::both;
    for (const Node operand : {a, b}) {
        if (graph.at(operand).kind != NodeKind::constant) continue;
        const bool value = graph.at(operand).value != 0;
        if (value != all) return graph.constant(truth(value));
    }
    return none;
}

Node simple_binary(ExpressionGraph& graph, NodeKind kind, Node a, Node b) {
    switch (kind) {
    case NodeKind::add:
        return simple_add(graph, a, b);
    case NodeKind::subtract:
        return simple_subtract(graph, a, b);
    case NodeKind::multiply:
        return simple_multiply(graph, a, b);
    case NodeKind::divide:
        return simple_divide(graph, a, b);
    case NodeKind::power:
        return simple_power(graph, a, b);
    case NodeKind::minimum:
    case NodeKind::maximum:
        return a == b ? a : none;
    case NodeKind::both:
    case NodeKind::either:
        return simple_logic(graph, kind, a, b);
    default:
        return none;
    }
}

}  // namespace

Node ExpressionGraph::constant(double value) {
    return GraphHash::intern(*this, {NodeKind::constant, 0, 0, 0, value});
}

Node ExpressionGraph::input(std::uint32_t index) {
    return GraphHash::intern(*this, {NodeKind::input, index, 0, 0, 0});
}

bool ExpressionGraph::is_constant(Node node, double value) const {
    const Operation& operation = operations_[node];
    return operation.kind == NodeKind::constant &&
           (operation.value == value || (operation.value != operation.value && value != value));
}

Node ExpressionGraph::unary(NodeKind kind, Node a) {
    assert(a < size() && operand_count(kind) == 1);
    const Operation& operand = operations_[a];
    if (operand.kind == NodeKind::constant) return constant(operation_value(kind, operand.value, 0, 0));
    if (kind == NodeKind::negate && operand.kind == NodeKind::negate) return operand.a;
    if (kind == NodeKind::abs && operand.kind == NodeKind::negate) return unary(kind, operand.a);
    return GraphHash::intern(*this, {kind, a, 0, 0, 0});
}

Node ExpressionGraph::binary(NodeKind kind, Node a, Node b) {
    assert(a < size() && b < size() && operand_count(kind) == 2);
    if (at(a).kind == NodeKind::constant && at(b).kind == NodeKind::constant)
        return constant(operation_value(kind, at(a).value, at(b).value, 0));
    if (const Node simple = simple_binary(*this, kind, a, b); simple != none) return simple;
    if (commutes(kind) && b < a) std::swap(a, b);
    return GraphHash::intern(*this, {kind, a, b, 0, 0});
}

Node ExpressionGraph::select(Node condition, Node yes, Node no) {
    assert(condition < size() && yes < size() && no < size());
    if (at(condition).kind == NodeKind::constant) return at(condition).value != 0 ? yes : no;
    if (yes == no) return yes;
    if (at(condition).kind == NodeKind::opposite) return select(at(condition).a, no, yes);
    return GraphHash::intern(*this, {NodeKind::select, condition, yes, no, 0});
}

}  // namespace strandline::numerics
