#include "simulation/compiled_system.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace strandline::process {

using numerics::Execution;
using numerics::PartialDerivative;
using Parts = CompiledSystem::Parts;

Expressions::Expressions(const Equations& equations, std::span<const Node> nodes, Execution execution)
    : size_(nodes.size()) {
    if (size_ > 0) program_.emplace(equations.graph, nodes, equations.input_count(), execution);
}

namespace {

std::vector<std::uint32_t> inputs_between(std::uint32_t begin, std::size_t count) {
    std::vector<std::uint32_t> inputs(count);
    std::iota(inputs.begin(), inputs.end(), begin);
    return inputs;
}

Derivatives derivatives(Equations& equations, std::span<const Node> nodes,
                        const std::vector<std::uint32_t>& inputs, Execution execution) {
    Derivatives made;
    made.expressions = nodes.size();
    std::vector<Node> values;
    for (const PartialDerivative& one : numerics::sparse_jacobian(equations.graph, nodes, inputs)) {
        made.entries.push_back({one.row, inputs[one.column]});
        values.push_back(one.node);
    }
    made.values = Expressions(equations, values, execution);
    return made;
}

/// By the states, with where its entries are.
Expressions jacobian(Equations& equations, std::span<const Node> rates, numerics::SparsePattern& pattern,
                     Execution execution) {
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
    return Expressions(equations, values, execution);
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

void compile_switches(Parts& parts, Execution execution) {
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
    parts.watched = Expressions(equations, watched, execution);
    parts.timed = Expressions(equations, timed, Execution::interpreted);
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
        made.delay = Expressions(equations, delay, once);
        made.priority = Expressions(equations, priority, once);
        made.values = Expressions(equations, values, once);
        made.formulas = Expressions(equations, formulas, once);
        made.scales = Expressions(equations, scales, once);
        if (parts.sensitivities) {
            made.delay_by = derivatives(equations, delay, all, once);
            made.values_by = derivatives(equations, values, all, once);
            made.formulas_by = derivatives(equations, formulas, all, once);
            made.scales_by = derivatives(equations, scales, all, once);
        }
        parts.events.push_back(std::move(made));
    }
}

void compile_delays(Parts& parts, Execution execution) {
    std::vector<Node> lags, expressions, before;
    for (const auto& delayed : parts.equations.delayed) {
        lags.push_back(delayed.lag);
        expressions.push_back(delayed.expression);
        before.push_back(delayed.before);
    }
    parts.lags = Expressions(parts.equations, lags, execution);
    parts.delayed = Expressions(parts.equations, expressions, execution);
    parts.before_start = Expressions(parts.equations, before, Execution::interpreted);
}

void compile_sensitivities(Parts& parts, std::span<const Node> observed, Execution execution) {
    Equations& equations = parts.equations;
    const std::size_t states = equations.state_ids.size(), held = equations.held_ids.size();
    const auto all = inputs_between(equations.time_input(), 1 + states + held);
    parts.rates_by_held =
        derivatives(equations, equations.rates, inputs_between(equations.held_input(0), held), execution);
    if (!equations.algebraic_rows.empty())
        parts.rates_by_time =
            derivatives(equations, equations.rates, {equations.time_input()}, Execution::interpreted);
    parts.observed_by = derivatives(equations, observed, all, execution);
    std::vector<Node> gaps;
    for (const Switch& one : equations.switches) gaps.push_back(one.gap);
    parts.gaps_by = derivatives(equations, gaps, all, Execution::interpreted);
}

std::unique_ptr<const Parts> compile(Equations equations, const std::vector<Node>& observed,
                                     bool sensitivities, Execution execution) {
    auto parts = std::make_unique<Parts>();
    parts->equations = std::move(equations);
    parts->sensitivities = sensitivities;
    parts->rates = Expressions(parts->equations, parts->equations.rates, execution);
    parts->observed = Expressions(parts->equations, observed, execution);
    parts->jacobian = jacobian(parts->equations, parts->equations.rates, parts->pattern, execution);
    const std::vector<Node> relaxation = parts->equations.relaxation;
    parts->relaxation = Expressions(parts->equations, relaxation, execution);
    if (!relaxation.empty())
        parts->relaxation_jacobian =
            jacobian(parts->equations, relaxation, parts->relaxation_pattern, execution);
    lay_out_consistency(*parts);
    compile_switches(*parts, execution);
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
