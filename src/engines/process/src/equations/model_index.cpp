#include "model_index.hpp"

#include <strandline/formats/kinetic_model.hpp>

namespace strandline::process {

namespace {

using domain::KineticModel;
using domain::KineticRule;

std::uint32_t add(ModelIndex& index, Entity entity) {
    const auto number = static_cast<std::uint32_t>(index.entities.size());
    index.by_id.try_emplace(entity.id, number);
    index.entities.push_back(std::move(entity));
    return number;
}

void add_compartments(const KineticModel& model, ModelIndex& index) {
    for (const auto& compartment : model.compartments) {
        Entity entity{.id = compartment.id, .kind = Quantity::Kind::compartment};
        entity.compartment = &compartment;
        entity.constant = compartment.constant && model.level > 1;
        add(index, std::move(entity));
    }
}

Result<void> add_species(const KineticModel& model, ModelIndex& index) {
    for (const auto& species : model.species) {
        Entity entity{.id = species.id, .kind = Quantity::Kind::species};
        entity.species = &species;
        entity.constant = species.constant;
        const Entity* in = index.find(species.compartment);
        if (!in || in->kind != Quantity::Kind::compartment)
            return fail(Error::input("process.unknown_name", "species {} is in no compartment", species.id)
                            .expected("the id of a compartment")
                            .found("{:?}", species.compartment));
        entity.compartment = in->compartment;
        add(index, std::move(entity));
    }
    return {};
}

void add_parameters(const KineticModel& model, ModelIndex& index) {
    for (const auto& parameter : model.parameters) {
        Entity entity{.id = parameter.id, .kind = Quantity::Kind::parameter};
        entity.parameter = &parameter;
        entity.constant = parameter.constant && model.level > 1;
        add(index, std::move(entity));
    }
}

void add_reference(const domain::SpeciesReference& reference, ModelIndex& index) {
    if (reference.id.empty()) return;
    Entity entity{.id = reference.id, .kind = Quantity::Kind::species_reference};
    entity.reference = &reference;
    entity.constant = reference.constant;
    if (reference.formula) entity.role = Role::composed;
    add(index, std::move(entity));
}

void add_reactions(const KineticModel& model, ModelIndex& index) {
    for (const auto& reaction : model.reactions) {
        Entity entity{.id = reaction.id, .kind = Quantity::Kind::reaction};
        entity.reaction = &reaction;
        entity.role = Role::reaction;
        add(index, std::move(entity));
    }
    for (const auto& reaction : model.reactions) {
        for (const auto& reference : reaction.reactants) add_reference(reference, index);
        for (const auto& reference : reaction.products) add_reference(reference, index);
    }
}

/// The entity that `what` sets.
Result<Entity*> target(ModelIndex& index, std::string_view variable, std::string_view what) {
    const auto at = index.by_id.find(std::string(variable));
    if (at == index.by_id.end()) return fail(unknown_name(index, variable));
    Entity& entity = index.entities[at->second];
    if (entity.kind == Quantity::Kind::reaction)
        return fail(Error::input("process.not_assignable", "{} sets {}, a reaction", what, variable)
                        .expected("a compartment, species, parameter or species reference")
                        .found("a reaction, whose rate its law gives"));
    return &entity;
}

/// A rule without formula leaves its variable as it is (SBML Level 3 Version 2, section 3.2.3).
Result<void> add_rules(const KineticModel& model, ModelIndex& index) {
    for (const auto& rule : model.rules) {
        if (rule.kind == KineticRule::Kind::algebraic || !rule.formula) continue;
        STRANDLINE_TRY(Entity * entity, target(index, rule.variable, "a rule"));
        if (entity->rule)
            return fail(Error::input("process.overdetermined", "{} has two rules", rule.variable)
                            .expected("one rule for a quantity")
                            .found("{} and {}", formats::formula_text(*entity->rule),
                                   formats::formula_text(*rule.formula))
                            .mend("delete one of them"));
        entity->rule = &*rule.formula;
        entity->role = rule.kind == KineticRule::Kind::assignment ? Role::assigned : Role::rated;
    }
    return {};
}

Result<void> add_assignments(const KineticModel& model, ModelIndex& index) {
    for (const auto& initial : model.initial_assignments) {
        STRANDLINE_TRY(Entity * entity, target(index, initial.variable, "an initial assignment"));
        if (initial.formula) entity->initial = &*initial.formula;
    }
    for (const auto& event : model.events)
        for (const auto& assignment : event.assignments) {
            STRANDLINE_TRY(Entity * entity, target(index, assignment.variable, "an event"));
            if (assignment.formula) entity->event_target = true;
        }
    return {};
}

Result<void> move_species(const KineticModel& model, ModelIndex& index) {
    for (const auto& reaction : model.reactions)
        for (const auto* side : {&reaction.reactants, &reaction.products})
            for (const auto& reference : *side) {
                const auto at = index.by_id.find(reference.species);
                if (at == index.by_id.end() || !index.entities[at->second].species)
                    return fail(unknown_name(index, reference.species));
                Entity& entity = index.entities[at->second];
                if (entity.species->boundary || entity.species->constant) continue;
                if (entity.rule)
                    return fail(
                        Error::input("process.overdetermined", "{} is determined by a rule and by reactions",
                                     entity.id)
                            .expected("either of them")
                            .found("a rule, and reaction {}", reaction.id)
                            .mend("set boundaryCondition of {} to true, or delete the rule", entity.id));
                entity.role = Role::moved;
            }
    return {};
}

void place_all(ModelIndex& index) {
    for (std::uint32_t i = 0; i < index.entities.size(); ++i) {
        Entity& entity = index.entities[i];
        switch (entity.role) {
        case Role::rated:
        case Role::moved:
        case Role::algebraic:
            entity.place = Place{Place::Kind::state, static_cast<std::uint32_t>(index.states.size())};
            index.states.push_back(i);
            break;
        case Role::kept:
            entity.place = Place{Place::Kind::held, static_cast<std::uint32_t>(index.held.size())};
            index.held.push_back(i);
            break;
        default:
            break;
        }
    }
}

void number_settings(const KineticModel& model, ModelIndex& index) {
    std::int32_t number = 0;
    for (const Setting& setting : settings(model))
        index.entities[index.by_id.at(setting.id)].setting = number++;
}

}  // namespace

Error unknown_name(const ModelIndex& index, std::string_view name) {
    std::vector<std::string> known;
    for (const Entity& entity : index.entities) known.push_back(entity.id);
    return Error::input("process.unknown_name", "no quantity is named {}", name)
        .expected("a compartment, species, parameter, reaction or species reference of the model")
        .found("{:?}", name)
        .candidates(nearest(name, known));
}

Result<ModelIndex> index_model(const KineticModel& model) {
    ModelIndex index;
    add_compartments(model, index);
    STRANDLINE_CHECK(add_species(model, index));
    add_parameters(model, index);
    add_reactions(model, index);
    STRANDLINE_CHECK(add_rules(model, index));
    STRANDLINE_CHECK(add_assignments(model, index));
    STRANDLINE_CHECK(move_species(model, index));
    STRANDLINE_CHECK(match_algebraic_rules(model, index));
    place_all(index);
    number_settings(model, index);
    return index;
}

}  // namespace strandline::process
