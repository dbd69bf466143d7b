#include "feed/piece_equations.hpp"

#include "simulation/compiled_system.hpp"

#include <algorithm>
#include <numeric>

namespace strandline::process {
namespace {

using numerics::ExpressionGraph;
using numerics::PartialDerivative;
using numerics::Program;

std::vector<std::uint32_t> inputs_of_z(const PieceLayout& layout) {
    std::vector<std::uint32_t> inputs(layout.unknowns());
    std::iota(inputs.begin(), inputs.end(), static_cast<std::uint32_t>(PieceLayout::z));
    return inputs;
}

std::size_t values_of(Profile profile) { return profile == Profile::constant ? 1 : 2; }

/// What a control is at a place of its piece.
Node control_node(ExpressionGraph& graph, const PieceLayout& layout, const Control& control, std::size_t c,
                  Node length) {
    const auto value = [&](std::size_t i) {
        return graph.input(
            static_cast<std::uint32_t>(PieceLayout::z + layout.states + layout.profile_begins[c] + i));
    };
    const Node place = graph.input(PieceLayout::place);
    if (control.profile == Profile::linear)
        return graph.add(value(0), graph.multiply(graph.subtract(value(1), value(0)), place));
    if (control.profile == Profile::exponential)
        return graph.multiply(value(0), graph.unary(numerics::NodeKind::exp,
                                                    graph.multiply(value(1), graph.multiply(place, length))));
    return value(0);
}

bool is_smooth(const Equations& equations) {
    return equations.events.empty() && equations.switches.empty() && equations.delayed.empty() &&
           equations.draws.empty() && equations.mass.empty() && equations.algebraic_rows.empty() &&
           equations.relaxation.empty();
}

}  // namespace

PieceExpressions::PieceExpressions(ExpressionGraph& graph, std::span<const Node> nodes,
                                   const PieceLayout& layout)
    : size_(nodes.size()), values_(graph, nodes, layout.count()) {
    const std::vector<std::uint32_t> z = inputs_of_z(layout);
    std::vector<Node> both(nodes.begin(), nodes.end());
    std::vector<Node> slopes(z.size(), graph.zero());  // of the weighted sum
    for (const PartialDerivative& one : numerics::sparse_jacobian(graph, nodes, z)) {
        entries_.push_back({one.row, one.column});
        both.push_back(one.node);
        const Node weight = graph.input(static_cast<std::uint32_t>(layout.count() + one.row));
        slopes[one.column] = graph.add(slopes[one.column], graph.multiply(weight, one.node));
    }
    std::vector<Node> second;
    for (const PartialDerivative& one : numerics::sparse_jacobian(graph, slopes, z))
        if (one.row >= one.column) {
            second_entries_.push_back({one.row, one.column});
            second.push_back(one.node);
        }
    both_ = Program(graph, both, layout.count());
    second_ = Program(graph, second, layout.count() + nodes.size());
}

void PieceExpressions::values(const double* numbers, double* values) const {
    values_.evaluate(numbers, values);
}

void PieceExpressions::with_derivatives(const double* numbers, double* both) const {
    both_.evaluate(numbers, both);
}

void PieceExpressions::second(const double* numbers_and_weights, double* entries) const {
    if (!second_entries_.empty()) second_.evaluate(numbers_and_weights, entries);
}

PieceEquations::Written PieceEquations::write(const CompiledSystem& system, std::span<const Control> controls,
                                              std::span<const std::uint32_t> control_held) {
    const Equations& equations = system.equations();
    Written made{equations.graph, {}, {}, {}, {}, is_smooth(equations)};
    ExpressionGraph& graph = made.graph;
    PieceLayout& layout = made.layout;
    layout.states = equations.state_ids.size();
    layout.held = equations.held_ids.size();
    for (const Control& control : controls) {
        layout.profile_begins.push_back(layout.profile);
        layout.profile += values_of(control.profile);
    }
    const Node length = graph.divide(graph.input(static_cast<std::uint32_t>(layout.end_time())),
                                     graph.input(PieceLayout::pieces));
    std::vector<Node> with(equations.input_count(), ExpressionGraph::keep);
    with[equations.time_input()] =
        graph.multiply(graph.add(graph.input(PieceLayout::piece), graph.input(PieceLayout::place)), length);
    for (std::size_t i = 0; i < layout.states; ++i)
        with[equations.state_input(i)] = graph.input(static_cast<std::uint32_t>(PieceLayout::z + i));
    for (std::size_t i = 0; i < layout.held; ++i)
        with[equations.held_input(i)] = graph.input(static_cast<std::uint32_t>(layout.held_begin() + i));
    for (std::size_t c = 0; c < controls.size(); ++c)
        with[equations.held_input(control_held[c])] = control_node(graph, layout, controls[c], c, length);
    const std::vector<Node>& observed = system.parts().observed_nodes;
    made.observed = graph.substitute(observed, with);
    if (made.smooth) {
        made.rates = graph.substitute(equations.rates, with);
        for (Node& rate : made.rates) rate = graph.multiply(rate, length);
    }
    for (const Node one : observed) {
        const auto inputs = equations.graph.inputs_of(std::span(&one, 1));
        made.follows_controls.push_back(std::ranges::any_of(control_held, [&](std::uint32_t held) {
            return std::ranges::binary_search(inputs, equations.held_input(held));
        }));
    }
    return made;
}

PieceEquations::PieceEquations(const CompiledSystem& system, std::span<const Control> controls,
                               std::span<const std::uint32_t> control_held)
    : PieceEquations(write(system, controls, control_held)) {}

PieceEquations::PieceEquations(Written written)
    : layout(std::move(written.layout)),
      smooth(written.smooth),
      rates(written.graph, written.rates, layout),
      observed(written.graph, written.observed, layout),
      follows_controls(std::move(written.follows_controls)) {}

}  // namespace strandline::process
