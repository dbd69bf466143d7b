#include "simulation/not_finite.hpp"
#include "equations/formula_translator.hpp"

#include <strandline/base/text.hpp>
#include <strandline/numerics/program.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace strandline::process {
namespace {

using numerics::NodeKind;

/// The value of every node up to one.
std::vector<double> values_to(const Equations& equations, Node last, std::span<const double> inputs) {
    std::vector<Node> nodes(last + 1);
    std::iota(nodes.begin(), nodes.end(), Node{0});
    const numerics::Program program(equations.graph, nodes, inputs.size(), numerics::Execution::interpreted);
    std::vector<double> values(nodes.size());
    program.evaluate(inputs.data(), values.data());
    return values;
}

std::string input_name(const Equations& equations, std::uint32_t input) {
    if (input == equations.time_input()) return "the time";
    if (input < equations.held_input(0)) return equations.state_ids[input - equations.state_input(0)];
    if (input < equations.delayed_input(0)) return equations.held_ids[input - equations.held_input(0)];
    return input < equations.draw_input(0) ? "a delayed value" : "a draw";
}

class Origin {
public:
    Origin(const Equations& equations, std::vector<double> values)
        : equations_(equations), values_(std::move(values)) {}

    /// Follows operands that are not finite to where they come from.
    std::string of(Node node) const {
        for (;;) {
            const auto operation = equations_.graph.at(node);
            const std::size_t before = node;
            for (const Node operand : operands(operation))
                if (!std::isfinite(values_[operand])) {
                    node = operand;
                    break;
                }
            if (node == before) return words(node, operation);
        }
    }

private:
    /// Those that the value comes from: of a choice, the branch taken.
    std::vector<Node> operands(const numerics::ExpressionGraph::Operation& operation) const {
        switch (operation.kind) {
        case NodeKind::constant:
        case NodeKind::input:
            return {};
        case NodeKind::select:
            return {operation.a, values_[operation.a] != 0 ? operation.b : operation.c};
        default:
            break;
        }
        if (operand_count(operation.kind) == 1) return {operation.a};
        return {operation.a, operation.b};
    }

    std::string named(Node node) const {
        for (const auto& [id, quantity] : equations_.quantities)
            if (quantity.value == node || quantity.amount == node || quantity.concentration == node)
                return format("{}, which is {}", id, in_words(values_[node]));
        const auto operation = equations_.graph.at(node);
        if (operation.kind == NodeKind::input)
            return format("{}, which is {}", input_name(equations_, operation.a), in_words(values_[node]));
        return in_words(values_[node]);
    }

    std::string words(Node node, const numerics::ExpressionGraph::Operation& operation) const {
        switch (operation.kind) {
        case NodeKind::constant:
            return format("a number is {}", in_words(operation.value));
        case NodeKind::input:
            return std::isnan(values_[node])
                       ? format("{} has no value", input_name(equations_, operation.a))
                       : format("{} is {}", input_name(equations_, operation.a), in_words(values_[node]));
        case NodeKind::divide:
            if (values_[operation.b] == 0) return "a division by " + named(operation.b);
            break;
        case NodeKind::log:
            return "the logarithm of " + named(operation.a);
        case NodeKind::sqrt:
            return "the square root of " + named(operation.a);
        case NodeKind::exp:
            return "the exponential of " + named(operation.a);
        case NodeKind::power:
            return format("a power {} of {}", in_words(values_[operation.b]), named(operation.a));
        default:
            break;
        }
        return "a value beyond the range of numbers";
    }

    const Equations& equations_;
    std::vector<double> values_;
};

}  // namespace

std::string in_words(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "INF" : "-INF";
    return format("{:.6g}", value);
}

std::string why_not_finite(const Equations& equations, Node node, std::span<const double> inputs) {
    std::vector<double> values = values_to(equations, node, inputs);
    if (std::isfinite(values[node])) return {};
    return Origin(equations, std::move(values)).of(node);
}

}  // namespace strandline::process
