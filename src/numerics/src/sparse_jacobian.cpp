#include "operation_value.hpp"
#include "partial_derivatives.hpp"

#include <algorithm>
#include <tuple>

namespace strandline::numerics {
namespace {

/// d something / d the inputs asked for, by column.
struct GradientEntry {
    std::uint32_t column = 0;
    Node node = 0;
};
using Gradient = std::vector<GradientEntry>;

bool chooses(NodeKind kind) {
    return kind == NodeKind::select || kind == NodeKind::minimum || kind == NodeKind::maximum;
}

/// Reverse accumulation over the nodes that depend on the inputs asked for. A node that chooses is treated as
/// a function of the inputs with a gradient of its own, the chosen branch's: an adjoint of 0 handed into the
/// branch not taken would become NaN where that has an infinite derivative.
class Accumulation {
public:
    Accumulation(ExpressionGraph& graph, std::span<const Node> outputs, std::span<const std::uint32_t> inputs)
        : graph_(graph) {
        const std::size_t size = outputs.empty() ? 0 : *std::ranges::max_element(outputs) + std::size_t{1};
        mark_dependent(size, inputs);
        adjoint_.resize(size);
        has_adjoint_.assign(size, 0);
        visited_.assign(size, 0);
        choice_.assign(size, none);
        columns_.resize(inputs.size());
        has_column_.assign(inputs.size(), 0);
        find_choices(outputs);
    }

    Gradient gradient(Node root) {
        Gradient result;
        if (!depends_[root]) return result;
        collect_cone(root);
        if (cone_.empty()) return result;
        give(root, graph_.one());
        for (const Node node : cone_) spread(node);
        std::ranges::sort(touched_);
        for (const std::uint32_t column : touched_) {
            has_column_[column] = 0;
            if (!graph_.is_constant(columns_[column], 0)) result.push_back({column, columns_[column]});
        }
        touched_.clear();
        return result;
    }

private:
    static constexpr std::uint32_t none = ~std::uint32_t{0};

    /// 1: by the derivative; what only a condition depends on does not count.
    void mark_dependent(std::size_t size, std::span<const std::uint32_t> inputs) {
        std::uint32_t most = 0;
        for (const std::uint32_t input : inputs) most = std::max(most, input + 1);
        column_of_.assign(most, none);
        for (std::uint32_t column = 0; column < inputs.size(); ++column) column_of_[inputs[column]] = column;
        depends_.assign(size, 0);
        for (std::size_t node = 0; node < size; ++node) {
            const ExpressionGraph::Operation& operation = graph_.at(static_cast<Node>(node));
            const int operands = operand_count(operation.kind);
            if (operation.kind == NodeKind::input)
                depends_[node] = operation.a < most && column_of_[operation.a] != none;
            else if (operation.kind == NodeKind::select)
                depends_[node] = depends_[operation.b] || depends_[operation.c];
            else if (!is_flat(operation.kind))
                depends_[node] = depends_[operation.a] || (operands > 1 && depends_[operation.b]);
        }
    }

    /// Gradients of all that choose below the outputs, lower nodes first, so that each finds what it needs.
    void find_choices(std::span<const Node> outputs) {
        std::vector<char> below(depends_.size(), 0);
        for (const Node node : outputs) below[node] = depends_[node];
        std::vector<Node> choosing;
        for (std::size_t node = below.size(); node-- > 0;) {
            if (!below[node]) continue;
            const ExpressionGraph::Operation& operation = graph_.at(static_cast<Node>(node));
            const int operands = operand_count(operation.kind);
            if (operands > 0) below[operation.a] |= depends_[operation.a];
            if (operands > 1) below[operation.b] |= depends_[operation.b];
            if (operands > 2) below[operation.c] |= depends_[operation.c];
            if (chooses(operation.kind)) choosing.push_back(static_cast<Node>(node));
        }
        for (const Node node : std::vector<Node>(choosing.rbegin(), choosing.rend())) {
            Gradient made = gradient_of_choice(node);
            choice_[node] = static_cast<std::uint32_t>(choices_.size());
            choices_.push_back(std::move(made));
        }
    }

    Gradient gradient_of_choice(Node node) {
        const ExpressionGraph::Operation operation = graph_.at(node);
        Node condition = operation.a, yes = operation.b, no = operation.c;
        if (operation.kind != NodeKind::select) {
            std::tie(yes, no) = std::pair{operation.a, operation.b};
            condition = operation.kind == NodeKind::minimum ? graph_.binary(NodeKind::less, yes, no)
                                                            : graph_.binary(NodeKind::less, no, yes);
        }
        const Gradient first = gradient(yes), second = gradient(no);
        Gradient merged;
        for (std::size_t i = 0, j = 0; i < first.size() || j < second.size();) {
            const std::uint32_t column = std::min(i < first.size() ? first[i].column : none,
                                                  j < second.size() ? second[j].column : none);
            const bool in_first = i < first.size() && first[i].column == column;
            const bool in_second = j < second.size() && second[j].column == column;
            const Node taken = in_first ? first[i++].node : graph_.zero();
            const Node other = in_second ? second[j++].node : graph_.zero();
            merged.push_back({column, graph_.select(condition, taken, other)});
        }
        return merged;
    }

    /// The nodes between the root and the inputs or choices that it depends on, higher ones first.
    void collect_cone(Node root) {
        cone_.clear();
        const auto visit = [&](Node node) {
            if (visited_[node] || !depends_[node]) return;
            visited_[node] = 1;
            cone_.push_back(node);
        };
        visit(root);
        for (std::size_t next = 0; next < cone_.size(); ++next) {
            const ExpressionGraph::Operation& operation = graph_.at(cone_[next]);
            const int operands = chooses(operation.kind) ? 0 : operand_count(operation.kind);
            if (operands > 0) visit(operation.a);
            if (operands > 1) visit(operation.b);
        }
        std::ranges::sort(cone_, std::greater<>());
        for (const Node node : cone_) visited_[node] = 0;
    }

    void give(Node node, Node adjoint) {
        adjoint_[node] = has_adjoint_[node] ? graph_.add(adjoint_[node], adjoint) : adjoint;
        has_adjoint_[node] = 1;
    }

    void give_column(std::uint32_t column, Node derivative) {
        if (!has_column_[column]) touched_.push_back(column);
        columns_[column] = has_column_[column] ? graph_.add(columns_[column], derivative) : derivative;
        has_column_[column] = 1;
    }

    /// Hands the node's adjoint on to its operands.
    void spread(Node node) {
        if (!has_adjoint_[node]) return;
        has_adjoint_[node] = 0;
        const Node adjoint = adjoint_[node];
        const ExpressionGraph::Operation operation = graph_.at(node);
        if (operation.kind == NodeKind::input) return give_column(column_of_[operation.a], adjoint);
        if (chooses(operation.kind)) {
            for (const GradientEntry& entry : choices_[choice_[node]])
                give_column(entry.column, graph_.multiply(adjoint, entry.node));
            return;
        }
        const bool wants_b = operand_count(operation.kind) > 1 && depends_[operation.b];
        const Contributions spread = contributions(graph_, node, adjoint, depends_[operation.a], wants_b);
        for (int k = 0; k < spread.count; ++k) give(spread.list[k].operand, spread.list[k].adjoint);
    }

    ExpressionGraph& graph_;
    std::vector<std::uint32_t> column_of_;  // of an input
    std::vector<char> depends_, has_adjoint_, visited_, has_column_;
    std::vector<Node> adjoint_, columns_, cone_;
    std::vector<std::uint32_t> choice_, touched_;
    std::vector<Gradient> choices_;
};

}  // namespace

std::vector<PartialDerivative> sparse_jacobian(ExpressionGraph& graph, std::span<const Node> outputs,
                                               std::span<const std::uint32_t> inputs) {
    std::vector<PartialDerivative> entries;
    Accumulation accumulation(graph, outputs, inputs);
    for (std::uint32_t row = 0; row < outputs.size(); ++row)
        for (const GradientEntry& entry : accumulation.gradient(outputs[row]))
            entries.push_back({row, entry.column, entry.node});
    std::ranges::stable_sort(entries, {}, &PartialDerivative::column);
    return entries;
}

}  // namespace strandline::numerics
