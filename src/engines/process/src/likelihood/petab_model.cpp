#include "likelihood/petab_model.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <set>

namespace strandline::process {
namespace {

using domain::Formula;
using domain::KineticModel;
using formats::PetabProblem;

using Names = std::set<std::string, std::less<>>;

/// Blanks keep it apart from every id of a model.
std::string event_id(std::size_t jump) { return format("conditions {}", jump); }

Names ids_of(const KineticModel& model) {
    Names ids;
    for (const auto& each : model.compartments) ids.insert(each.id);
    for (const auto& each : model.species) ids.insert(each.id);
    for (const auto& each : model.parameters) ids.insert(each.id);
    for (const auto& each : model.reactions) {
        ids.insert(each.id);
        for (const auto* side : {&each.reactants, &each.products})
            for (const auto& reference : *side) ids.insert(reference.id);
    }
    return ids;
}

/// Parameters of the model that hold still but for conditions: no rule and no event of the model moves them.
Names constants_of(const KineticModel& model) {
    Names constants;
    for (const auto& each : model.parameters) constants.insert(each.id);
    for (const auto& rule : model.rules) constants.erase(rule.variable);
    for (const auto& event : model.events)
        for (const auto& assignment : event.assignments) constants.erase(assignment.variable);
    return constants;
}

/// What conditions name and the model does not have: parameters of the table in their formulas, and names
/// that only observables use.
void add_parameters(const PetabProblem& problem, KineticModel& model) {
    Names known = ids_of(model);
    const auto add = [&](const std::string& id) {
        if (known.insert(id).second)
            model.parameters.push_back({.id = id, .name = {}, .value = {}, .units = {}});
    };
    for (const formats::PetabCondition& condition : problem.conditions)
        for (const formats::PetabChange& change : condition.changes) {
            add(change.target);
            domain::each_part(change.formula, [&](const Formula& part) {
                if (part.op == Formula::Op::name) add(part.name);
            });
        }
}

void let_change(KineticModel& model, const std::string& id) {
    for (auto& each : model.compartments)
        if (each.id == id) each.constant = false;
    for (auto& each : model.species)
        if (each.id == id) each.constant = false;
    for (auto& each : model.parameters)
        if (each.id == id) each.constant = false;
    for (auto& each : model.reactions)
        for (auto* side : {&each.reactants, &each.products})
            for (auto& reference : *side)
                if (reference.id == id) reference.constant = false;
}

/// An event that never comes: what it would assign is what the conditions do.
domain::KineticEvent event_of(const PetabProblem& problem, const std::vector<std::int32_t>& conditions,
                              const Names& left_out, std::size_t jump) {
    domain::KineticEvent made;
    made.id = event_id(jump);
    made.trigger = Formula::of(0.0);
    for (const std::int32_t condition : conditions)
        for (const formats::PetabChange& change :
             problem.conditions[static_cast<std::size_t>(condition)].changes)
            if (!left_out.contains(change.target))
                made.assignments.push_back({change.target, change.formula});
    return made;
}

}  // namespace

bool sets_the_start(const PetabProblem& problem, const formats::PetabExperiment&, std::size_t period) {
    return problem.version < 2 && period == 0;
}

Result<PetabModel> petab_model(const PetabProblem& problem) {
    PetabModel made;
    made.model = problem.model;
    add_parameters(problem, made.model);
    // Of PEtab 1, values of parameters are taken from the start of a period's own condition.
    Names left_out;
    if (problem.version < 2) left_out = constants_of(made.model);
    made.constants.assign(left_out.begin(), left_out.end());
    for (const formats::PetabExperiment& experiment : problem.experiments)
        for (std::size_t period = 0; period < experiment.periods.size(); ++period) {
            const auto& conditions = experiment.periods[period].conditions;
            if (sets_the_start(problem, experiment, period) ||
                std::ranges::find(made.jumps, conditions, &PeriodJump::conditions) != made.jumps.end())
                continue;
            domain::KineticEvent event = event_of(problem, conditions, left_out, made.jumps.size());
            for (const auto& assignment : event.assignments) let_change(made.model, assignment.variable);
            made.model.events.push_back(std::move(event));
            made.jumps.push_back({conditions, {}});
        }
    STRANDLINE_TRY(made.equations, equations(made.model));
    for (std::size_t jump = 0; jump < made.jumps.size(); ++jump) {
        const auto found = std::ranges::find(made.equations.events, event_id(jump), &EventEquations::id);
        if (found == made.equations.events.end()) continue;
        made.jumps[jump].assignments = std::move(found->assignments);
        made.equations.events.erase(found);
    }
    return made;
}

}  // namespace strandline::process
