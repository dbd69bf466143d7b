#include "operation_value.hpp"

#include <strandline/numerics/expression_graph.hpp>

#include <algorithm>
#include <cassert>

namespace strandline::numerics {
namespace {

/// Which nodes the given ones are made of; as long as the highest of them asks.
std::vector<char> needed_for(const ExpressionGraph& graph, std::span<const Node> nodes) {
    if (nodes.empty()) return {};
    std::vector<char> needed(*std::ranges::max_element(nodes) + 1, 0);
    for (const Node node : nodes) needed[node] = 1;
    for (std::size_t node = needed.size(); node-- > 0;) {
        if (!needed[node]) continue;
        const ExpressionGraph::Operation& operation = graph.at(static_cast<Node>(node));
        const int operands = operand_count(operation.kind);
        if (operands > 0) needed[operation.a] = 1;
        if (operands > 1) needed[operation.b] = 1;
        if (operands > 2) needed[operation.c] = 1;
    }
    return needed;
}

}  // namespace

std::vector<Node> ExpressionGraph::substitute(std::span<const Node> nodes, std::span<const Node> with) {
    const std::vector<char> needed = needed_for(*this, nodes);
    std::vector<Node> replaced(needed.size(), keep);
    for (Node node = 0; node < needed.size(); ++node) {
        if (!needed[node]) continue;
        const Operation operation = operations_[node];  // a copy: the graph grows
        switch (operand_count(operation.kind)) {
        case 0: {
            const bool replaces =
                operation.kind == NodeKind::input && operation.a < with.size() && with[operation.a] != keep;
            replaced[node] = replaces ? with[operation.a] : node;
            break;
        }
        case 1:
            replaced[node] = unary(operation.kind, replaced[operation.a]);
            break;
        case 2:
            replaced[node] = binary(operation.kind, replaced[operation.a], replaced[operation.b]);
            break;
        default:
            replaced[node] = select(replaced[operation.a], replaced[operation.b], replaced[operation.c]);
        }
    }
    std::vector<Node> result;
    result.reserve(nodes.size());
    for (const Node node : nodes) result.push_back(replaced[node]);
    return result;
}

std::vector<std::uint32_t> ExpressionGraph::inputs_of(std::span<const Node> nodes) const {
    const std::vector<char> needed = needed_for(*this, nodes);
    std::vector<std::uint32_t> inputs;
    for (Node node = 0; node < needed.size(); ++node)
        if (needed[node] && operations_[node].kind == NodeKind::input) inputs.push_back(operations_[node].a);
    std::ranges::sort(inputs);
    return inputs;
}

}  // namespace strandline::numerics
