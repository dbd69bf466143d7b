#include "deletions/screening.hpp"

#include "model/lifted_duals.hpp"

#include <algorithm>
#include <utility>

namespace strandline::strain {

Screening::Screening(const FluxModel& model, const CompressedModel& small, const DeletedElements& elements)
    : model_(model), small_(small), elements_(elements), dead_columns_(model, small), screen_(small) {
    never_below_zero_ = small.maximise;
    for (std::int32_t j = 0; j < small.columns(); ++j) {
        const double weight = small.objective[at(j)];
        if (weight != 0 && !((weight > 0 ? small.lower[at(j)] : -small.upper[at(j)]) >= 0))
            never_below_zero_ = false;
    }
    const auto partners = elements.partners();
    for (std::int32_t i = 0; i < elements.size(); ++i) {
        own_.push_back(dead_columns_.of(elements.dead_reactions({&i, 1})));
        partners_.emplace_back(partners[at(i)].empty() ? 0 : elements.size());
        for (const std::int32_t j : partners[at(i)]) partners_.back().add(j);
    }
    IndexSet all(small.columns());
    for (std::int32_t j = 0; j < small.columns(); ++j) all.add(j);
    add_state(screen_.unchanged().outcome, screen_.unchanged().support);
    no_growth_ = add_state({0, FluxStatus::zero_growth}, all);
    infeasible_ = add_state({0, FluxStatus::infeasible}, all);
}

std::int32_t Screening::add_state(DeletionOutcome outcome, IndexSet support) {
    IndexSet hit_by(elements_.size());
    for (std::int32_t i = 0; i < elements_.size(); ++i)
        if (own_[at(i)].contradicts || support.has_any(own_[at(i)].columns)) hit_by.add(i);
    states_.push_back({outcome, std::move(support), std::move(hit_by)});
    return static_cast<std::int32_t>(states_.size()) - 1;
}

DeadSet Screening::dead_set(std::span<const std::int32_t> members) const {
    bool is_union = true;
    for (std::size_t a = 0; a < members.size(); ++a) {
        if (own_[at(members[a])].contradicts) is_union = false;
        for (std::size_t b = a + 1; b < members.size(); ++b)
            if (are_partners(members[a], members[b])) is_union = false;
    }
    if (!is_union) return dead_columns_.of(elements_.dead_reactions(members));
    DeadSet made;
    for (const std::int32_t member : members)
        made.columns.insert(made.columns.end(), own_[at(member)].columns.begin(),
                            own_[at(member)].columns.end());
    std::ranges::sort(made.columns);
    made.columns.erase(std::ranges::unique(made.columns).begin(), made.columns.end());
    return made;
}

Result<std::int32_t> Screening::without_a_program(const DeadSet& set, std::span<const std::int32_t> parts) {
    if (set.contradicts) return infeasible_;
    for (const std::int32_t part : parts)
        if (!states_[at(part)].support.has_any(set.columns)) return part;
    if (!dead_columns_.only_restricts(set)) return -1;
    for (const std::int32_t part : parts)
        if (outcome(part).status == FluxStatus::infeasible) return infeasible_;
    if (!never_below_zero_) return -1;
    for (const std::int32_t part : parts)
        if (outcome(part).status == FluxStatus::zero_growth) {
            STRANDLINE_TRY(const bool feasible, is_feasible(set));
            return feasible ? no_growth_ : infeasible_;
        }
    return -1;
}

Result<std::int32_t> Screening::state_of(DeadSet set, std::span<const std::int32_t> members,
                                         std::span<const std::int32_t> parts) {
    STRANDLINE_TRY(const std::int32_t known, without_a_program(set, parts));
    if (known >= 0) return known;
    const auto next = static_cast<std::int32_t>(first_open_ + open_.size());
    const auto [place, is_new] = known_.emplace(set, next);
    if (is_new) open_.push_back({std::move(set), Members(members.begin(), members.end())});
    return place->second;
}

Result<void> Screening::solve_open(Context& context) {
    std::vector<DeadSet> sets;
    for (const Open& one : open_) sets.push_back(one.set);
    std::vector<ScreenedState> solved = screen_.states_without(sets, context);
    if (context.cancelled()) return fail(Error::interrupted());
    for (std::size_t i = 0; i < solved.size(); ++i) {
        if (solved[i].outcome.status == FluxStatus::solver_failure)
            return fail(Error::fault("strain.solver", "the solver found no answer for the deletion of '{}'",
                                     elements_.id(elements_.element(open_[i].members.front()))));
        const std::int32_t state = add_state(solved[i].outcome, std::move(solved[i].support));
        if (solved[i].outcome.is_lethal()) STRANDLINE_CHECK(verify(state, open_[i].members, solved[i].duals));
    }
    open_.clear();
    return {};
}

Result<bool> Screening::is_feasible(const DeadSet& set) {
    if (!feasible_) feasible_.emplace(small_);
    return feasible_->without(set.columns);
}

/// The model as given has the last word: its own weak duality, else its own linear program.
Result<void> Screening::verify(std::int32_t state, std::span<const std::int32_t> members,
                               std::span<const double> duals) {
    const std::vector<std::int32_t> dead = elements_.dead_reactions(members);
    DeletionOutcome& outcome = states_[at(state)].outcome;
    ++verified_;
    if (!duals.empty() && model_.maximise &&
        objective_bound(model_, dead, lifted_duals(model_, small_, dead, duals)) < lethal_growth)
        return {};
    if (!judge_) judge_.emplace(model_, small_, screen_.solver());
    ++judged_;
    const Judge::Optimum found = judge_->growth(dead);
    if (found.status == FluxStatus::solver_failure)
        return fail(Error::fault("strain.solver", "the solver found no answer for the deletion of '{}'",
                                 elements_.id(elements_.element(members.front()))));
    const DeletionOutcome judged{found.status == FluxStatus::optimal ? found.value : 0, found.status};
    if (judged.is_lethal() != outcome.is_lethal() || judged.status != outcome.status) outcome = judged;
    return {};
}

Result<void> Screening::screen_singles(Context& context) {
    first_open_ = states_.size();
    for (std::int32_t i = 0; i < elements_.size(); ++i) {
        const std::int32_t parts[] = {0};
        STRANDLINE_TRY(const std::int32_t state, state_of(own_[at(i)], {&i, 1}, parts));
        single_.push_back(state);
    }
    return solve_open(context);
}

bool Screening::may_differ(std::int32_t i, std::int32_t j) const {
    return (states_[at(state(i))].hit_by.has(j) && states_[at(state(j))].hit_by.has(i)) || are_partners(i, j);
}

Result<void> Screening::screen_pairs(Context& context) {
    first_open_ = states_.size();
    pairs_.resize(at(elements_.size()));
    for (std::int32_t i = 0; i < elements_.size(); ++i) {
        if (context.cancelled()) return fail(Error::interrupted());
        for (std::int32_t j = i + 1; j < elements_.size(); ++j) {
            if (!may_differ(i, j)) continue;
            const std::int32_t members[] = {i, j};
            const std::int32_t parts[] = {state(i), state(j)};
            STRANDLINE_TRY(const std::int32_t state, state_of(dead_set(members), members, parts));
            pairs_[at(i)].emplace_back(j, state);
        }
    }
    return solve_open(context);
}

std::int32_t Screening::state(std::int32_t i, std::int32_t j) const {
    if (may_differ(i, j)) {
        const auto& row = pairs_[at(i)];
        return std::ranges::lower_bound(row, j, {}, &std::pair<std::int32_t, std::int32_t>::first)->second;
    }
    return states_[at(state(i))].hit_by.has(j) ? state(j) : state(i);
}

std::int32_t Screening::known_state(std::int32_t i, std::int32_t j, std::int32_t k) const {
    if (const std::int32_t ij = state(i, j); !states_[at(ij)].hit_by.has(k)) return ij;
    if (const std::int32_t ik = state(i, k); !states_[at(ik)].hit_by.has(j)) return ik;
    return state(j, k);
}

Result<std::vector<Screening::Triple>> Screening::screen_triples(
    std::int32_t i, const std::function<bool(std::int32_t, std::int32_t)>& wanted, Context& context) {
    first_open_ = states_.size();
    std::vector<Triple> made;
    for (std::int32_t j = i + 1; j < elements_.size(); ++j) {
        if (!wanted(i, j)) continue;
        const std::int32_t ij = state(i, j);
        const bool partners = are_partners(i, j);
        for (std::int32_t k = j + 1; k < elements_.size(); ++k) {
            const bool together = partners || are_partners(i, k) || are_partners(j, k);
            if (!together && !states_[at(ij)].hit_by.has(k)) continue;
            const std::int32_t parts[] = {ij, state(i, k), state(j, k)};
            if (!together && !(states_[at(parts[1])].hit_by.has(j) && states_[at(parts[2])].hit_by.has(i)))
                continue;
            const std::int32_t members[] = {i, j, k};
            STRANDLINE_TRY(const std::int32_t state, state_of(dead_set(members), members, parts));
            made.push_back({j, k, state});
        }
    }
    STRANDLINE_CHECK(solve_open(context));
    return made;
}

}  // namespace strandline::strain
