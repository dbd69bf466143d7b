#include "stochastic/incremental_program.hpp"

#include <algorithm>

namespace strandline::process {

using numerics::ExpressionGraph;
using numerics::NodeKind;
using numerics::Program;

namespace {

int operand_count(NodeKind kind) {
    switch (kind) {
    case NodeKind::constant:
    case NodeKind::input:
        return 0;
    case NodeKind::add:
    case NodeKind::subtract:
    case NodeKind::multiply:
    case NodeKind::divide:
    case NodeKind::power:
    case NodeKind::polygamma:
    case NodeKind::remainder:
    case NodeKind::minimum:
    case NodeKind::maximum:
    case NodeKind::less:
    case NodeKind::less_equal:
    case NodeKind::equal:
    case NodeKind::not_equal:
    case NodeKind::both:
    case NodeKind::either:
        return 2;
    case NodeKind::select:
        return 3;
    default:
        return 1;
    }
}

/// Of the operation as such, over three inputs; any operand that a kind does not have is ignored.
Program single(NodeKind kind) {
    ExpressionGraph graph;
    const Node a = graph.input(0), b = graph.input(1), c = graph.input(2);
    const int count = operand_count(kind);
    const Node made = count == 1   ? graph.unary(kind, a)
                      : count == 2 ? graph.binary(kind, a, b)
                                   : graph.select(a, b, c);
    return Program(graph, std::span(&made, 1), 3, numerics::Execution::interpreted);
}

double truth(bool value) { return value ? 1 : 0; }

}  // namespace

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
    rare_.resize(static_cast<std::size_t>(NodeKind::select) + 1);
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
        auto& rare = rare_[static_cast<std::size_t>(operation.kind)];
        if (!rare) rare = single(operation.kind);
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
    for (const Step& step : steps) compute(step, slots);
}

void IncrementalProgram::compute(const Step& step, double* slots) const {
    const double a = slots[step.a], b = slots[step.b];
    double& result = slots[step.result];
    switch (step.kind) {
    case NodeKind::add:
        result = a + b;
        return;
    case NodeKind::subtract:
        result = a - b;
        return;
    case NodeKind::multiply:
        result = a * b;
        return;
    case NodeKind::divide:
        result = a / b;
        return;
    case NodeKind::negate:
        result = -a;
        return;
    case NodeKind::less:
        result = truth(a < b);
        return;
    case NodeKind::less_equal:
        result = truth(a <= b);
        return;
    case NodeKind::select:
        result = a != 0 ? b : slots[step.c];
        return;
    default:
        const double operands[] = {a, b, slots[step.c]};
        rare_[static_cast<std::size_t>(step.kind)]->evaluate(operands, &result);
    }
}

}  // namespace strandline::process
