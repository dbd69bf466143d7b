#include "system_builder.hpp"

#include <algorithm>

namespace strandline::process {

namespace {

using numerics::ExpressionGraph;
using numerics::NodeKind;

bool depends_on_time(const ExpressionGraph& graph, Node node) {
    return std::ranges::binary_search(graph.inputs_of(std::span(&node, 1)), 0U);
}

Node shifted(ExpressionGraph& graph, Node node, Node lag) {
    const Node earlier[] = {graph.subtract(graph.input(0), lag)};
    return graph.substitute(std::span(&node, 1), earlier)[0];
}

}  // namespace

/// What was before the start: an initial assignment that is a function of the time holds there too; all else
/// was as it is at the start. Over the time, states, and held values.
Result<Node> SystemBuilder::history_of_input(std::uint32_t input) {
    if (histories_.size() <= input) histories_.resize(input + 1);
    if (histories_[input]) return *histories_[input];
    const Node as_is = graph_.input(input);
    histories_[input] = as_is;  // also what a loop of initial assignments finds: `start` refuses that
    const std::uint32_t first_held = equations_.held_input(0);
    const std::uint32_t first_delayed = first_held + static_cast<std::uint32_t>(index_.held.size());
    if (input == 0) return as_is;
    if (input >= first_delayed) {
        const std::size_t number = input - first_delayed;
        if (number >= equations_.delayed.size()) return as_is;
        STRANDLINE_TRY(const Node lag, history(equations_.delayed[number].lag));
        STRANDLINE_TRY(const Node before, history(equations_.delayed[number].expression));
        histories_[input] = shifted(graph_, before, lag);
        return *histories_[input];
    }
    const std::uint32_t number =
        input < first_held ? index_.states[input - 1] : index_.held[input - first_held];
    const Entity& entity = index_.entities[number];
    if (!entity.initial) return as_is;
    STRANDLINE_TRY(const Node value, formula(*entity.initial));
    STRANDLINE_TRY(const Values own, values(number));
    STRANDLINE_TRY(const Node before, history(graph_.multiply(value, own.scale)));
    if (depends_on_time(graph_, before)) histories_[input] = before;
    return *histories_[input];
}

Result<Node> SystemBuilder::history(Node expression) {
    const auto inputs = graph_.inputs_of(std::span(&expression, 1));
    if (inputs.empty()) return expression;
    std::vector<Node> with(inputs.back() + 1, ExpressionGraph::keep);
    for (const std::uint32_t input : inputs) { STRANDLINE_TRY(with[input], history_of_input(input)); }
    return graph_.substitute(std::span(&expression, 1), with)[0];
}

/// Whether the expression is a function of the time and of what never changes.
Result<bool> SystemBuilder::is_quiet(Node expression) {
    const std::uint32_t first_held = equations_.held_input(0);
    for (const std::uint32_t input : graph_.inputs_of(std::span(&expression, 1))) {
        if (input == 0) continue;
        if (input < first_held || input >= first_held + index_.held.size()) return false;
        if (index_.entities[index_.held[input - first_held]].event_target) return false;
        STRANDLINE_TRY(const Node before, history_of_input(input));
        if (before != graph_.input(input)) return false;
    }
    return true;
}

/// delay(f(x, delay(y, a)), b) = f(delay(x, b), delay(y, b + delay(a, b))).
Result<Node> SystemBuilder::delay_leaves(Node expression, Node lag) {
    const auto inputs = graph_.inputs_of(std::span(&expression, 1));
    const std::size_t first_delayed = 1 + index_.states.size() + index_.held.size();
    std::vector<Node> with(inputs.back() + 1, ExpressionGraph::keep);
    for (const std::uint32_t input : inputs) {
        if (input >= first_delayed + equations_.delayed.size()) continue;  // a draw has no past
        if (input >= first_delayed) {
            const Equations::Delayed inner = equations_.delayed[input - first_delayed];
            STRANDLINE_TRY(const Node inner_lag, delayed(inner.lag, lag));
            STRANDLINE_TRY(with[input], delayed(inner.expression, graph_.add(lag, inner_lag)));
        } else {
            STRANDLINE_TRY(with[input], delayed(graph_.input(input), lag));
        }
    }
    return graph_.substitute(std::span(&expression, 1), with)[0];
}

Result<Node> SystemBuilder::delayed(Node expression, Node lag) {
    if (graph_.is_constant(lag, 0)) return expression;
    if (graph_.at(lag).kind == NodeKind::constant && graph_.at(lag).value < 0)
        return fail(Error::input("process.negative_delay", "delay looks into the future")
                        .expected("a delay of zero or more")
                        .found("{}", graph_.at(lag).value));
    const auto inputs = graph_.inputs_of(std::span(&expression, 1));
    if (inputs.empty()) return expression;
    STRANDLINE_TRY(const bool quiet, is_quiet(expression));
    if (quiet) return shifted(graph_, expression, lag);
    const std::size_t first_delayed = 1 + index_.states.size() + index_.held.size();
    if (inputs.back() >= first_delayed) return delay_leaves(expression, lag);
    for (std::size_t i = 0; i < equations_.delayed.size(); ++i)
        if (equations_.delayed[i].expression == expression && equations_.delayed[i].lag == lag)
            return graph_.input(static_cast<std::uint32_t>(first_delayed + i));
    equations_.delayed.push_back({.expression = expression, .lag = lag});
    return graph_.input(static_cast<std::uint32_t>(first_delayed + equations_.delayed.size() - 1));
}

/// Delayed values may be found while histories are written.
Result<void> SystemBuilder::build_history() {
    for (std::size_t i = 0; i < equations_.delayed.size(); ++i) {
        STRANDLINE_TRY(equations_.delayed[i].before, history(equations_.delayed[i].expression));
    }
    return {};
}

}  // namespace strandline::process
