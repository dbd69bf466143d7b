#include "cutsets/cut_node.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <optional>

namespace strandline::strain {
namespace {

constexpr std::size_t chunk = 8;          // elements that are dismissed at a time
constexpr std::size_t most_compared = 6;  // states of which the smallest is branched on

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

std::vector<std::int32_t> united(std::span<const std::int32_t> a, std::span<const std::int32_t> b) {
    std::vector<std::int32_t> made;
    std::ranges::set_union(a, b, std::back_inserter(made));
    return made;
}

Elements with(const Elements& lost, std::int32_t one) {
    Elements made = lost;
    made.insert(std::ranges::lower_bound(made, one), one);
    return made;
}

bool lives_without(const LivingState& state, std::span<const std::int32_t> closed) {
    return std::ranges::none_of(closed,
                                [&](std::int32_t column) { return state.column_bits.test(at(column)); });
}

/// The work on one node: what is known, with what is learnt on the way.
class Node {
public:
    Node(const Elements& lost, const Branch& branch, const CutQuestion& question, const CutMemory& memory,
         Oracles& oracles, NodeOutcome& made, const Context* context)
        : lost_(lost),
          branch_(branch),
          question_(question),
          memory_(memory),
          oracles_(oracles),
          made_(made),
          context_(context),
          rules_(question.elements.rules) {
        closed_ = closed_by(lost);
        missing_ = united(lost, branch.missing);
        for (const std::int32_t element : missing_)
            for (const std::int32_t column : rules_.touched_by(element))
                if (!std::ranges::binary_search(closed_, column))
                    if (const Elements more = rules_.killers(column, missing_);
                        more.size() > rules_.killers(column).size())
                        weakened_.emplace_back(column, more);
    }

    std::vector<std::int32_t> closed_by(const Elements& lost) const {
        return united(rules_.stopped(united(lost, branch_.missing)), branch_.absent);
    }

    bool suppressed_lives(std::span<const std::int32_t> closed) {
        for (std::size_t r = 0; r < oracles_.suppress.size(); ++r)
            if (lives(closed, r, memory_.suppress[r], oracles_.suppress[r], made_.suppress_states,
                      made_.suppress_cuts))
                return true;
        return false;
    }
    bool protected_lives(std::span<const std::int32_t> closed) {
        for (std::size_t r = 0; r < oracles_.protect.size(); ++r)
            if (!lives(closed, r, memory_.protect[r], oracles_.protect[r], made_.protect_states,
                       made_.protect_cuts))
                return false;
        return true;
    }
    std::span<const std::int32_t> closed() const { return closed_; }

    /// Elements that end every state known to live here: what a cut set of one more element is made of.
    void complete() {
        Bits ending = branch_.usable;
        for (const std::int32_t element : lost_) ending.reset(at(element));
        for (const RegionMemory& region : memory_.suppress)
            region.each_living(closed_, [&](std::size_t k) {
                keep_killers(ending, region.states()[k]);
                return !ending.none();
            });
        for (const auto& [region, state] : made_.suppress_states)
            if (lives_without(state, closed_)) keep_killers(ending, state);
        while (!made_.failed && !ending.none() && !cancelled()) {
            const std::int32_t first = try_losses_in_turn(ending);
            if (first >= 0) dismiss_together(first, ending);
        }
    }

    void branch_out() {
        const Bits choice = choice_of_losses();
        choice.each([&](std::int32_t element) {
            Elements child = with(lost_, element);
            if (cost(child) > question_.max_cost || is_above_closed(child, branch_)) return;
            if (std::ranges::find(made_.cuts, child) != made_.cuts.end() ||
                std::ranges::find(made_.dead_ends, child) != made_.dead_ends.end())
                return;
            made_.children.push_back(std::move(child));
        });
    }

private:
    bool cancelled() const { return context_ && context_->cancelled(); }

    double cost(const Elements& set) const {
        double sum = branch_.cost;
        for (const std::int32_t element : set) sum += question_.elements.least_cost[at(element)];
        return sum;
    }

    bool lives(std::span<const std::int32_t> closed, std::size_t region, const RegionMemory& known,
               RegionOracle& oracle, std::vector<std::pair<std::size_t, LivingState>>& states,
               std::vector<std::pair<std::size_t, std::vector<std::int32_t>>>& cuts) {
        if (known.lives(closed)) return true;
        for (const auto& [of, state] : states)
            if (of == region && lives_without(state, closed)) return true;
        if (known.cut_within(closed)) return false;
        for (const auto& [of, cut] : cuts)
            if (of == region && std::ranges::includes(closed, cut)) return false;
        RegionOracle::Verdict verdict = oracle.ask(closed);
        if (verdict.failed) made_.failed = true;
        if (verdict.lives)
            states.emplace_back(region,
                                living_state(rules_, verdict.columns, memory_.absent, verdict.checked));
        else if (!verdict.failed)
            cuts.emplace_back(region, std::move(verdict.columns));
        return verdict.lives;
    }

    void keep_killers(Bits& ending, const LivingState& state) const {
        Bits killers = state.killers;
        for (const auto& [column, more] : weakened_)
            if (state.column_bits.test(at(column)))
                for (const std::int32_t element : more) killers.set(at(element));
        ending &= killers;
    }

    void try_loss(std::int32_t element) {
        Elements set = with(lost_, element);
        if (cost(set) > question_.max_cost || is_above_closed(set, branch_)) return;
        ++made_.candidates;
        const std::vector<std::int32_t> closed = closed_by(set);
        if (suppressed_lives(closed) || made_.failed) return;
        (protected_lives(closed) ? made_.cuts : made_.dead_ends).push_back(std::move(set));
    }

    /// Until a state is found that lives without one of them, which is returned, or none is left: -1.
    std::int32_t try_losses_in_turn(Bits& ending) {
        for (std::int32_t element = 0; element < rules_.elements() && !made_.failed && !cancelled();
             ++element) {
            if (!ending.test(at(element))) continue;
            const std::size_t before = made_.suppress_states.size();
            try_loss(element);
            ending.reset(at(element));
            if (made_.suppress_states.size() == before) continue;
            keep_killers(ending, made_.suppress_states.back().second);
            if (!lost_.empty()) return element;
        }
        return -1;
    }

    /// Looks for a state that lives without as many of the elements at once as can be: it dismisses them all,
    /// here and wherever some of them are lost. Of those that cannot go together, the later ones wait.
    void dismiss_together(std::int32_t first, Bits& ending) {
        std::vector<std::int32_t> waiting;
        ending.each([&](std::int32_t element) { waiting.push_back(element); });
        for (RegionOracle& oracle : oracles_.suppress) oracle.begin_chain();
        Elements gone = with(lost_, first);
        std::optional<std::pair<std::size_t, LivingState>> best;
        for (std::size_t begin = 0; begin < waiting.size() && !cancelled(); begin += chunk) {
            const std::size_t end = std::min(begin + chunk, waiting.size());
            drop_more(Elements(waiting.begin() + static_cast<std::ptrdiff_t>(begin),
                               waiting.begin() + static_cast<std::ptrdiff_t>(end)),
                      gone, best);
        }
        if (!best) return;
        keep_killers(ending, best->second);
        made_.suppress_states.push_back(std::move(*best));
    }

    /// Adds to `gone` what of `tried` a state can do without as well.
    void drop_more(Elements tried, Elements& gone, std::optional<std::pair<std::size_t, LivingState>>& best) {
        while (!tried.empty() && !cancelled()) {
            Elements all = gone;
            all.insert(all.end(), tried.begin(), tried.end());
            std::ranges::sort(all);
            const std::vector<std::int32_t> closed = closed_by(all);
            std::vector<std::int32_t> blamed;
            for (std::size_t r = 0; r < oracles_.suppress.size(); ++r) {
                if (const auto* cut = memory_.suppress[r].cut_within(closed)) {
                    blamed.insert(blamed.end(), cut->begin(), cut->end());
                    continue;
                }
                const RegionOracle::Verdict verdict = oracles_.suppress[r].ask_on(closed);
                if (verdict.lives) {
                    gone = std::move(all);
                    best = {r, living_state(rules_, verdict.columns, memory_.absent, verdict.checked)};
                    return;
                }
                blamed.insert(blamed.end(), verdict.columns.begin(), verdict.columns.end());
            }
            tried.erase(last_blamed(tried, blamed));
        }
    }

    /// The last of the elements that has to do with a column that was missed; else the last.
    Elements::iterator last_blamed(Elements& tried, std::span<const std::int32_t> blamed) const {
        for (auto one = tried.end(); one != tried.begin();) {
            --one;
            const auto touched = rules_.touched_by(*one);
            if (std::ranges::any_of(
                    blamed, [&](std::int32_t column) { return std::ranges::binary_search(touched, column); }))
                return one;
        }
        return std::prev(tried.end());
    }

    /// Of a state that lives here: elements of which every cut set within the budget has one.
    Bits losses_of(const LivingState& state) const {
        const int budget = branch_.budget - static_cast<int>(lost_.size());
        Bits unusable(at(rules_.elements()));
        for (std::size_t k = 0; k < unusable.words(); ++k) unusable.word(k) = ~branch_.usable.word(k);
        Bits chosen = state.killers;
        for (const std::int32_t column : state.columns) {
            if (rules_.is_plain(column)) continue;
            const int spent = static_cast<int>(std::ranges::count_if(missing_, [&](std::int32_t element) {
                return std::ranges::binary_search(rules_.touched_by(element), column);
            }));
            if (rules_.least_losses(column) - spent <= budget)
                rules_.choose(column, missing_, unusable, chosen);
        }
        return chosen &= branch_.usable;
    }

    /// The smallest of a few states' losses.
    Bits choice_of_losses() const {
        std::vector<const LivingState*> living;
        const auto offer = [&](const LivingState& state) {
            if (living.size() == most_compared && state.size >= living.back()->size) return;
            living.push_back(&state);
            std::ranges::stable_sort(living, {}, &LivingState::size);
            if (living.size() > most_compared) living.pop_back();
        };
        for (const RegionMemory& region : memory_.suppress)
            region.each_living(closed_, [&](std::size_t k) {
                offer(region.states()[k]);
                return true;
            });
        for (const auto& [region, state] : made_.suppress_states)
            if (lives_without(state, closed_)) offer(state);
        Bits best;
        std::size_t least = std::numeric_limits<std::size_t>::max();
        for (const LivingState* state : living) {
            Bits losses = losses_of(*state);
            if (const std::size_t count = losses.count(); count < least) {
                least = count;
                best = std::move(losses);
            }
        }
        return best;
    }

    const Elements& lost_;
    const Branch& branch_;
    const CutQuestion& question_;
    const CutMemory& memory_;
    Oracles& oracles_;
    NodeOutcome& made_;
    const Context* context_;  // may be null
    const LossRules& rules_;
    std::vector<std::int32_t> closed_;
    Elements missing_;                                         // lost, or not bought
    std::vector<std::pair<std::int32_t, Elements>> weakened_;  // columns with more killers than before
};

}  // namespace

NodeOutcome explore(const Elements& lost, const Branch& branch, const CutQuestion& question,
                    const CutMemory& memory, Oracles& oracles, const Context& context) {
    NodeOutcome made;
    if (context.cancelled()) return made;
    Node node(lost, branch, question, memory, oracles, made, &context);
    if (!node.protected_lives(node.closed())) {
        made.dead_ends.push_back(lost);
        return made;
    }
    node.complete();
    if (static_cast<int>(lost.size()) + 1 < branch.budget) node.branch_out();
    return made;
}

RootVerdict judge_root(const Branch& branch, const CutQuestion& question, const CutMemory& memory,
                       Oracles& oracles, NodeOutcome& learnt) {
    const Elements nothing;
    Node node(nothing, branch, question, memory, oracles, learnt, nullptr);
    RootVerdict made;
    made.suppressed_lives = node.suppressed_lives(node.closed());
    made.protected_lives = node.protected_lives(node.closed());
    return made;
}

}  // namespace strandline::strain
