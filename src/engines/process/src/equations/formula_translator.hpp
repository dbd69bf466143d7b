#pragma once

#include "model_index.hpp"

#include <functional>

namespace strandline::process {

/// What the names of a formula and its operators of time mean. Each returns a node of the translator's graph.
class Meaning {
public:
    virtual ~Meaning() = default;
    virtual Result<Node> name(std::string_view id) = 0;
    /// `before` translates the same formula where it is asked for what was before the start.
    virtual Result<Node> delayed(Node expression, Node lag, const std::function<Result<Node>()>& before) = 0;
    virtual Result<Node> rate_of(Node expression) = 0;
    virtual Result<Node> draw(const std::string& distribution, std::vector<Node> arguments) = 0;
};

using Names = std::map<std::string, Node, std::less<>>;

/// Formulas as nodes of a graph.
class FormulaTranslator {
public:
    FormulaTranslator(numerics::ExpressionGraph& graph, const domain::KineticModel& model, Meaning& meaning);

    /// `names` come before those of the meaning.
    Result<Node> node(const domain::Formula& formula, const Names* names = nullptr);
    /// 1 or 0: as a condition, a number is true where it is not 0.
    Node truth(Node node);

private:
    Result<Node> call(const domain::Formula& formula, const std::vector<Node>& arguments);
    Result<Node> leaf(const domain::Formula& formula, const Names* names);

    numerics::ExpressionGraph& graph_;
    Meaning& meaning_;
    std::map<std::string, const domain::KineticFunction*, std::less<>> functions_;
    std::vector<std::string> calls_;  // being translated, outer before inner
};

/// The operators that are functions of their arguments alone. Not for leaves, calls, delay, rate_of, draw.
Node operator_node(numerics::ExpressionGraph& graph, domain::Formula::Op op, std::span<const Node> arguments);
Node truth_of(numerics::ExpressionGraph& graph, Node node);
/// Whether the node's value is 1 or 0 by what it is.
bool is_truth(const numerics::ExpressionGraph& graph, Node node);

}  // namespace strandline::process
