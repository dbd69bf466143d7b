#include "problem_draft.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>

namespace strandline::formats::petab {
namespace {

using domain::Formula;

/// A local parameter of a reaction becomes one of the model under the name that PEtab gives it.
bool lift_local(domain::KineticModel& model, std::string_view of, std::string_view petab_id) {
    const std::size_t dot = of.find('.');
    if (dot == std::string_view::npos) return false;
    const std::string_view reaction_id = of.substr(0, dot), local_id = of.substr(dot + 1);
    const auto rename = [&](auto&& self, Formula& formula) -> void {
        if (formula.op == Formula::Op::name && formula.name == local_id) formula.name = petab_id;
        for (Formula& part : formula.arguments) self(self, part);
    };
    for (domain::KineticReaction& reaction : model.reactions) {
        if (reaction.id != reaction_id) continue;
        const auto local = std::ranges::find(reaction.locals, local_id, &domain::KineticParameter::id);
        if (local == reaction.locals.end()) return false;
        domain::KineticParameter lifted = *local;
        reaction.locals.erase(local);
        lifted.id = petab_id;
        if (reaction.law) rename(rename, *reaction.law);
        model.parameters.push_back(std::move(lifted));
        return true;
    }
    return false;
}

std::vector<std::string> known_names(const ProblemDraft& draft, bool of_model_only) {
    std::vector<std::string> known(draft.model_ids.begin(), draft.model_ids.end());
    if (of_model_only) return known;
    for (const PetabParameter& parameter : draft.problem.parameters) known.push_back(parameter.id);
    for (const PetabObservable& observable : draft.problem.observables) known.push_back(observable.id);
    return known;
}

void check_target(ProblemDraft& draft, const NamedUse& target, bool in_formulas) {
    const std::string& name = target.name;
    if (draft.is_parameter(name))
        return draft.errors.add(
            Error::input("petab.target", "'{}' is in the parameter table and cannot be set by a condition",
                         name)
                .at(target.place)
                .expected("a parameter, species or compartment that the parameter table leaves alone")
                .found("'{}'", name)
                .mend("give the condition a parameter of its own as its value, and estimate that"));
    if (draft.ruled.contains(name))
        return draft.errors.add(
            Error::input("petab.target", "'{}' follows an assignment rule and cannot be set", name)
                .at(target.place)
                .expected("what no assignment rule sets")
                .found("'{}'", name)
                .mend("set what the rule depends on"));
    if (!draft.model_ids.contains(name) && !in_formulas)
        draft.errors.add(unknown_name("petab.unknown_target", name, "quantity of the model", target.place,
                                      known_names(draft, true),
                                      "conditions set parameters, species and compartments of the model"));
}

}  // namespace

void ProblemDraft::add_id(std::string_view id, std::string_view of_what, const Place& place) {
    if (auto wrong = wrong_id(id, of_what, version(), place)) return errors.add(std::move(*wrong));
    const auto [first, is_new] = ids.try_emplace(std::string(id), place);
    if (is_new) return;
    Error error = Error::input("petab.duplicate", "the id '{}' is there twice", id)
                      .at(place)
                      .expected("{} of its own", of_what)
                      .found("'{}' again", id)
                      .mend("rename or remove one of the two");
    error.also_at(first->second);
    errors.add(std::move(error));
}

Result<void> each_table(const std::vector<std::string>& names, const OpenFile& open,
                        const std::function<Result<void>(PetabTable&)>& read) {
    for (const std::string& name : names) {
        STRANDLINE_TRY(const Source source, open(name));
        STRANDLINE_TRY(PetabTable table, PetabTable::open(source));
        STRANDLINE_CHECK(read(table));
    }
    return {};
}

Error unknown_name(std::string code, std::string_view name, std::string_view of_what, const Place& place,
                   const std::vector<std::string>& known, std::string_view mend) {
    return Error::input(std::move(code), "{}",
                        name.empty() ? format("no {} is named", of_what)
                                     : format("there is no {} '{}'", of_what, printable(name)))
        .at(place)
        .expected("a known {}", of_what)
        .found("{}", name.empty() ? std::string("an empty cell") : format("'{}'", printable(name)))
        .candidates(nearest(name, known))
        .mend("{}", mend);
}

Error not_a_number(std::string_view column, std::string_view found, const Place& place,
                   std::string_view expected) {
    return Error::input("petab.number", "{} is no number", column)
        .at(place)
        .expected("{}", expected)
        .found("{}", found.empty() ? std::string("an empty cell") : format("'{}'", printable(found)))
        .mend("write digits, as in 0.5 or 1e-3");
}

void prepare_model(ProblemDraft& draft) {
    const domain::KineticModel& model = draft.problem.model;
    const auto add = [&](const auto& all) {
        for (const auto& each : all) draft.model_ids.insert(each.id);
    };
    add(model.compartments);
    add(model.species);
    add(model.parameters);
    add(model.reactions);
    for (const domain::KineticReaction& reaction : model.reactions)
        for (const auto* side : {&reaction.reactants, &reaction.products})
            for (const domain::SpeciesReference& reference : *side)
                if (!reference.id.empty()) draft.model_ids.insert(reference.id);
    for (const domain::KineticRule& rule : model.rules)
        if (rule.kind == domain::KineticRule::Kind::assignment) draft.ruled.insert(rule.variable);
}

Result<void> read_mappings(ProblemDraft& draft, const OpenFile& open) {
    return each_table(draft.files.mappings, open, [&](PetabTable& table) -> Result<void> {
        STRANDLINE_TRY(const std::size_t petab_id, table.column("petabEntityId"));
        STRANDLINE_TRY(const std::size_t model_id, table.column("modelEntityId"));
        for (;;) {
            STRANDLINE_TRY(const bool more, table.next());
            if (!more) return {};
            const std::string_view to = table.text(model_id), name = table.text(petab_id);
            if (!table.given(model_id) || to == name) continue;
            if (auto wrong = wrong_id(name, "an id", 2, table.place(petab_id))) {
                draft.errors.add(std::move(*wrong));
                continue;
            }
            if (lift_local(draft.problem.model, to, name)) {
                draft.model_ids.emplace(name);
                continue;
            }
            if (!draft.model_ids.contains(to))
                draft.errors.add(unknown_name("petab.mapping", to, "quantity of the model",
                                              table.place(model_id), known_names(draft, true),
                                              "name a local parameter as reaction.parameter"));
            else
                draft.errors.add(
                    Error::input("petab.mapping", "'{}' has an id that PEtab can use", to)
                        .at(table.place(model_id))
                        .expected(
                            "an entity whose id PEtab cannot use, as a local parameter's: reaction.parameter")
                        .found("'{}'", to)
                        .mend("write '{}' everywhere instead of '{}'", to, name));
        }
    });
}

void check_names(ProblemDraft& draft) {
    std::set<std::string_view> in_formulas, targets;
    for (const NamedUse& use : draft.formula_uses) in_formulas.insert(use.name);
    for (const NamedUse& target : draft.targets) {
        check_target(draft, target, in_formulas.contains(target.name));
        targets.insert(target.name);
    }
    for (const NamedUse& use : draft.condition_uses)
        if (!draft.model_ids.contains(use.name) && !draft.is_parameter(use.name))
            draft.errors.add(unknown_name("petab.unknown_name", use.name, "parameter or quantity", use.place,
                                          known_names(draft, false),
                                          "add it to the parameter table, or correct the name"));
    for (const NamedUse& use : draft.formula_uses)
        if (!draft.model_ids.contains(use.name) && !draft.is_parameter(use.name) &&
            !draft.observables.contains(use.name) && !targets.contains(use.name))
            draft.errors.add(unknown_name("petab.unknown_name", use.name, "parameter or quantity", use.place,
                                          known_names(draft, false),
                                          "add it to the parameter table, or correct the name"));
}

}  // namespace strandline::formats::petab
