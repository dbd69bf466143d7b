#include "formula_translator.hpp"
#include "circular.hpp"

#include <algorithm>
#include <limits>

namespace strandline::process {

using domain::Formula;
using Op = Formula::Op;

FormulaTranslator::FormulaTranslator(numerics::ExpressionGraph& graph, const domain::KineticModel& model,
                                     Meaning& meaning)
    : graph_(graph), meaning_(meaning) {
    for (const auto& function : model.functions) functions_.try_emplace(function.id, &function);
}

Node FormulaTranslator::truth(Node node) { return truth_of(graph_, node); }

Result<Node> FormulaTranslator::leaf(const Formula& formula, const Names* names) {
    if (formula.op == Op::number || formula.op == Op::avogadro) return graph_.constant(formula.value);
    if (formula.op == Op::time) return graph_.input(0);
    if (names)
        if (const auto at = names->find(formula.name); at != names->end()) return at->second;
    return meaning_.name(formula.name);
}

Result<Node> FormulaTranslator::node(const Formula& formula, const Names* names) {
    if (formula.op == Op::number || formula.op == Op::avogadro || formula.op == Op::time ||
        formula.op == Op::name)
        return leaf(formula, names);
    std::vector<Node> arguments;
    arguments.reserve(formula.arguments.size());
    for (const Formula& argument : formula.arguments) {
        STRANDLINE_TRY(const Node argument_node, node(argument, names));
        arguments.push_back(argument_node);
    }
    const auto wants = [&](std::size_t count) { return arguments.size() == count; };
    switch (formula.op) {
    case Op::call:
        return call(formula, arguments);
    case Op::delay:
        if (!wants(2)) break;
        return meaning_.delayed(arguments[0], arguments[1],
                                [&] { return node(formula.arguments[0], names); });
    case Op::rate_of:
        if (!wants(1)) break;
        return meaning_.rate_of(arguments[0]);
    case Op::draw:
        return meaning_.draw(formula.name, std::move(arguments));
    default:
        return operator_node(graph_, formula.op, arguments);
    }
    return graph_.constant(std::numeric_limits<double>::quiet_NaN());
}

/// By substitution: the arguments are nodes already, the body sees nothing else of the model.
Result<Node> FormulaTranslator::call(const Formula& formula, const std::vector<Node>& arguments) {
    const auto at = functions_.find(formula.name);
    if (at == functions_.end()) {
        std::vector<std::string> known;
        for (const auto& [id, function] : functions_) known.push_back(id);
        return fail(Error::input("process.unknown_name", "no function is named {}", formula.name)
                        .expected("a function of the model")
                        .found("{:?}", formula.name)
                        .candidates(nearest(formula.name, known)));
    }
    const domain::KineticFunction& function = *at->second;
    if (arguments.size() != function.arguments.size())
        return fail(Error::input("process.arguments", "function {} is called with {}", function.id,
                                 counted(arguments.size(), "argument"))
                        .expected("{}", counted(function.arguments.size(), "argument"))
                        .found("{}", arguments.size()));
    if (!function.body) return graph_.constant(std::numeric_limits<double>::quiet_NaN());
    if (std::ranges::find(calls_, function.id) != calls_.end())
        return fail(circular("function", calls_, function.id));
    Names names;
    for (std::size_t i = 0; i < arguments.size(); ++i) names[function.arguments[i]] = arguments[i];
    calls_.push_back(function.id);
    auto result = node(*function.body, &names);
    calls_.pop_back();
    return result;
}

}  // namespace strandline::process
