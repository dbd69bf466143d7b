#include "system_builder.hpp"

#include <algorithm>
#include <utility>

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
        histories_[input] = shifted(graph_, equations_.delayed[number].before, lag);
        return *histories_[input];
    }
    const std::uint32_t number =
        input < first_held ? index_.states[input - 1] : index_.held[input - first_held];
    const Entity& entity = index_.entities[number];
    if (!entity.initial) return as_is;
    drawn_before_start_ = false;
    STRANDLINE_TRY(const Node value, before_start([&] { return formula(*entity.initial); }));
    if (drawn_before_start_) return as_is;  // drawn once, at the start
    STRANDLINE_TRY(const Node scale, entity.means_amount() ? Result<Node>(graph_.one()) : size_of(entity));
    STRANDLINE_TRY(const Node before, history(graph_.multiply(value, scale)));
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

/// Translates for the time before the start: names mean their histories, only the time has a rate.
Result<Node> SystemBuilder::before_start(const std::function<Result<Node>()>& formula) {
    std::vector<std::string> others;
    std::swap(stack_, others);
    const bool was = std::exchange(before_start_, true);
    auto node = formula();
    before_start_ = was;
    std::swap(stack_, others);
    if (!node) return node;
    return history(*node);
}

/// Whether the expression is a function of the time and of what never changes.
bool SystemBuilder::is_quiet(Node expression) const {
    const std::uint32_t first_held = equations_.held_input(0);
    return std::ranges::all_of(graph_.inputs_of(std::span(&expression, 1)), [&](std::uint32_t input) {
        if (input == 0) return true;
        if (input < first_held || input >= first_held + index_.held.size()) return false;
        return !index_.entities[index_.held[input - first_held]].event_target;
    });
}

/// delay(f(x, delay(y, a)), b) = f(delay(x, b), delay(y, b + delay(a, b))).
Result<Node> SystemBuilder::delay_leaves(Node expression, Node lag) {
    const auto inputs = graph_.inputs_of(std::span(&expression, 1));
    const std::size_t first_delayed = 1 + index_.states.size() + index_.held.size();
    std::vector<Node> with(inputs.back() + 1, ExpressionGraph::keep);
    for (const std::uint32_t input : inputs) {
        if (input >= first_delayed + equations_.delayed.size()) continue;  // a draw has no past
        const auto later = [&](Node node, Node by) {
            return delayed(node, by, [&, node] { return history(node); });
        };
        if (input >= first_delayed) {
            const Equations::Delayed inner = equations_.delayed[input - first_delayed];
            STRANDLINE_TRY(const Node inner_lag, later(inner.lag, lag));
            STRANDLINE_TRY(with[input], delayed(inner.expression, graph_.add(lag, inner_lag),
                                                [&]() -> Result<Node> { return inner.before; }));
        } else {
            STRANDLINE_TRY(with[input], later(graph_.input(input), lag));
        }
    }
    return graph_.substitute(std::span(&expression, 1), with)[0];
}

Result<Node> SystemBuilder::delayed(Node expression, Node lag, const std::function<Result<Node>()>& before) {
    if (graph_.is_constant(lag, 0)) return expression;
    if (graph_.at(lag).kind == NodeKind::constant && graph_.at(lag).value < 0)
        return fail(Error::input("process.negative_delay", "delay looks into the future")
                        .expected("a delay of zero or more")
                        .found("{}", graph_.at(lag).value));
    if (before_start_) return shifted(graph_, expression, lag);
    STRANDLINE_TRY(const Node earlier, before_start(before));
    if (earlier == expression && is_quiet(expression)) return shifted(graph_, expression, lag);
    const std::size_t first_delayed = 1 + index_.states.size() + index_.held.size();
    const auto inputs = graph_.inputs_of(std::span(&expression, 1));
    if (!inputs.empty() && inputs.back() >= first_delayed) return delay_leaves(expression, lag);
    const auto same = std::ranges::find_if(equations_.delayed, [&](const Equations::Delayed& known) {
        return known.expression == expression && known.lag == lag && known.before == earlier;
    });
    const auto number = static_cast<std::uint32_t>(same - equations_.delayed.begin());
    if (same == equations_.delayed.end())
        equations_.delayed.push_back({.expression = expression, .lag = lag, .before = earlier});
    return graph_.input(static_cast<std::uint32_t>(first_delayed) + number);
}

}  // namespace strandline::process
