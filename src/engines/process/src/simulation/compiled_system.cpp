#include "simulation/compiled_system.hpp"
#include "simulation/frozen_relations.hpp"

#include <strandline/base/error.hpp>

#include <algorithm>
#include <map>
#include <numeric>

namespace strandline::process {

using numerics::Execution;
using numerics::PartialDerivative;
using Parts = CompiledSystem::Parts;

Expressions::Expressions(const numerics::ExpressionGraph& graph, std::span<const Node> nodes,
                         std::size_t inputs, Execution execution)
    : size_(nodes.size()) {
    if (size_ > 0) program_.emplace(graph, nodes, inputs, execution);
}

namespace {

std::vector<std::uint32_t> inputs_between(std::uint32_t begin, std::size_t count) {
    std::vector<std::uint32_t> inputs(count);
    std::iota(inputs.begin(), inputs.end(), begin);
    return inputs;
}

Expressions expressions(const Parts& parts, std::span<const Node> nodes, Execution execution) {
    return Expressions(parts.equations.graph, nodes, parts.inputs, execution);
}

Derivatives derivatives(Parts& parts, std::span<const Node> nodes, const std::vector<std::uint32_t>& inputs,
                        Execution execution) {
    Derivatives made;
    made.expressions = nodes.size();
    std::vector<Node> values;
    for (const PartialDerivative& one : numerics::sparse_jacobian(parts.equations.graph, nodes, inputs)) {
        made.entries.push_back({one.row, inputs[one.column]});
        values.push_back(one.node);
    }
    made.values = expressions(parts, values, execution);
    return made;
}

/// By the states, with where its entries are.
Expressions jacobian(Parts& parts, std::span<const Node> rates, numerics::SparsePattern& pattern,
                     Execution execution) {
    Equations& equations = parts.equations;
    const std::size_t size = equations.state_ids.size();
    const auto inputs = inputs_between(equations.state_input(0), size);
    pattern.rows = pattern.columns = static_cast<std::int32_t>(size);
    pattern.column_starts.assign(size + 1, 0);
    std::vector<Node> values;
    for (const PartialDerivative& entry : numerics::sparse_jacobian(equations.graph, rates, inputs)) {
        ++pattern.column_starts[entry.column + 1];
        pattern.row_indices.push_back(static_cast<std::int32_t>(entry.row));
        values.push_back(entry.node);
    }
    std::partial_sum(pattern.column_starts.begin(), pattern.column_starts.end(),
                     pattern.column_starts.begin());
    return expressions(parts, values, execution);
}

void plan_integration(Parts& parts) {
    numerics::InitialValueProblem problem;
    problem.size = parts.equations.state_ids.size();
    problem.pattern = parts.pattern;
    for (const auto& entry : parts.equations.mass)
        problem.mass.push_back(
            {static_cast<std::int32_t>(entry.row), static_cast<std::int32_t>(entry.column), entry.value});
    if (problem.size > 0) parts.newton = numerics::plan_newton(problem);
    parts.mass = std::move(problem.mass);
}

void lay_out_consistency(Parts& parts) {
    const Equations& equations = parts.equations;
    if (equations.mass.empty() && equations.algebraic_rows.empty()) return;
    std::map<std::pair<std::int32_t, std::int32_t>, double> entries;  // by column, then row
    for (const auto& entry : equations.mass)
        entries[{static_cast<std::int32_t>(entry.column), static_cast<std::int32_t>(entry.row)}] +=
            entry.value;
    std::vector<bool> algebraic(equations.state_ids.size());
    for (const std::uint32_t row : equations.algebraic_rows) algebraic[row] = true;
    std::map<std::pair<std::int32_t, std::int32_t>, std::uint32_t> taken;
    for (std::int32_t column = 0; column < parts.pattern.columns; ++column)
        for (auto k = parts.pattern.column_starts[column]; k < parts.pattern.column_starts[column + 1]; ++k)
            if (const std::int32_t row = parts.pattern.row_indices[k]; algebraic[row]) {
                entries[{column, row}] = 0;
                taken[{column, row}] = static_cast<std::uint32_t>(k);
            }
    numerics::SparsePattern& pattern = parts.consistent_pattern;
    pattern.rows = pattern.columns = parts.pattern.columns;
    pattern.column_starts.assign(equations.state_ids.size() + 1, 0);
    for (const auto& [place, value] : entries) {
        if (const auto found = taken.find(place); found != taken.end())
            parts.taken.push_back({found->second, static_cast<std::uint32_t>(pattern.row_indices.size())});
        ++pattern.column_starts[place.first + 1];
        pattern.row_indices.push_back(place.second);
        parts.mass_values.push_back(value);
    }
    std::partial_sum(pattern.column_starts.begin(), pattern.column_starts.end(),
                     pattern.column_starts.begin());
}

void compile_switches(Parts& parts, std::span<const Node> relations, Execution execution) {
    Equations& equations = parts.equations;
    std::vector<Node> watched, timed;
    for (std::uint32_t i = 0; i < equations.switches.size(); ++i) {
        const Switch& one = equations.switches[i];
        if (one.timed) {
            parts.timed_switches.push_back(i);
            timed.push_back(one.gap);
            timed.push_back(one.slope);
            continue;
        }
        parts.free_switches.push_back(i);
        watched.push_back(one.gap);
        const auto inputs = equations.graph.inputs_of(std::span(&one.gap, 1));
        const bool in_time = !inputs.empty() && inputs.front() == equations.time_input();
        parts.free_in_time |= in_time;
    }
    for (const EventEquations& event : equations.events) watched.push_back(event.trigger);
    watched.insert(watched.end(), relations.begin(), relations.end());
    parts.watched = expressions(parts, watched, execution);
    parts.timed = expressions(parts, timed, Execution::interpreted);
}

void compile_events(Parts& parts) {
    Equations& equations = parts.equations;
    constexpr Execution once = Execution::interpreted;  // not worth compiling
    const auto all =
        inputs_between(equations.time_input(), 1 + equations.state_ids.size() + equations.held_ids.size());
    for (const EventEquations& event : equations.events) {
        CompiledEvent made;
        std::vector<Node> values, formulas, scales, delay, priority;
        for (const auto& assignment : event.assignments) {
            values.push_back(assignment.value);
            formulas.push_back(assignment.formula);
            scales.push_back(assignment.scale);
        }
        if (event.delay) delay.push_back(*event.delay);
        if (event.priority) priority.push_back(*event.priority);
        made.delay = expressions(parts, delay, once);
        made.priority = expressions(parts, priority, once);
        made.values = expressions(parts, values, once);
        made.formulas = expressions(parts, formulas, once);
        made.scales = expressions(parts, scales, once);
        if (parts.sensitivities) {
            made.delay_by = derivatives(parts, delay, all, once);
            made.values_by = derivatives(parts, values, all, once);
            made.formulas_by = derivatives(parts, formulas, all, once);
            made.scales_by = derivatives(parts, scales, all, once);
        }
        parts.events.push_back(std::move(made));
    }
    for (const Draw& draw : equations.draws)
        parts.draws.push_back({draw.distribution, expressions(parts, draw.arguments, once)});
}

void compile_delays(Parts& parts, Execution execution) {
    std::vector<Node> lags, delayed_values, before;
    for (const auto& delayed : parts.equations.delayed) {
        lags.push_back(delayed.lag);
        delayed_values.push_back(delayed.expression);
        before.push_back(delayed.before);
    }
    parts.lags = expressions(parts, lags, execution);
    parts.delayed = expressions(parts, delayed_values, execution);
    parts.before_start = expressions(parts, before, Execution::interpreted);
}

void compile_sensitivities(Parts& parts, std::span<const Node> observed, Execution execution) {
    Equations& equations = parts.equations;
    const std::size_t states = equations.state_ids.size(), held = equations.held_ids.size();
    const auto all = inputs_between(equations.time_input(), 1 + states + held);
    parts.rates_by_held =
        derivatives(parts, equations.rates, inputs_between(equations.held_input(0), held), execution);
    if (!equations.algebraic_rows.empty())
        parts.rates_by_time =
            derivatives(parts, equations.rates, {equations.time_input()}, Execution::interpreted);
    parts.observed_by = derivatives(parts, observed, all, execution);
    std::vector<Node> gaps;
    for (const Switch& one : equations.switches) gaps.push_back(one.gap);
    parts.gaps_by = derivatives(parts, gaps, all, Execution::interpreted);
}

/// Live rates are evaluated at single moments only, where there are frozen ones.
void compile_rates(Parts& parts, const FrozenRelations& frozen, Execution execution) {
    Equations& equations = parts.equations;
    const std::vector<Node> rates = equations.rates, relaxation = equations.relaxation;
    const Execution live = frozen.relations.empty() ? execution : Execution::interpreted;
    parts.rates = expressions(parts, rates, live);
    parts.jacobian = jacobian(parts, rates, parts.pattern, live);
    if (!frozen.relations.empty()) {
        parts.truths = expressions(parts, frozen.relations, Execution::interpreted);
        parts.frozen_rates = expressions(parts, frozen.nodes, execution);
        numerics::SparsePattern pattern;
        parts.frozen_jacobian = jacobian(parts, frozen.nodes, pattern, execution);
        // What is frozen has no derivatives of its own: the two are one pattern.
        STRANDLINE_ASSERT(pattern.row_indices == parts.pattern.row_indices &&
                          pattern.column_starts == parts.pattern.column_starts);
        if (parts.sensitivities)
            parts.frozen_by_held =
                derivatives(parts, frozen.nodes,
                            inputs_between(equations.held_input(0), equations.held_ids.size()), execution);
    }
    parts.relaxation = expressions(parts, relaxation, Execution::interpreted);
    if (!relaxation.empty())
        parts.relaxation_jacobian =
            jacobian(parts, relaxation, parts.relaxation_pattern, Execution::interpreted);
}

std::unique_ptr<const Parts> compile(Equations equations, const std::vector<Node>& observed,
                                     bool sensitivities, Execution execution) {
    auto parts = std::make_unique<Parts>();
    parts->equations = std::move(equations);
    parts->observed_nodes = observed;
    parts->sensitivities = sensitivities;
    const std::size_t inputs = parts->equations.input_count();
    const FrozenRelations frozen =
        freeze(parts->equations.graph, parts->equations.rates, static_cast<std::uint32_t>(inputs));
    parts->inputs = inputs + frozen.relations.size();
    compile_rates(*parts, frozen, execution);
    parts->observed = expressions(*parts, observed, execution);
    plan_integration(*parts);
    lay_out_consistency(*parts);
    compile_switches(*parts, frozen.relations, execution);
    compile_events(*parts);
    compile_delays(*parts, execution);
    if (sensitivities) compile_sensitivities(*parts, observed, execution);
    return parts;
}

}  // namespace

CompiledSystem::CompiledSystem(Equations equations, std::vector<Node> observed, bool sensitivities,
                               Execution execution)
    : parts_(compile(std::move(equations), observed, sensitivities, execution)) {}
CompiledSystem::CompiledSystem(CompiledSystem&&) noexcept = default;
CompiledSystem& CompiledSystem::operator=(CompiledSystem&&) noexcept = default;
CompiledSystem::~CompiledSystem() = default;

const Equations& CompiledSystem::equations() const { return parts_->equations; }
std::size_t CompiledSystem::observed() const { return parts_->observed.size(); }

}  // namespace strandline::process
