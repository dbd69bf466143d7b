#pragma once

#include <strandline/base/result.hpp>
#include <strandline/process/equations.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace strandline::process {

/// By what a quantity's value is determined.
enum class Role : std::uint8_t {
    kept,       // nothing but its start and events
    assigned,   // an assignment rule
    rated,      // a rate rule
    moved,      // reactions
    solved,     // an algebraic rule, for which it was solved
    algebraic,  // algebraic rules that must be solved by numbers
    reaction,   // it is a reaction's rate
    composed,   // stoichiometryMath of Level 2
};

/// A quantity of a model with all that is said of it.
struct Entity {
    std::string id;
    Quantity::Kind kind = Quantity::Kind::parameter;
    const domain::KineticCompartment* compartment = nullptr;  // of a species, the one it is in
    const domain::KineticSpecies* species = nullptr;
    const domain::KineticParameter* parameter = nullptr;
    const domain::SpeciesReference* reference = nullptr;
    const domain::KineticReaction* reaction = nullptr;
    bool constant = true, event_target = false;
    const domain::Formula* rule = nullptr;     // of an assignment or rate rule, algebraic where solved
    const domain::Formula* initial = nullptr;  // of an initial assignment
    Role role = Role::kept;
    std::optional<Place> place;
    std::int32_t setting = -1;

    /// Whether a species' id means its amount; all else is its own amount.
    bool means_amount() const { return !species || species->amount_only; }
};

/// Quantities by id and what determines them.
struct ModelIndex {
    std::vector<Entity> entities;
    std::unordered_map<std::string, std::uint32_t> by_id;
    std::vector<std::uint32_t> states, held;  // entities, in the order of their places
    /// Of algebraic rules: residuals by order of the states that they determine; what was solved for.
    std::vector<const domain::Formula*> residuals;
    std::vector<std::unique_ptr<const domain::Formula>> solutions;

    const Entity* find(std::string_view id) const {
        const auto at = by_id.find(std::string(id));
        return at == by_id.end() ? nullptr : &entities[at->second];
    }
};

/// "process.overdetermined", "process.unknown_name".
Result<ModelIndex> index_model(const domain::KineticModel& model);

/// Finds for each algebraic rule the quantity that it determines, and solves it where it is linear in it with
/// others that do not depend on it. Changes roles and rules of entities, and gathers the residuals.
Result<void> match_algebraic_rules(const domain::KineticModel& model, ModelIndex& index);

/// The error for a name that the model does not have.
Error unknown_name(const ModelIndex& index, std::string_view name);

}  // namespace strandline::process
