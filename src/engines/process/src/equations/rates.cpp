#include "circular.hpp"
#include "system_builder.hpp"

#include <algorithm>

namespace strandline::process {

Result<Node> SystemBuilder::stoichiometry(const Change& change) {
    if (!change.reference->id.empty()) return name(change.reference->id);
    if (change.reference->formula) return formula(*change.reference->formula);
    return graph_.constant(change.reference->stoichiometry.value_or(1));
}

/// Extent to amount: the species' own factor before the model's.
Result<Node> SystemBuilder::conversion(const Entity& species) {
    const std::string& own = species.species->conversion_factor;
    const std::string& factor = own.empty() ? model_.conversion_factor : own;
    if (factor.empty()) return graph_.one();
    return name(factor);
}

Result<Node> SystemBuilder::moved_rate(const Entity& entity, bool slow, bool fast) {
    Node sum = graph_.zero();
    for (const Change& change : changes_[index_.by_id.at(entity.id)]) {
        const Entity& reaction = index_.entities[change.reaction];
        if (!(reaction.reaction->fast ? fast : slow)) continue;
        STRANDLINE_TRY(const Node factor, stoichiometry(change));
        STRANDLINE_TRY(const Values rate, values(change.reaction));
        const Node term = graph_.multiply(factor, rate.value);
        sum = change.taken ? graph_.subtract(sum, term) : graph_.add(sum, term);
    }
    STRANDLINE_TRY(const Node factor, conversion(entity));
    return graph_.multiply(factor, sum);
}

/// Of a species by concentration, the rule is d(a / V)/dt, so that da/dt = V * rule + a / V * dV/dt.
Result<Node> SystemBuilder::ruled_rate(const Entity& entity) {
    STRANDLINE_TRY(const Node rule, formula(*entity.rule));
    if (!entity.species || entity.means_amount()) return rule;
    STRANDLINE_TRY(const Node size, size_of(entity));
    STRANDLINE_TRY(const Values own, values(index_.by_id.at(entity.id)));
    STRANDLINE_TRY(const Node growth, rate_of(size));
    return graph_.add(graph_.multiply(rule, size), graph_.multiply(own.value, growth));
}

Result<Node> SystemBuilder::compute_rate(const Entity& entity) {
    if (entity.role == Role::rated) return ruled_rate(entity);
    if (entity.role == Role::moved) return moved_rate(entity, true, false);
    return fail(Error::input("process.rate_of",
                             "the rate of {} is asked for, which an algebraic rule determines", entity.id)
                    .expected("rateOf of what rate rules, reactions or assignments determine")
                    .found("{}", entity.id));
}

/// Without fast reactions.
Result<Node> SystemBuilder::state_rate(std::uint32_t state) {
    if (rates_[state]) return *rates_[state];
    const Entity& entity = index_.entities[index_.states[state]];
    if (std::ranges::find(rate_stack_, entity.id) != rate_stack_.end())
        return fail(circular("the rate of", rate_stack_, entity.id));
    rate_stack_.push_back(entity.id);
    auto rate = compute_rate(entity);
    rate_stack_.pop_back();
    if (rate) rates_[state] = *rate;
    return rate;
}

/// What a fast reaction does follows from all rates, so that these cannot need it.
Result<void> SystemBuilder::refuse_fast(const Entity& entity) const {
    for (const Change& change : changes_[index_.by_id.at(entity.id)]) {
        const Entity& reaction = index_.entities[change.reaction];
        if (entity.role != Role::moved || !reaction.reaction->fast) continue;
        return fail(Error::input("process.rate_of",
                                 "the rate of {} is asked for, which a fast reaction moves", entity.id)
                        .expected("rateOf of what rules and slow reactions determine")
                        .found("fast reaction {}", reaction.id));
    }
    return {};
}

Result<Node> SystemBuilder::rate_of(Node expression) {
    if (before_start_)
        return total_derivative(graph_, expression, index_.states.size(),
                                [&](std::uint32_t) -> Result<Node> { return graph_.zero(); });
    return total_derivative(graph_, expression, index_.states.size(),
                            [&](std::uint32_t state) -> Result<Node> {
                                STRANDLINE_CHECK(refuse_fast(index_.entities[index_.states[state]]));
                                return state_rate(state);
                            });
}

Result<Node> total_derivative(numerics::ExpressionGraph& graph, Node node, std::size_t states,
                              const std::function<Result<Node>(std::uint32_t)>& rate) {
    const auto slope_of = [&](std::uint32_t input) -> Result<Node> {
        if (input == 0) return graph.one();
        return rate(input - 1);
    };
    if (graph.at(node).kind == numerics::NodeKind::input && graph.at(node).a <= states)
        return slope_of(graph.at(node).a);
    std::vector<std::uint32_t> moving;
    for (const std::uint32_t input : graph.inputs_of(std::span(&node, 1)))
        if (input <= states) moving.push_back(input);
    Node sum = graph.zero();
    for (const auto& partial : sparse_jacobian(graph, std::span(&node, 1), moving)) {
        STRANDLINE_TRY(const Node slope, slope_of(moving[partial.column]));
        sum = graph.add(sum, graph.multiply(partial.node, slope));
    }
    return sum;
}

Result<void> SystemBuilder::build_rates() {
    std::size_t residual = 0;
    for (std::uint32_t i = 0; i < index_.states.size(); ++i) {
        const Entity& entity = index_.entities[index_.states[i]];
        if (entity.role == Role::algebraic) {
            STRANDLINE_TRY(const Node zero, formula(*index_.residuals[residual++]));
            equations_.rates.push_back(zero);
            equations_.algebraic_rows.push_back(i);
            continue;
        }
        STRANDLINE_TRY(const Node rate, state_rate(i));
        equations_.rates.push_back(rate);
    }
    if (equations_.algebraic_rows.empty()) return {};
    for (std::uint32_t i = 0; i < index_.states.size(); ++i)
        if (index_.entities[index_.states[i]].role != Role::algebraic) equations_.mass.push_back({i, i, 1});
    return {};
}

}  // namespace strandline::process
