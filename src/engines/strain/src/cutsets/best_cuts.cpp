#include "cutsets/best_cuts.hpp"

#include "cutsets/best_oracle.hpp"

#include <strandline/base/parallel.hpp>
#include <strandline/base/text.hpp>
#include <strandline/strain/genes.hpp>
#include <strandline/strain/judge.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

namespace strandline::strain {
namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

Elements united(std::span<const std::int32_t> a, std::span<const std::int32_t> b) {
    Elements made;
    std::ranges::set_union(a, b, std::back_inserter(made));
    return made;
}

Error no_answer() {
    return Error::fault("strain.solver", "the linear solver found no answer for a set of knock-outs")
        .mend("report the model; --set with narrower bounds may help");
}

/// A choice of knock-ins: what is closed without the others, and how much may be spent.
struct Choice {
    std::vector<std::int32_t> bought, closed;
    Elements missing;
    double cost = 0;
    int budget = 0;
};

class BestSearch {
public:
    BestSearch(const FluxModel& model, const CompressedModel& compressed, const CutSetProblem& problem,
               const CutQuestion& question, Oracles oracles, Context& context)
        : question_(question), oracles_(std::move(oracles)), context_(context) {
        for (const FluxRegion& region : problem.suppress_best) best_.emplace_back(model, compressed, region);
        const LossRules& rules = question.elements.rules;
        elements_of_.resize(at(rules.columns()));
        for (std::int32_t e = 0; e < rules.elements(); ++e)
            for (const std::int32_t column : rules.touched_by(e)) elements_of_[at(column)].push_back(e);
        usable_.assign(at(rules.elements()), true);
        for (const Elements& elements : question.knock_in_elements)
            for (const std::int32_t e : elements) usable_[at(e)] = false;
    }

    Result<CutSearch> run() {
        for (int bought = 0; bought <= question_.max_size; ++bought) {
            std::vector<std::int32_t> choice;
            STRANDLINE_CHECK(each_choice(bought, 0, choice));
        }
        for (const auto* some : {&oracles_.suppress, &oracles_.protect})
            for (const RegionOracle& oracle : *some) made_.programs += oracle.programs();
        for (const BestOracle& oracle : best_) made_.programs += oracle.programs();
        return std::move(made_);
    }

private:
    struct Look {
        bool cut = false, dead_end = false;
        std::vector<std::int32_t> columns;  // of a state that must go
    };

    Result<void> each_choice(int more, std::int32_t from, std::vector<std::int32_t>& choice) {
        if (more == 0) return search(choice);
        for (auto k = from; at(k) < question_.knock_in_columns.size(); ++k) {
            choice.push_back(k);
            STRANDLINE_CHECK(each_choice(more - 1, k + 1, choice));
            choice.pop_back();
        }
        return {};
    }

    Choice choice_of(const std::vector<std::int32_t>& bought) const {
        Choice made;
        made.bought = bought;
        made.budget = question_.max_size - static_cast<int>(bought.size());
        for (const std::int32_t one : bought) made.cost += question_.knock_in_cost[at(one)];
        std::set<std::int32_t> closed, missing;
        for (std::size_t k = 0; k < question_.knock_in_columns.size(); ++k) {
            if (std::ranges::binary_search(bought, static_cast<std::int32_t>(k))) continue;
            closed.insert(question_.knock_in_columns[k].begin(), question_.knock_in_columns[k].end());
            missing.insert(question_.knock_in_elements[k].begin(), question_.knock_in_elements[k].end());
        }
        made.closed.assign(closed.begin(), closed.end());
        made.missing.assign(missing.begin(), missing.end());
        return made;
    }

    double cost_of_all(const Elements& set, const Choice& choice) const {
        double sum = choice.cost;
        for (const std::int32_t e : set) sum += question_.elements.least_cost[at(e)];
        return sum;
    }

    bool holds_a_cut(const Elements& set, const std::vector<std::int32_t>& bought) const {
        return std::ranges::any_of(made_.cuts, [&](const FoundCut& cut) {
            return std::ranges::includes(set, cut.elements) && std::ranges::includes(bought, cut.bought);
        });
    }

    Result<void> search(const std::vector<std::int32_t>& bought) {
        const Choice choice = choice_of(bought);
        if (choice.cost > question_.max_cost) return {};
        std::set<Elements> level{Elements{}};
        for (int size = 0; size <= choice.budget && !level.empty(); ++size) {
            std::set<Elements> next;
            std::vector<Elements> cuts;
            for (const Elements& lost : level) {
                if (context_.cancelled()) return {};
                if (holds_a_cut(lost, bought)) continue;
                STRANDLINE_TRY(const Look seen, look_at(lost, choice));
                if (seen.cut) cuts.push_back(lost);
                if (!seen.cut && !seen.dead_end && size < choice.budget)
                    add_children(lost, seen.columns, choice, next);
            }
            for (Elements& cut : cuts) made_.cuts.push_back({std::move(cut), bought});
            if (made_.cuts.size() > question_.max_sets)
                return fail(Error::input("strain.too_many_sets", "more than {} cut sets",
                                         with_thousands(question_.max_sets))
                                .mend("ask for smaller sets with --max-size, or for cheaper ones with "
                                      "--max-cost"));
            level = std::move(next);
        }
        return {};
    }

    Result<Look> look_at(const Elements& lost, const Choice& choice) {
        ++made_.candidates;
        const auto closed =
            united(question_.elements.rules.stopped(united(lost, choice.missing)), choice.closed);
        Look made;
        for (RegionOracle& oracle : oracles_.protect) {
            const RegionOracle::Verdict found = oracle.ask(closed);
            if (found.failed) return fail(no_answer());
            made.dead_end = !found.lives;
            if (made.dead_end) return made;
        }
        for (RegionOracle& oracle : oracles_.suppress) {
            RegionOracle::Verdict found = oracle.ask(closed);
            if (found.failed) return fail(no_answer());
            made.columns = std::move(found.columns);
            if (found.lives) return made;
        }
        for (BestOracle& oracle : best_) {
            BestOracle::Verdict found = oracle.ask(closed);
            if (found.failed) return fail(no_answer());
            made.columns = std::move(found.columns);
            if (found.lives) return made;
        }
        made.cut = true;
        return made;
    }

    void add_children(const Elements& lost, const std::vector<std::int32_t>& columns, const Choice& choice,
                      std::set<Elements>& next) const {
        for (const std::int32_t column : columns)
            for (const std::int32_t e : elements_of_[at(column)]) {
                if (!usable_[at(e)] || std::ranges::binary_search(lost, e)) continue;
                Elements child = united(lost, std::span(&e, 1));
                if (cost_of_all(child, choice) <= question_.max_cost) next.insert(std::move(child));
            }
    }

    const CutQuestion& question_;
    Oracles oracles_;
    std::vector<BestOracle> best_;
    Context& context_;
    std::vector<Elements> elements_of_;  // by column
    std::vector<bool> usable_;           // by element
    CutSearch made_;
};

/// The claims of a set, asked of the whole model.
class BestJudge {
public:
    BestJudge(const FluxModel& model, const CutSetProblem& problem)
        : model_(model), problem_(problem), effects_(*model.network) {}

    /// Whether the set works; nothing when the solver gave up.
    std::optional<bool> works(const CutSet& set) {
        const auto stopped = stopped_reactions(effects_, problem_, set);
        bool all = true;
        for (const FluxRegion& region : problem_.protect) all = all && lives(region, stopped) == true;
        for (const FluxRegion& region : problem_.suppress) all = all && lives(region, stopped) == false;
        if (problem_.suppress_best.empty() || !all) return failed_ ? std::nullopt : std::optional(all);
        ++programs_;
        Judge judge(model_);
        const Judge::Optimum growth = judge.growth(stopped);
        if (growth.status == FluxStatus::infeasible) return true;
        if (growth.status != FluxStatus::optimal && growth.status != FluxStatus::zero_growth)
            return std::nullopt;
        const double slack = best_growth_slack * std::abs(growth.value);
        FluxCondition best{model_.objective, -numerics::infinity, numerics::infinity, "growth"};
        (model_.maximise ? best.lower : best.upper) = growth.value + (model_.maximise ? -slack : slack);
        for (const FluxRegion& region : problem_.suppress_best)
            all = all && lives(region, stopped, {best}) == false;
        return failed_ ? std::nullopt : std::optional(all);
    }
    std::uint64_t programs() const { return programs_; }

private:
    bool lives(const FluxRegion& region, const std::vector<std::int32_t>& stopped,
               const FluxRegion& besides = {}) {
        RegionQuestion question = question_of(region);
        question.others.insert(question.others.end(), besides.begin(), besides.end());
        ++programs_;
        const Judge::Optimum found = Judge(model_, question.others).optimum(question.function, true, stopped);
        if (found.status == FluxStatus::solver_failure) failed_ = true;
        if (found.status == FluxStatus::infeasible) return false;
        if (found.status == FluxStatus::unbounded) return true;
        return question.function.empty() || question.reached_by(found.value);
    }

    const FluxModel& model_;
    const CutSetProblem& problem_;
    GeneEffects effects_;
    bool failed_ = false;
    std::uint64_t programs_ = 0;
};

/// The set with one element less, in turn.
std::vector<CutSet> one_less(const CutSet& set) {
    std::vector<CutSet> made;
    for (auto list : {&CutSet::knock_outs, &CutSet::knock_ins, &CutSet::knock_in_genes})
        for (std::size_t k = 0; k < (set.*list).size(); ++k) {
            made.push_back(set);
            (made.back().*list).erase((made.back().*list).begin() + static_cast<std::ptrdiff_t>(k));
        }
    return made;
}

}  // namespace

Result<CutSearch> search_best_cuts(const FluxModel& model, const CompressedModel& compressed,
                                   const CutSetProblem& problem, const CutQuestion& question, Oracles oracles,
                                   Context& context) {
    return BestSearch(model, compressed, problem, question, std::move(oracles), context).run();
}

Result<CutVerdicts> judge_best_cuts(const FluxModel& model, const CutSetProblem& problem,
                                    std::span<const CutSet> sets, Context& context) {
    std::vector<std::uint64_t> programs(sets.size());
    std::vector<char> wrong(sets.size());
    parallel_for(sets.size(), context.threads(), [&](std::size_t i) {
        if (context.cancelled()) return;
        BestJudge judge(model, problem);
        wrong[i] = judge.works(sets[i]) != true;
        for (const CutSet& less : one_less(sets[i])) wrong[i] = wrong[i] || judge.works(less) != false;
        programs[i] = judge.programs();
    });
    CutVerdicts made;
    for (std::size_t i = 0; i < sets.size(); ++i) {
        if (wrong[i])
            return fail(Error::fault("strain.cutsets", "set {} does not hold on the model as given", i + 1));
        made.programs += programs[i];
    }
    return made;
}

}  // namespace strandline::strain
