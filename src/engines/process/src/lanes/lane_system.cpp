#include "lanes/lane_system.hpp"

#include <numeric>

namespace strandline::process {
namespace {

bool eligible(const Equations& equations) {
    return !equations.state_ids.empty() && equations.algebraic_rows.empty() && equations.mass.empty() &&
           equations.delayed.empty() && equations.draws.empty() && equations.relaxation.empty();
}

/// Entries in the order of the scalar system's pattern.
std::vector<Node> derivative_nodes(Equations& equations, numerics::ExpressionGraph& graph, bool& moves) {
    std::vector<std::uint32_t> inputs(equations.state_ids.size());
    std::iota(inputs.begin(), inputs.end(), equations.state_input(0));
    std::vector<Node> nodes;
    for (const auto& entry : numerics::sparse_jacobian(graph, equations.rates, inputs))
        nodes.push_back(entry.node);
    const std::uint32_t time = equations.time_input();
    std::vector<Node> by_time(equations.rates.size(), graph.zero());
    moves = false;
    for (const auto& entry : numerics::sparse_jacobian(graph, equations.rates, std::span(&time, 1))) {
        by_time[entry.row] = entry.node;
        moves |= !graph.is_constant(entry.node, 0);
    }
    if (moves) nodes.insert(nodes.end(), by_time.begin(), by_time.end());
    return nodes;
}

}  // namespace

LaneSystem::LaneSystem(const CompiledSystem& scalar, std::span<const Node> observed,
                       numerics::Execution execution) {
    auto parts = std::make_unique<Parts>();
    parts->scalar = &scalar;
    Equations equations = scalar.equations();
    parts->eligible = eligible(equations) && !scalar.parts().free_in_time;
    for (const EventEquations& event : equations.events) parts->delayed_events |= event.delay.has_value();
    if (parts->eligible) {
        const std::size_t inputs = equations.input_count();
        parts->states = equations.state_ids.size();
        parts->entries = scalar.parts().pattern.entries();
        const std::vector<Node> derivatives =
            derivative_nodes(equations, equations.graph, parts->moves_with_time);
        parts->rates = numerics::Program(equations.graph, equations.rates, inputs, execution);
        parts->derivatives = numerics::Program(equations.graph, derivatives, inputs, execution);
        parts->observed = numerics::Program(equations.graph, observed, inputs, execution);
        parts->plan = plan_elimination(scalar.parts().pattern);
    }
    parts_ = std::move(parts);
}

LaneSystem::LaneSystem(LaneSystem&&) noexcept = default;
LaneSystem& LaneSystem::operator=(LaneSystem&&) noexcept = default;
LaneSystem::~LaneSystem() = default;

bool LaneSystem::in_lanes() const { return parts_->eligible; }

}  // namespace strandline::process
