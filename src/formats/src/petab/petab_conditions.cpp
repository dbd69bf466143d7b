#include "problem_draft.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace strandline::formats::petab {
namespace {

using domain::Formula;

std::int32_t condition_of(ProblemDraft& draft, std::string_view id) {
    const auto [at, is_new] = draft.conditions.try_emplace(
        std::string(id), static_cast<std::int32_t>(draft.problem.conditions.size()));
    if (is_new) draft.problem.conditions.push_back({std::string(id), {}, {}});
    return at->second;
}

/// A number or the name of a parameter; NaN and nothing leave the target as it is.
void add_wide_change(ProblemDraft& draft, const PetabTable& table, std::size_t column, PetabCondition& into) {
    if (!table.given(column)) return;
    const std::string_view text = table.text(column);
    const std::string& target = table.columns()[column];
    if (const auto number = number_of(text)) return into.changes.push_back({target, Formula::of(*number)});
    if (!is_petab_id(text))
        return draft.errors.add(
            Error::input("petab.value", "'{}' cannot be the value of '{}'", printable(text), target)
                .at(table.place(column))
                .expected("a number, NaN, or the id of a parameter")
                .found("'{}'", printable(text))
                .mend("write one of the three"));
    draft.condition_uses.push_back({std::string(text), table.place(column)});
    into.changes.push_back({target, Formula::of(text)});
}

Result<void> read_wide(ProblemDraft& draft, PetabTable& table) {
    STRANDLINE_TRY(const std::size_t id, table.column("conditionId"));
    const auto name = table.find("conditionName");
    std::vector<std::size_t> targets;
    for (std::size_t column = 0; column < table.columns().size(); ++column) {
        if (column == id || column == name || table.columns()[column].empty()) continue;
        targets.push_back(column);
        draft.targets.push_back({table.columns()[column], table.place_of_column(column)});
    }
    for (;;) {
        STRANDLINE_TRY(const bool more, table.next());
        if (!more) return {};
        PetabCondition made{std::string(table.text(id)), std::string(table.text(name)), {}};
        draft.add_id(made.id, "a condition id", table.place(id));
        for (const std::size_t column : targets) add_wide_change(draft, table, column, made);
        if (draft.conditions.try_emplace(made.id, static_cast<std::int32_t>(draft.problem.conditions.size()))
                .second)
            draft.problem.conditions.push_back(std::move(made));
    }
}

Result<void> read_long(ProblemDraft& draft, PetabTable& table) {
    STRANDLINE_TRY(const std::size_t id, table.column("conditionId"));
    STRANDLINE_TRY(const std::size_t target, table.column("targetId"));
    STRANDLINE_TRY(const std::size_t value, table.column("targetValue"));
    for (;;) {
        STRANDLINE_TRY(const bool more, table.next());
        if (!more) return {};
        const std::string_view name = table.text(id), changed = table.text(target);
        if (!draft.conditions.contains(std::string(name)))
            draft.add_id(name, "a condition id", table.place(id));
        PetabCondition& condition =
            draft.problem.conditions[static_cast<std::size_t>(condition_of(draft, name))];
        if (std::ranges::find(condition.changes, changed, &PetabChange::target) != condition.changes.end()) {
            draft.errors.add(
                Error::input("petab.duplicate", "the condition '{}' sets '{}' twice", name, changed)
                    .at(table.place(target))
                    .expected("each target once in a condition")
                    .found("'{}' again", changed)
                    .mend("remove one of the two rows"));
            continue;
        }
        draft.targets.push_back({std::string(changed), table.place(target)});
        auto formula = parse_petab_formula(table.text(value), table.place(value));
        if (!formula) {
            draft.errors.add(std::move(formula).error());
            continue;
        }
        domain::each_part(*formula, [&](const Formula& part) {
            if (part.op == Formula::Op::name) draft.condition_uses.push_back({part.name, table.place(value)});
        });
        condition.changes.push_back({std::string(changed), std::move(*formula)});
    }
}

/// The conditions of a row of the experiment table join those of its experiment at that time.
void add_to_experiment(PetabExperiment& experiment, double time, std::optional<std::int32_t> condition) {
    const auto at = std::ranges::lower_bound(experiment.periods, time, {}, &PetabPeriod::time);
    const auto period = at != experiment.periods.end() && at->time == time
                            ? at
                            : experiment.periods.insert(at, PetabPeriod{time, {}});
    if (condition) period->conditions.push_back(*condition);
}

/// No two conditions of one moment set the same.
void check_experiments(ProblemDraft& draft, const std::unordered_map<std::string, Place>& places) {
    for (const PetabExperiment& experiment : draft.problem.experiments)
        for (const PetabPeriod& period : experiment.periods) {
            std::set<std::string_view> set;
            for (const std::int32_t condition : period.conditions)
                for (const PetabChange& change :
                     draft.problem.conditions[static_cast<std::size_t>(condition)].changes)
                    if (!set.insert(change.target).second)
                        draft.errors.add(
                            Error::input("petab.target", "two conditions of '{}' set '{}' at one time",
                                         experiment.id, change.target)
                                .at(places.at(experiment.id))
                                .expected("each target once at a time")
                                .found("'{}' twice at time {}", change.target, period.time)
                                .mend("remove one of the conditions, or the target from one of them"));
        }
}

}  // namespace

Result<void> read_conditions(ProblemDraft& draft, const OpenFile& open) {
    return each_table(draft.files.conditions, open, [&](PetabTable& table) {
        return draft.version() >= 2 ? read_long(draft, table) : read_wide(draft, table);
    });
}

Result<void> read_experiments(ProblemDraft& draft, const OpenFile& open) {
    std::unordered_map<std::string, Place> places;
    std::vector<std::string> known;
    for (const PetabCondition& condition : draft.problem.conditions) known.push_back(condition.id);
    STRANDLINE_CHECK(each_table(draft.files.experiments, open, [&](PetabTable& table) -> Result<void> {
        STRANDLINE_TRY(const std::size_t id, table.column("experimentId"));
        STRANDLINE_TRY(const std::size_t time, table.column("time"));
        STRANDLINE_TRY(const std::size_t condition, table.column("conditionId"));
        for (;;) {
            STRANDLINE_TRY(const bool more, table.next());
            if (!more) return {};
            const std::string name(table.text(id));
            const auto [at, is_new] = draft.experiments.try_emplace(
                name, static_cast<std::int32_t>(draft.problem.experiments.size()));
            if (is_new) {
                draft.add_id(name, "an experiment id", table.place(id));
                draft.problem.experiments.push_back({name, {}});
                places.try_emplace(name, table.place(id));
            }
            const auto begin = number_of(table.text(time));
            if (!begin || *begin == std::numeric_limits<double>::infinity()) {
                draft.errors.add(
                    not_a_number("time", table.text(time), table.place(time), "a number, or -inf"));
                continue;
            }
            std::optional<std::int32_t> index;
            if (table.given(condition)) {
                const auto found = draft.conditions.find(std::string(table.text(condition)));
                if (found == draft.conditions.end()) {
                    draft.errors.add(unknown_name("petab.unknown_condition", table.text(condition),
                                                  "condition", table.place(condition), known,
                                                  "add it to the condition table, or correct the name"));
                    continue;
                }
                index = found->second;
            }
            add_to_experiment(draft.problem.experiments[static_cast<std::size_t>(at->second)], *begin, index);
        }
    }));
    check_experiments(draft, places);
    return {};
}

}  // namespace strandline::formats::petab
