#include "design/design_tree.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace strandline::strain {
namespace {

using numerics::infinity;

/// A state must pass a limit by this part of it, so that rounding does not decide.
constexpr double limit_margin = 1e-6;
/// How far above the limit a sparse state stays, of the room there is.
constexpr double room_kept = 0.02;
/// A product below this part of what is asked is too little, clear of rounding.
constexpr double product_kept = 0.999;

std::vector<std::int32_t> with(const std::vector<std::int32_t>& knocked, std::int32_t element) {
    std::vector<std::int32_t> made = knocked;
    made.insert(std::ranges::upper_bound(made, element), element);
    return made;
}

/// Whether a set of elements that holds `element` and is within `knocked` and it is lethal.
bool is_lethal(const LethalSets& lethal, const std::vector<std::int32_t>& knocked, std::int32_t element) {
    if (lethal.empty()) return false;
    for (std::uint32_t chosen = 0; chosen < (1U << knocked.size()); ++chosen) {
        std::vector<std::int32_t> part;
        for (std::size_t i = 0; i < knocked.size(); ++i)
            if ((chosen >> i & 1U) != 0) part.push_back(knocked[i]);
        if (lethal.contains(with(part, element))) return true;
    }
    return false;
}

/// Looks at nodes one by one, with a program of its own.
class TreeWalker {
public:
    explicit TreeWalker(const DesignKnowledge& known)
        : known_(known), program_(known.program), shelf_(known.shelf), made_(known.space) {}

    FamilyResult root() {
        const std::vector<std::int32_t> none;
        program_.shut(none);
        const std::optional<double> limit = limit_of(none);
        if (!limit) return finish();
        limit_ = *limit;
        std::optional<DesignState> to_stop;
        if (evaluate(none, to_stop))
            look_below(none, none, DesignMarks(known_.space.elements.size()), std::move(to_stop));
        return finish();
    }

    FamilyResult family(const DesignFamily& family) {
        family_ = &family;
        limit_ = family.limit;
        const auto dead = known_.space.dead_columns(family.knocked);
        running_ = known_.pool.running(limit_, dead);
        gather_witnesses(family);
        DesignMarks excluded = family.excluded;
        for (const std::int32_t element : family.children) {
            if (made_.verdict != DesignVerdict::reached || hopeless_) break;
            child(family.knocked, element, excluded);
            excluded.set(element);
        }
        return finish();
    }

private:
    FamilyResult finish() {
        made_.programs = program_.solved() - known_.program.solved();
        return std::move(made_);
    }

    int left(const std::vector<std::int32_t>& knocked) const {
        return known_.task.max_knockouts - static_cast<int>(knocked.size());
    }

    void child(const std::vector<std::int32_t>& parent, std::int32_t element, const DesignMarks& excluded) {
        ++made_.nodes;
        if (is_lethal(known_.lethal, parent, element)) return;
        const std::vector<std::int32_t> knocked = with(parent, element);
        const auto dead = known_.space.dead_columns(knocked);
        std::optional<DesignState> to_stop;
        if (!is_beaten(dead)) {
            if (!settled_) settle();
            if (hopeless_) return;
            program_.shut(dead);
            if (!is_beaten(dead) && !evaluate(knocked, to_stop)) return;
        }
        if (left(knocked) > 0) look_below(knocked, dead, excluded, std::move(to_stop));
    }

    /// Whether a state that has to be stopped runs without these columns.
    bool is_beaten(const std::vector<std::int32_t>& dead) const {
        return known_.pool.any_runs(running_, dead) ||
               made_.witnesses.any_runs(made_.witnesses.running(limit_, {}), dead);
    }

    /// Looks for states that do without as many of the children at once as can be: one witness beats them
    /// all.
    void gather_witnesses(const DesignFamily& family) {
        std::vector<std::int32_t> open;
        const auto look = [&] {
            open.clear();
            for (const std::int32_t element : family.children)
                if (!is_lethal(known_.lethal, family.knocked, element) &&
                    !is_beaten(known_.space.dead_columns(with(family.knocked, element))))
                    open.push_back(element);
        };
        look();
        if (open.empty()) return;
        settle();
        if (hopeless_) return;
        look();
        do_without(family.knocked, open);
    }

    void do_without(const std::vector<std::int32_t>& knocked, std::span<const std::int32_t> open) {
        if (open.size() < 2 || made_.verdict != DesignVerdict::reached) return;
        std::vector<std::int32_t> all = knocked;
        all.insert(all.end(), open.begin(), open.end());
        std::ranges::sort(all);
        program_.shut(known_.space.dead_columns(all));
        const double product =
            known_.task.method == DesignMethod::growth_coupled ? known_.task.min_product : infinity;
        if (program_.most_growth(-infinity, product) == DesignVerdict::reached &&
            program_.growth() > limit_ * (1 + limit_margin)) {
            keep_witness(program_.growth(), limit_, product);
            return;
        }
        do_without(knocked, open.first(open.size() / 2));
        do_without(knocked, open.subspan(open.size() / 2));
    }

    /// Before the first program of a family: its own limit, and the basis to start from.
    void settle() {
        settled_ = true;
        const auto dead = known_.space.dead_columns(family_->knocked);
        program_.shut(dead);
        const std::optional<double> limit = limit_of(family_->knocked);
        hopeless_ = !limit;
        if (hopeless_) return;
        limit_ = std::min(limit_, *limit);
        running_ = known_.pool.running(limit_, dead);
        if (program_.most_growth(-infinity, infinity) == DesignVerdict::reached) program_.keep_basis();
    }

    /// False when nothing below is worth a look. `to_stop`: a state that holds for this node only.
    bool evaluate(const std::vector<std::int32_t>& knocked, std::optional<DesignState>& to_stop) {
        const DesignTask& task = known_.task;
        if (task.method != DesignMethod::growth_coupled) {
            const DesignVerdict verdict = program_.most_growth(-infinity, infinity);
            if (verdict == DesignVerdict::reached && program_.growth() >= task.min_growth &&
                program_.growth() > limit_ * (1 + limit_margin)) {
                to_stop = keep_witness(program_.growth(), limit_, infinity);
                return true;
            }
        }
        const DesignWorth worth = worth_of(program_, task);
        if (worth.verdict != DesignVerdict::reached) {
            made_.verdict = worth.verdict;
            return false;
        }
        if (worth.lethal) {
            made_.lethal.push_back(knocked);
            return false;
        }
        const double asked = shelf_.threshold();
        if (worth.value >= asked) {
            made_.found.push_back({knocked, worth.growth, worth.value});
            shelf_.offer(made_.found.back());
        }
        if (!worth.has_state) return false;
        const bool good = worth.value >= asked;
        if (task.method == DesignMethod::growth_coupled)
            stop_producer_free(worth, good, to_stop);
        else
            to_stop = program_.sparse_state(worth.growth * (1 - design_growth_slack),
                                            task.method == DesignMethod::optknock ? infinity
                                            : good                                ? worth.value
                                                   : std::max(worth.value, product_kept * asked));
        return true;
    }

    void stop_producer_free(const DesignWorth& worth, bool good, std::optional<DesignState>& to_stop) {
        const double free_growth = worth.growth - worth.value;
        const double most = known_.task.min_product;
        if (good) {
            to_stop = program_.sparse_state(free_growth, most);
            return;
        }
        const double limit = free_growth > limit_ ? limit_ : worth.growth - shelf_.threshold();
        to_stop = keep_witness(free_growth, limit, most);
    }

    DesignState keep_witness(double growth, double limit, double product_high) {
        // Below the last knock-out nothing branches on it: that it avoids what was asked is enough.
        const bool branches = !family_ || left(family_->knocked) > 1;
        DesignState state = program_.state();
        if (branches) state = program_.sparse_state(limit + room_kept * (growth - limit), product_high);
        made_.witnesses.add(state);
        return state;
    }

    /// States with more growth than this must be stopped by each better design that holds the knock-outs;
    /// nothing when there is no such design.
    std::optional<double> limit_of(const std::vector<std::int32_t>& knocked) {
        const DesignTask& task = known_.task;
        const double asked = shelf_.threshold();
        const bool coupled = task.method == DesignMethod::growth_coupled;
        const DesignVerdict verdict = program_.most_growth(coupled ? -infinity : asked, infinity);
        if (verdict != DesignVerdict::reached) {
            if (verdict != DesignVerdict::impossible) made_.verdict = verdict;
            return std::nullopt;
        }
        const double growth = program_.growth();
        if (growth < task.min_growth) {
            if (coupled && !knocked.empty()) made_.lethal.push_back(knocked);
            return std::nullopt;
        }
        if (!coupled) return growth * (1 + limit_margin);
        if (growth < asked) return std::nullopt;
        return growth - asked + design_growth_slack;
    }

    /// Finds a state that has to be stopped, and the children that may stop it.
    void look_below(const std::vector<std::int32_t>& knocked, const std::vector<std::int32_t>& dead,
                    const DesignMarks& excluded, std::optional<DesignState> to_stop) {
        double limit = limit_;
        // One more knock-out is cheap to try: their family finds its limit when it has to.
        if (left(knocked) > 1 && !knocked.empty()) {
            program_.shut(dead);
            const std::optional<double> own = limit_of(knocked);
            if (!own) return;
            limit = std::min(limit, *own);
        }
        const std::optional<DesignMarks> support = best_support(limit, dead, excluded, to_stop);
        if (!support) return;
        DesignFamily family{knocked, excluded, {}, limit};
        family.children = children_of(*support, knocked, excluded);
        if (!family.children.empty()) made_.families.push_back(std::move(family));
    }

    /// Of the states to be stopped, the one with the fewest elements against it.
    std::optional<DesignMarks> best_support(double limit, const std::vector<std::int32_t>& dead,
                                            const DesignMarks& excluded,
                                            const std::optional<DesignState>& to_stop) const {
        std::optional<DesignMarks> best;
        int fewest = 0;
        const auto try_one = [&](const DesignMarks& support, const DesignMarks& elements) {
            const int count = elements.count_without(excluded);
            if (best && count >= fewest) return;
            best = support;
            fewest = count;
        };
        for (const WitnessPool* pool : {&known_.pool, &made_.witnesses})
            pool->running(limit, dead).each([&](std::int32_t state) {
                try_one(pool->support(state), pool->elements(state));
            });
        if (to_stop) try_one(to_stop->support, elements_against(known_.space, to_stop->support));
        return best;
    }

    std::vector<std::int32_t> children_of(const DesignMarks& support,
                                          const std::vector<std::int32_t>& knocked,
                                          const DesignMarks& excluded) const {
        DesignMarks marks(known_.space.elements.size());
        const double budget = known_.task.max_cost - known_.space.cost_of(knocked);
        std::vector<std::int32_t> missing;
        support.each([&](std::int32_t column) {
            for (const auto& set : known_.space.kill_sets[static_cast<std::size_t>(column)]) {
                missing.clear();
                std::ranges::set_difference(set, knocked, std::back_inserter(missing));
                if (static_cast<int>(missing.size()) > left(knocked)) continue;
                if (known_.space.cost_of(missing) > budget) continue;
                if (std::ranges::any_of(missing, [&](std::int32_t e) { return excluded.has(e); })) continue;
                for (const std::int32_t element : missing) marks.set(element);
            }
        });
        std::vector<std::int32_t> made;
        marks.each([&](std::int32_t element) { made.push_back(element); });
        order_by_use(made);
        return made;
    }

    /// What most of the known states make use of comes first: states that do without it are hard to find,
    /// and are found for the sets without it as well.
    void order_by_use(std::vector<std::int32_t>& elements) const {
        std::vector<int> use(known_.space.elements.size(), 0);
        for (const WitnessPool* pool : {&known_.pool, &made_.witnesses}) pool->count_use(use);
        std::ranges::stable_sort(elements, [&](std::int32_t a, std::int32_t b) {
            return use[static_cast<std::size_t>(a)] > use[static_cast<std::size_t>(b)];
        });
    }

    const DesignKnowledge& known_;
    DesignProgram program_;
    DesignShelf shelf_;  // with what was found here
    FamilyResult made_;
    const DesignFamily* family_ = nullptr;
    double limit_ = 0;       // of the family
    DesignMarks running_;    // states of the pool that the family has to stop
    bool settled_ = false;   // whether `limit_` is the family's own
    bool hopeless_ = false;  // no design worth it holds the family's knock-outs
};

}  // namespace

FamilyResult look_at_root(const DesignKnowledge& known) { return TreeWalker(known).root(); }
FamilyResult look_at(const DesignFamily& family, const DesignKnowledge& known) {
    return TreeWalker(known).family(family);
}

}  // namespace strandline::strain
