#pragma once

#include <strandline/numerics/expression_graph.hpp>

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace strandline::process {

using numerics::Node;

/// Expressions that are kept up to date while few of their inputs change: every value has a slot of its own,
/// and what depends on given inputs can be computed anew without the rest. The inputs are the first slots.
class IncrementalProgram {
public:
    struct Step {
        numerics::NodeKind kind = numerics::NodeKind::constant;
        std::uint32_t result = 0, a = 0, b = 0, c = 0;
    };
    using Steps = std::vector<Step>;

    /// `nodes`: all that will ever be asked for.
    IncrementalProgram(const numerics::ExpressionGraph& graph, std::span<const Node> nodes,
                       std::size_t input_count);

    std::uint32_t slot(Node node) const { return slots_.at(node); }
    /// Slots at the beginning: constants are set, inputs are 0, all else waits for `all`.
    const std::vector<double>& fresh() const { return fresh_; }
    /// What the wanted nodes need and that depends on one of these inputs; with `all`, whatever they need.
    Steps steps(std::span<const Node> wanted, const std::vector<bool>& inputs) const;
    Steps steps(std::span<const Node> wanted) const;
    void run(const Steps& steps, double* slots) const;

private:
    const numerics::ExpressionGraph& graph_;
    std::vector<Node> order_;  // operations, each after its operands
    std::unordered_map<Node, std::uint32_t> slots_;
    std::vector<double> fresh_;
};

}  // namespace strandline::process
