#include "feed/dosed_system.hpp"

#include <string>

namespace strandline::process {
namespace {

using numerics::ExpressionGraph;
using numerics::NodeKind;

/// Replaces a node wherever the equations have one.
class Rewriter {
public:
    Rewriter(ExpressionGraph& graph, std::vector<Node> with) : graph_(graph), with_(std::move(with)) {}
    void operator()(Node& node) { node = graph_.substitute(std::span(&node, 1), with_).front(); }
    void operator()(std::optional<Node>& node) {
        if (node) (*this)(*node);
    }
    void operator()(std::vector<Node>& nodes) { nodes = graph_.substitute(nodes, with_); }

private:
    ExpressionGraph& graph_;
    std::vector<Node> with_;
};

void rewrite(Equations& made, Rewriter& replace) {
    replace(made.rates);
    replace(made.relaxation);
    for (auto& delayed : made.delayed) {
        replace(delayed.expression);
        replace(delayed.lag);
        replace(delayed.before);
    }
    for (Draw& draw : made.draws) replace(draw.arguments);
    for (Switch& one : made.switches) {
        const Node before = one.gap;
        replace(one.gap);
        replace(one.slope);
        one.timed = one.timed && one.gap == before;  // a control within is no line in time
    }
    for (EventEquations& event : made.events) {
        replace(event.trigger);
        replace(event.delay);
        replace(event.priority);
        for (auto& assignment : event.assignments) {
            replace(assignment.value);
            replace(assignment.formula);
            replace(assignment.scale);
        }
    }
    for (auto& [id, quantity] : made.quantities) {
        replace(quantity.value);
        replace(quantity.amount);
        replace(quantity.concentration);
        replace(quantity.scale);
    }
}

}  // namespace

Equations dosed_equations(const Equations& equations, std::span<const Control> controls,
                          std::span<const std::uint32_t> control_held, std::vector<Node>& observed) {
    Equations made = equations;
    for (const Control& control : controls) {
        made.held_ids.push_back(control.id + " rise");
        made.held_ids.push_back(control.id + " begin");
    }
    ExpressionGraph& graph = made.graph;
    std::vector<Node> with(equations.input_count(), ExpressionGraph::keep);
    for (std::size_t i = 0; i < equations.delayed.size(); ++i)
        with[equations.delayed_input(i)] = graph.input(made.delayed_input(i));
    for (std::size_t i = 0; i < equations.draws.size(); ++i)
        with[equations.draw_input(i)] = graph.input(made.draw_input(i));
    for (std::size_t c = 0; c < controls.size(); ++c) {
        if (controls[c].profile == Profile::constant) continue;
        const std::size_t own = equations.held_ids.size() + 2 * c;
        const Node value = graph.input(made.held_input(control_held[c]));
        const Node rise = graph.input(made.held_input(own)), begin = graph.input(made.held_input(own + 1));
        const Node change = graph.multiply(rise, graph.subtract(graph.input(made.time_input()), begin));
        with[equations.held_input(control_held[c])] =
            controls[c].profile == Profile::linear
                ? graph.add(value, change)
                : graph.multiply(value, graph.unary(NodeKind::exp, change));
    }
    Rewriter replace(graph, std::move(with));
    rewrite(made, replace);
    replace(observed);
    return made;
}

void set_dose(std::span<double> held, std::size_t own_held, std::size_t control, std::uint32_t control_held,
              Profile profile, const Dose& dose) {
    held[control_held] = dose.value;
    if (profile == Profile::constant) return;
    held[own_held + 2 * control] = dose.rise;
    held[own_held + 2 * control + 1] = dose.begin;
}

}  // namespace strandline::process
