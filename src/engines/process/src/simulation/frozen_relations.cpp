#include "simulation/frozen_relations.hpp"

#include "equations/formula_translator.hpp"

namespace strandline::process {

using numerics::ExpressionGraph;
using numerics::Node;
using numerics::NodeKind;

namespace {

bool is_relation(NodeKind kind) {
    return kind == NodeKind::less || kind == NodeKind::less_equal || kind == NodeKind::equal ||
           kind == NodeKind::not_equal;
}

std::vector<bool> reached_from(const ExpressionGraph& graph, std::span<const Node> nodes) {
    std::vector<bool> reached(graph.size());
    for (const Node node : nodes) reached[node] = true;
    for (std::size_t i = graph.size(); i-- > 0;) {
        if (!reached[i]) continue;
        const auto& operation = graph.at(static_cast<Node>(i));
        const Node operands[] = {operation.a, operation.b, operation.c};
        for (int k = 0; k < operand_count(operation.kind); ++k) reached[operands[k]] = true;
    }
    return reached;
}

}  // namespace

FrozenRelations freeze(ExpressionGraph& graph, std::span<const Node> nodes, std::uint32_t first_input) {
    const std::vector<bool> reached = reached_from(graph, nodes);
    FrozenRelations made;
    std::vector<Node> now(reached.size());
    for (std::size_t i = 0; i < reached.size(); ++i) {
        if (!reached[i]) continue;
        const auto node = static_cast<Node>(i);
        const ExpressionGraph::Operation operation = graph.at(node);
        if (is_relation(operation.kind)) {
            now[i] = graph.input(first_input + static_cast<std::uint32_t>(made.relations.size()));
            made.relations.push_back(node);
            continue;
        }
        switch (operand_count(operation.kind)) {
        case 0:
            now[i] = node;
            break;
        case 1:
            now[i] = graph.unary(operation.kind, now[operation.a]);
            break;
        case 2:
            now[i] = graph.binary(operation.kind, now[operation.a], now[operation.b]);
            break;
        default:
            now[i] = graph.select(now[operation.a], now[operation.b], now[operation.c]);
        }
    }
    for (const Node node : nodes) made.nodes.push_back(now[node]);
    return made;
}

}  // namespace strandline::process
