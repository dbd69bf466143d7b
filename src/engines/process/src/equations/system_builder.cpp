#include "system_builder.hpp"
#include "circular.hpp"

#include <algorithm>
#include <limits>

namespace strandline::process {

using domain::Formula;

SystemBuilder::SystemBuilder(const domain::KineticModel& model, const ModelIndex& index, Equations& equations,
                             std::size_t delayed_count)
    : model_(model),
      index_(index),
      equations_(equations),
      graph_(equations.graph),
      delayed_count_(delayed_count),
      translator_(graph_, model, *this),
      values_(index.entities.size()),
      values_before_(index.entities.size()),
      rates_(index.states.size()),
      changes_(index.entities.size()) {
    for (const auto& reaction : model.reactions) {
        const std::uint32_t number = index.by_id.at(reaction.id);
        for (const auto& reference : reaction.reactants)
            changes_[index.by_id.at(reference.species)].push_back({number, &reference, true});
        for (const auto& reference : reaction.products)
            changes_[index.by_id.at(reference.species)].push_back({number, &reference, false});
    }
}

Result<Node> SystemBuilder::formula(const Formula& formula) { return translator_.node(formula); }

Result<Node> SystemBuilder::name(std::string_view id) {
    const auto at = index_.by_id.find(std::string(id));
    if (at == index_.by_id.end()) return fail(unknown_name(index_, id));
    STRANDLINE_TRY(const Values found, values(at->second));
    return found.value;
}

Result<SystemBuilder::Values> SystemBuilder::values(std::uint32_t number) {
    auto& known = before_start_ ? values_before_ : values_;
    if (known[number]) return *known[number];
    const Entity& entity = index_.entities[number];
    if (std::ranges::find(stack_, entity.id) != stack_.end())
        return fail(circular_values(index_, stack_, entity.id, false));
    stack_.push_back(entity.id);
    auto computed = compute(entity);
    stack_.pop_back();
    if (computed) known[number] = *computed;
    return computed;
}

Result<Node> SystemBuilder::stored(const Entity& entity) {
    const std::uint32_t input = entity.place->kind == Place::Kind::state
                                    ? equations_.state_input(entity.place->index)
                                    : equations_.held_input(entity.place->index);
    if (before_start_) return history_of_input(input);
    return graph_.input(input);
}

Result<SystemBuilder::Values> SystemBuilder::compute(const Entity& entity) {
    if (entity.species) return species_values(entity);
    STRANDLINE_TRY(const Node value, own_value(entity));
    return Values{value, value, value, graph_.one()};
}

Result<Node> SystemBuilder::own_value(const Entity& entity) {
    switch (entity.role) {
    case Role::assigned:
    case Role::solved:
        return formula(*entity.rule);
    case Role::composed:
        return formula(*entity.reference->formula);
    case Role::reaction:
        return law(*entity.reaction);
    default:
        return stored(entity);
    }
}

Result<Node> SystemBuilder::size_of(const Entity& species) {
    STRANDLINE_TRY(const Values size, values(index_.by_id.at(species.species->compartment)));
    return size.value;
}

/// Amounts are kept: a compartment's change leaves them, and changes concentrations.
Result<SystemBuilder::Values> SystemBuilder::species_values(const Entity& entity) {
    STRANDLINE_TRY(const Node size, size_of(entity));
    const bool amount_meant = entity.means_amount();
    Values all;
    all.scale = amount_meant ? graph_.one() : size;
    const bool by_value =
        entity.role == Role::assigned || entity.role == Role::solved || entity.role == Role::algebraic;
    if (!by_value) {
        STRANDLINE_TRY(all.amount, stored(entity));
        all.concentration = graph_.divide(all.amount, size);
        all.value = amount_meant ? all.amount : all.concentration;
        return all;
    }
    if (entity.role == Role::algebraic) {
        STRANDLINE_TRY(all.value, stored(entity));
        all.scale = graph_.one();
    } else {
        STRANDLINE_TRY(all.value, formula(*entity.rule));
    }
    all.amount = amount_meant ? all.value : graph_.multiply(all.value, size);
    all.concentration = amount_meant ? graph_.divide(all.value, size) : all.value;
    return all;
}

/// A reaction without a law does not go.
Result<Node> SystemBuilder::law(const domain::KineticReaction& reaction) {
    if (!reaction.law) return graph_.zero();
    Names locals;
    for (const auto& local : reaction.locals)
        locals[local.id] = graph_.constant(local.value.value_or(std::numeric_limits<double>::quiet_NaN()));
    return translator_.node(*reaction.law, &locals);
}

Result<Node> SystemBuilder::draw(const std::string& distribution, std::vector<Node> arguments) {
    if (before_start_) {
        drawn_before_start_ = true;
        return graph_.zero();
    }
    const auto number = static_cast<std::uint32_t>(equations_.draws.size());
    equations_.draws.push_back({distribution, std::move(arguments)});
    const auto before = 1 + index_.states.size() + index_.held.size() + delayed_count_;
    return graph_.input(static_cast<std::uint32_t>(before) + number);
}

Result<void> SystemBuilder::build() {
    for (const std::uint32_t i : index_.states) equations_.state_ids.push_back(index_.entities[i].id);
    for (const std::uint32_t i : index_.held) equations_.held_ids.push_back(index_.entities[i].id);
    STRANDLINE_CHECK(build_quantities());
    STRANDLINE_CHECK(build_rates());
    std::vector<Node> roots = equations_.rates;  // fluxes of fast reactions turn where their rates do
    STRANDLINE_CHECK(build_fast());
    STRANDLINE_CHECK(build_events());
    roots.insert(roots.end(), equations_.relaxation.begin(), equations_.relaxation.end());
    for (const EventEquations& event : equations_.events) roots.push_back(event.trigger);
    equations_.switches = find_switches(equations_, graph_, roots);
    return {};
}

Result<void> SystemBuilder::build_quantities() {
    for (std::uint32_t i = 0; i < index_.entities.size(); ++i) {
        const Entity& entity = index_.entities[i];
        STRANDLINE_TRY(const Values found, values(i));
        equations_.quantities[entity.id] = {.kind = entity.kind,
                                            .value = found.value,
                                            .amount = found.amount,
                                            .concentration = found.concentration,
                                            .place = entity.place,
                                            .scale = found.scale,
                                            .setting = entity.setting};
    }
    return {};
}

}  // namespace strandline::process
