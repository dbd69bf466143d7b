#include "stochastic/jump_system.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <cmath>
#include <map>

namespace strandline::process {
namespace {

using domain::Formula;
using domain::KineticModel;

template <class... A>
Error no_meaning(format_string<A...> what, A&&... a) {
    return Error::input("process.stochastic", what, std::forward<A>(a)...)
        .expected("reactions that happen one by one, with nothing else that moves but by events")
        .mend("use --method ode");
}

bool has(const std::optional<Formula>& formula, Formula::Op op) {
    bool found = false;
    if (formula) each_part(*formula, [&](const Formula& part) { found |= part.op == op; });
    return found;
}

Result<void> check_model(const KineticModel& model) {
    for (const auto& rule : model.rules) {
        if (rule.kind == domain::KineticRule::Kind::rate)
            return fail(no_meaning("{} moves by a rate rule", rule.variable));
        if (rule.kind == domain::KineticRule::Kind::algebraic)
            return fail(no_meaning("the model has an algebraic rule"));
        if (has(rule.formula, Formula::Op::rate_of))
            return fail(no_meaning("the rule of {} asks for a rate", rule.variable));
    }
    for (const auto& reaction : model.reactions) {
        if (reaction.fast) return fail(no_meaning("reaction {} is fast", reaction.id));
        if (has(reaction.law, Formula::Op::rate_of))
            return fail(no_meaning("the law of reaction {} asks for a rate", reaction.id));
    }
    return {};
}

/// Between events and reactions, propensities and triggers may turn at times that are known beforehand, and
/// not move otherwise.
Result<void> check_time(Equations& equations) {
    if (!equations.delayed.empty()) return fail(no_meaning("the model looks back by delay()"));
    for (const Switch& one : equations.switches) {
        const auto inputs = equations.graph.inputs_of(std::span(&one.gap, 1));
        if (!one.timed && !inputs.empty() && inputs.front() == equations.time_input())
            return fail(
                no_meaning("a condition of the model depends on the time and on what reactions change"));
    }
    const std::uint32_t time = equations.time_input();
    for (const auto& [id, quantity] : equations.quantities) {
        if (quantity.kind != Quantity::Kind::reaction) continue;
        if (!numerics::sparse_jacobian(equations.graph, std::span(&quantity.value, 1), std::span(&time, 1))
                 .empty())
            return fail(no_meaning("the law of reaction {} moves with the time", id));
    }
    return {};
}

}  // namespace

struct JumpSystem::Planned {
    std::string id;
    Node propensity = 0;
    std::map<std::uint32_t, Node> changes;  // by state
};

namespace {

Result<Node> factor(const KineticModel& model, Equations& equations,
                    const domain::SpeciesReference& reference) {
    if (!reference.id.empty()) return formula_node(equations, model, Formula::of(reference.id));
    if (reference.formula) return formula_node(equations, model, *reference.formula);
    return equations.graph.constant(reference.stoichiometry.value_or(1));
}

Result<std::map<std::uint32_t, Node>> changes(const KineticModel& model, Equations& equations,
                                              const domain::KineticReaction& reaction) {
    std::map<std::uint32_t, Node> made;
    const auto add = [&](const domain::SpeciesReference& reference, bool taken) -> Result<void> {
        const auto species = std::ranges::find(model.species, reference.species, &domain::KineticSpecies::id);
        const Quantity& quantity = equations.quantities.at(reference.species);
        if (species->boundary || species->constant || !quantity.place ||
            quantity.place->kind != Place::Kind::state)
            return {};
        STRANDLINE_TRY(Node by, factor(model, equations, reference));
        const std::string& conversion =
            species->conversion_factor.empty() ? model.conversion_factor : species->conversion_factor;
        if (!conversion.empty()) {
            STRANDLINE_TRY(const Node times, formula_node(equations, model, Formula::of(conversion)));
            by = equations.graph.multiply(by, times);
        }
        Node& sum = made.try_emplace(quantity.place->index, equations.graph.zero()).first->second;
        sum = taken ? equations.graph.subtract(sum, by) : equations.graph.add(sum, by);
        return {};
    };
    for (const auto& reference : reaction.reactants) STRANDLINE_CHECK(add(reference, true));
    for (const auto& reference : reaction.products) STRANDLINE_CHECK(add(reference, false));
    std::erase_if(made, [&](const auto& one) { return equations.graph.is_constant(one.second, 0); });
    return made;
}

std::vector<std::uint32_t> slots_of(const IncrementalProgram& program, std::span<const Node> nodes) {
    std::vector<std::uint32_t> made;
    for (const Node node : nodes) made.push_back(program.slot(node));
    return made;
}

}  // namespace

Result<JumpSystem> JumpSystem::make(const KineticModel& model, Equations equations,
                                    std::vector<Node> observed) {
    STRANDLINE_CHECK(check_model(model));
    STRANDLINE_CHECK(check_time(equations));
    std::vector<Planned> planned;
    for (const auto& reaction : model.reactions) {
        if (!reaction.law) continue;
        STRANDLINE_TRY(auto moves, changes(model, equations, reaction));
        planned.push_back({reaction.id, equations.quantities.at(reaction.id).value, std::move(moves)});
    }
    JumpSystem made;
    made.compiled_ = std::make_unique<const CompiledSystem>(equations, std::vector<Node>(), false,
                                                            numerics::Execution::interpreted);
    made.equations_ = std::make_unique<const Equations>(std::move(equations));
    made.plan(planned, observed);
    return made;
}

void JumpSystem::plan(const std::vector<Planned>& planned, std::span<const Node> observed) {
    const Equations& equations = *equations_;
    std::vector<Node> now, nodes;
    for (const Planned& one : planned) {
        now.push_back(one.propensity);
        for (const auto& [state, by] : one.changes) now.push_back(by);
    }
    for (const EventEquations& event : equations.events) now.push_back(event.trigger);
    nodes = now;
    nodes.insert(nodes.end(), observed.begin(), observed.end());
    plan_events(nodes);
    whole_.assign(equations.state_ids.size(), false);
    everything_ = program_->steps(now);
    written_ = program_->steps(observed);
    observed_ = slots_of(*program_, observed);
    for (const EventEquations& event : equations.events) triggers_.push_back(program_->slot(event.trigger));
    for (const Planned& one : planned) {
        Reaction made{one.id, program_->slot(one.propensity), {}, {}, {}, {}};
        std::vector<bool> moved(equations.input_count());
        for (const auto& [state, by] : one.changes) {
            made.changes.push_back({state, program_->slot(by)});
            moved[equations.state_input(state)] = whole_[state] = true;
        }
        const auto depends = [&](Node node) {
            return std::ranges::any_of(equations.graph.inputs_of(std::span(&node, 1)),
                                       [&](std::uint32_t input) { return moved[input]; });
        };
        if (!one.changes.empty()) made.steps = program_->steps(now, moved);
        for (std::uint32_t i = 0; i < planned.size(); ++i)
            if (depends(planned[i].propensity)) made.affected.push_back(i);
        for (std::uint32_t i = 0; i < equations.events.size(); ++i)
            if (depends(equations.events[i].trigger)) made.triggers.push_back(i);
        reactions_.push_back(std::move(made));
    }
}

void JumpSystem::plan_events(std::vector<Node>& nodes) {
    const Equations& equations = *equations_;
    for (const EventEquations& event : equations.events) {
        if (event.delay) nodes.push_back(*event.delay);
        if (event.priority) nodes.push_back(*event.priority);
        for (const auto& one : event.assignments)
            nodes.insert(nodes.end(), {one.value, one.formula, one.scale});
    }
    for (const Draw& draw : equations.draws)
        nodes.insert(nodes.end(), draw.arguments.begin(), draw.arguments.end());
    program_ = std::make_unique<const IncrementalProgram>(equations.graph, nodes, equations.input_count());
    for (const EventEquations& event : equations.events) {
        Event made;
        std::vector<Node> values, formulas, scales;
        for (const auto& one : event.assignments) {
            values.push_back(one.value);
            formulas.push_back(one.formula);
            scales.push_back(one.scale);
        }
        made.values = program_->steps(values);
        made.formulas = program_->steps(formulas);
        made.scales = program_->steps(scales);
        made.value_slots = slots_of(*program_, values);
        made.formula_slots = slots_of(*program_, formulas);
        made.scale_slots = slots_of(*program_, scales);
        if (event.delay) made.delay = program_->steps(std::span(&*event.delay, 1));
        if (event.delay) made.delay_slot = program_->slot(*event.delay);
        if (event.priority) made.priority = program_->steps(std::span(&*event.priority, 1));
        if (event.priority) made.priority_slot = program_->slot(*event.priority);
        events_.push_back(std::move(made));
    }
    for (const Draw& draw : equations.draws)
        draws_.push_back(
            {draw.distribution, program_->steps(draw.arguments), slots_of(*program_, draw.arguments)});
}

}  // namespace strandline::process
