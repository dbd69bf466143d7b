#include "program_code.hpp"

#include "operation_value.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace strandline::numerics {
namespace {

using Operation = ExpressionGraph::Operation;
constexpr std::uint32_t none = ~std::uint32_t{0};

std::array<Node, 3> operands_of(const Operation& operation) {
    return {operation.a, operation.b, operation.c};
}

/// The nodes that the outputs need, each after its operands, what one output needs side by side.
std::vector<Node> in_order_of_need(const ExpressionGraph& graph, std::span<const Node> outputs) {
    std::vector<char> seen(outputs.empty() ? 0 : *std::ranges::max_element(outputs) + std::size_t{1}, 0);
    std::vector<Node> order;
    std::vector<std::pair<Node, int>> path;  // a node, and how many of its operands were visited
    const auto enter = [&](Node node) {
        if (seen[node]) return;
        seen[node] = 1;
        path.emplace_back(node, 0);
    };
    for (const Node output : outputs) {
        enter(output);
        while (!path.empty()) {
            auto& [node, visited] = path.back();
            const Operation& operation = graph.at(node);
            if (visited < operand_count(operation.kind)) {
                enter(operands_of(operation)[static_cast<std::size_t>(visited++)]);
                continue;
            }
            order.push_back(node);
            path.pop_back();
        }
    }
    return order;
}

/// Reorders each `window` of operations so that equal kinds follow each other: the interpreter decides once a
/// run what to do. Values stay near to their use, since none leaves its window.
class KindRuns {
public:
    KindRuns(const ExpressionGraph& graph, std::vector<Node>& order) : graph_(graph), order_(order) {
        waiting_for_.assign(order.empty() ? 0 : *std::ranges::max_element(order) + std::size_t{1}, outside);
    }

    void arrange(std::size_t window) {
        for (std::size_t first = 0; first < order_.size(); first += window)
            arrange(std::span(order_).subspan(first, std::min(window, order_.size() - first)));
    }

private:
    static constexpr std::int8_t outside = -1;

    void arrange(std::span<Node> nodes) {
        for (const Node node : nodes) waiting_for_[node] = 0;
        std::vector<std::pair<Node, Node>> uses;  // operand, user
        for (const Node node : nodes) {
            const Operation& operation = graph_.at(node);
            for (int k = 0; k < operand_count(operation.kind); ++k) {
                const Node operand = operands_of(operation)[static_cast<std::size_t>(k)];
                if (waiting_for_[operand] == outside) continue;
                ++waiting_for_[node];
                uses.emplace_back(operand, node);
            }
        }
        std::ranges::sort(uses);
        for (std::vector<Node>& ready : ready_) ready.clear();
        for (const Node node : nodes)
            if (waiting_for_[node] == 0) make_ready(node);
        for (std::size_t placed = 0; placed < nodes.size();) {
            std::vector<Node>& ready = *std::ranges::max_element(ready_, {}, &std::vector<Node>::size);
            for (std::size_t next = 0; next < ready.size(); ++next) {  // grows under our hands
                const Node node = ready[next];
                nodes[placed++] = node;
                auto use = std::ranges::lower_bound(uses, std::pair{node, Node{0}});
                for (; use != uses.end() && use->first == node; ++use)
                    if (--waiting_for_[use->second] == 0) make_ready(use->second);
            }
            ready.clear();
        }
        for (const Node node : nodes) waiting_for_[node] = outside;
    }

    void make_ready(Node node) { ready_[static_cast<std::size_t>(graph_.at(node).kind)].push_back(node); }

    const ExpressionGraph& graph_;
    std::vector<Node>& order_;
    std::vector<std::int8_t> waiting_for_;
    std::array<std::vector<Node>, static_cast<std::size_t>(NodeKind::select) + 1> ready_;
};

/// Gives slots to nodes and writes the instructions.
class Layout {
public:
    Layout(const ExpressionGraph& graph, std::span<const Node> outputs, std::size_t size)
        : graph_(graph), outputs_(outputs), slot_(size, none), uses_(size, 0) {}

    void write(ProgramCode& code, std::span<const Node> order) {
        place_leaves(code, order);
        for (const Node node : order) {
            const Operation& operation = graph_.at(node);
            for (int k = 0; k < operand_count(operation.kind); ++k)
                ++uses_[operands_of(operation)[static_cast<std::size_t>(k)]];
        }
        for (const Node node : outputs_) ++uses_[node];
        code.slots = code.first_value();
        for (const Node node : order) write(code, node);
        for (const Node node : outputs_) code.outputs.push_back(slot_[node]);
    }

private:
    void place_leaves(ProgramCode& code, std::span<const Node> order) {
        for (const Node node : order) {
            if (graph_.at(node).kind != NodeKind::constant) continue;
            slot_[node] = static_cast<std::uint32_t>(code.constants.size());
            code.constants.push_back(graph_.at(node).value);
        }
        std::vector<std::pair<std::uint32_t, Node>> inputs;
        for (const Node node : order)
            if (graph_.at(node).kind == NodeKind::input) inputs.emplace_back(graph_.at(node).a, node);
        std::ranges::sort(inputs);
        for (const auto& [index, node] : inputs) {
            assert(index < code.input_count);
            slot_[node] = static_cast<std::uint32_t>(code.constants.size() + code.used_inputs.size());
            code.used_inputs.push_back(index);
        }
    }

    void write(ProgramCode& code, Node node) {
        const Operation& operation = graph_.at(node);
        const int operands = operand_count(operation.kind);
        if (operands == 0) return;
        Instruction made;
        std::uint32_t* const places[] = {&made.a, &made.b, &made.c};
        for (int k = 0; k < operands; ++k) {
            const Node operand = operands_of(operation)[static_cast<std::size_t>(k)];
            *places[k] = slot_[operand];
            if (--uses_[operand] == 0 && operand_count(graph_.at(operand).kind) > 0)
                free_.push_back(slot_[operand]);
        }
        if (free_.empty()) {
            made.result = static_cast<std::uint32_t>(code.slots++);
        } else {
            made.result = free_.back();
            free_.pop_back();
        }
        slot_[node] = made.result;
        if (code.runs.empty() || code.runs.back().kind != operation.kind)
            code.runs.push_back({operation.kind, 0});
        ++code.runs.back().count;
        code.instructions.push_back(made);
    }

    const ExpressionGraph& graph_;
    std::span<const Node> outputs_;
    std::vector<std::uint32_t> slot_, uses_, free_;
};

}  // namespace

ProgramCode program_code(const ExpressionGraph& graph, std::span<const Node> outputs,
                         std::size_t input_count) {
    ProgramCode code;
    code.input_count = input_count;
    std::vector<Node> order = in_order_of_need(graph, outputs);
    const std::size_t size = order.empty() ? 0 : *std::ranges::max_element(order) + std::size_t{1};
    Layout layout(graph, outputs, size);
    std::vector<Node> operations;
    for (const Node node : order)
        if (operand_count(graph.at(node).kind) > 0) operations.push_back(node);
    KindRuns(graph, operations).arrange(256);
    std::erase_if(order, [&](Node node) { return operand_count(graph.at(node).kind) > 0; });
    order.insert(order.end(), operations.begin(), operations.end());
    layout.write(code, order);
    return code;
}

}  // namespace strandline::numerics
