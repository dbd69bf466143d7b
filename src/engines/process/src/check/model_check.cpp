#include "check/model_check.hpp"

#include <strandline/process/equations.hpp>

#include <set>

namespace strandline::process {

std::vector<std::string> without_value(const domain::KineticModel& model) {
    std::set<std::string> given;
    for (const auto& rule : model.rules)
        if (rule.kind == domain::KineticRule::Kind::assignment && rule.formula) given.insert(rule.variable);
    for (const auto& assignment : model.initial_assignments)
        if (assignment.formula) given.insert(assignment.variable);
    std::vector<std::string> missing;
    const auto look = [&](const std::string& id, bool has_value) {
        if (!has_value && !given.contains(id)) missing.push_back(id);
    };
    for (const auto& one : model.compartments) look(one.id, one.size || one.dimensions == 0);
    for (const auto& one : model.species) look(one.id, one.amount || one.concentration);
    for (const auto& one : model.parameters) look(one.id, one.value.has_value());
    for (const auto& reaction : model.reactions)
        for (const auto* side : {&reaction.reactants, &reaction.products})
            for (const auto& one : *side)
                look(one.id.empty() ? one.species + " in " + reaction.id : one.id,
                     one.stoichiometry || one.formula);
    return missing;
}

ModelCheck check_model(const domain::KineticModel& model) {
    ModelCheck made;
    if (const auto system = equations(model)) {
        made.states = system->state_ids.size();
        made.algebraic = system->algebraic_rows.size();
        made.delays = system->delayed.size();
        made.switches = system->switches.size();
        if (const auto begin = start(model, *system, {}); !begin) made.fault = begin.error();
    } else {
        made.fault = system.error();
    }
    made.without_value = without_value(model);
    made.conserved = conserved_sums(model);
    made.balance = element_balance(model);
    made.units = unit_remarks(model);
    return made;
}

}  // namespace strandline::process
