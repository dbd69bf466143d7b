#include "stochastic/incremental_program.hpp"

#include <algorithm>

namespace strandline::process {

using numerics::ExpressionGraph;
using numerics::NodeKind;

IncrementalProgram::IncrementalProgram(const ExpressionGraph& graph, std::span<const Node> nodes,
                                       std::size_t input_count)
    : graph_(graph), fresh_(input_count, 0.0) {
    std::vector<bool> needed(graph.size());
    for (const Node node : nodes) needed[node] = true;
    for (std::size_t i = graph.size(); i-- > 0;) {
        if (!needed[i]) continue;
        const auto& operation = graph.at(static_cast<Node>(i));
        const Node operands[] = {operation.a, operation.b, operation.c};
        for (int k = 0; k < operand_count(operation.kind); ++k) needed[operands[k]] = true;
    }
    for (Node node = 0; node < graph.size(); ++node) {
        if (!needed[node]) continue;
        const auto& operation = graph.at(node);
        if (operation.kind == NodeKind::input) {
            slots_[node] = operation.a;
            continue;
        }
        slots_[node] = static_cast<std::uint32_t>(fresh_.size());
        fresh_.push_back(operation.kind == NodeKind::constant ? operation.value : 0.0);
        if (operation.kind == NodeKind::constant) continue;
        order_.push_back(node);
    }
}

IncrementalProgram::Steps IncrementalProgram::steps(std::span<const Node> wanted) const {
    return steps(wanted, {});
}

IncrementalProgram::Steps IncrementalProgram::steps(std::span<const Node> wanted,
                                                    const std::vector<bool>& inputs) const {
    std::vector<bool> needed(graph_.size()), moved(graph_.size(), inputs.empty());
    for (const Node node : wanted) needed[node] = true;
    const auto operands = [&](Node node) {
        const auto& operation = graph_.at(node);
        const std::uint32_t all[] = {operation.a, operation.b, operation.c};
        return std::vector<Node>(all, all + operand_count(operation.kind));
    };
    for (const Node node : std::vector(order_.rbegin(), order_.rend()))
        if (needed[node])
            for (const Node operand : operands(node)) needed[operand] = true;
    if (!inputs.empty())
        for (const auto& [node, slot] : slots_)
            if (graph_.at(node).kind == NodeKind::input) moved[node] = inputs[graph_.at(node).a];
    Steps made;
    for (const Node node : order_) {
        const auto from = operands(node);
        if (!inputs.empty()) moved[node] = std::ranges::any_of(from, [&](Node one) { return moved[one]; });
        if (!needed[node] || !moved[node]) continue;
        Step step{graph_.at(node).kind, slot(node), 0, 0, 0};
        std::uint32_t* const places[] = {&step.a, &step.b, &step.c};
        for (std::size_t k = 0; k < from.size(); ++k) *places[k] = slot(from[k]);
        made.push_back(step);
    }
    return made;
}

void IncrementalProgram::run(const Steps& steps, double* slots) const {
    for (const Step& step : steps) {
        const double a = slots[step.a], b = slots[step.b];
        double& result = slots[step.result];
        switch (step.kind) {  // what propensities are mostly made of; the call costs more than these
        case NodeKind::add:
            result = a + b;
            break;
        case NodeKind::subtract:
            result = a - b;
            break;
        case NodeKind::multiply:
            result = a * b;
            break;
        case NodeKind::divide:
            result = a / b;
            break;
        default:
            result = numerics::operation_value(step.kind, a, b, slots[step.c]);
        }
    }
}

}  // namespace strandline::process
