#include "cutsets/cut_search.hpp"

#include "cutsets/cut_node.hpp"

#include <strandline/base/parallel.hpp>
#include <strandline/base/text.hpp>

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

namespace strandline::strain {
namespace {

/// Nodes looked at side by side before what they learnt is shared: a fixed number, so that the search is the
/// same for any number of threads.
constexpr std::size_t block = 64;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// Oracles that threads borrow.
class OraclePool {
public:
    OraclePool(const Oracles& first, unsigned threads) : all_(threads, first) {
        for (Oracles& one : all_) idle_.push_back(&one);
    }
    Oracles& borrow() {
        const std::scoped_lock lock(guard_);
        Oracles* one = idle_.back();
        idle_.pop_back();
        return *one;
    }
    void give_back(Oracles& one) {
        const std::scoped_lock lock(guard_);
        idle_.push_back(&one);
    }
    std::uint64_t programs() const {
        std::uint64_t sum = 0;
        for (const Oracles& one : all_) {
            for (const RegionOracle& oracle : one.suppress) sum += oracle.programs();
            for (const RegionOracle& oracle : one.protect) sum += oracle.programs();
        }
        return sum;
    }

private:
    std::vector<Oracles> all_;
    std::vector<Oracles*> idle_;
    std::mutex guard_;
};

Error solver_gave_up() {
    return Error::fault("strain.solver", "the linear solver found no answer for a set of knock-outs")
        .mend("report the model; --set with narrower bounds may help");
}

class Search {
public:
    Search(const CutQuestion& question, const Oracles& oracles, CutMemory& memory, Context& context)
        : question_(question), memory_(memory), context_(context), pool_(oracles, context.threads()) {}

    Result<CutSearch> run() {
        for (int bought = 0; bought <= question_.max_size; ++bought) {
            std::vector<std::int32_t> choice;
            STRANDLINE_CHECK(each_choice(bought, 0, choice));
        }
        made_.programs = pool_.programs();
        return std::move(made_);
    }

private:
    Result<void> each_choice(int more, std::int32_t from, std::vector<std::int32_t>& choice) {
        if (more == 0) return look_at(choice);
        for (auto k = from; at(k) < question_.knock_in_columns.size(); ++k) {
            choice.push_back(k);
            STRANDLINE_CHECK(each_choice(more - 1, k + 1, choice));
            choice.pop_back();
        }
        return {};
    }

    Branch branch_of(const std::vector<std::int32_t>& choice) const {
        Branch made;
        made.bought = choice;
        made.budget = question_.max_size - static_cast<int>(choice.size());
        for (const std::int32_t one : choice) made.cost += question_.knock_in_cost[at(one)];
        for (std::size_t k = 0; k < question_.knock_in_columns.size(); ++k)
            if (!std::ranges::binary_search(choice, static_cast<std::int32_t>(k)))
                made.absent.insert(made.absent.end(), question_.knock_in_columns[k].begin(),
                                   question_.knock_in_columns[k].end());
        for (std::size_t k = 0; k < question_.knock_in_elements.size(); ++k)
            if (!std::ranges::binary_search(choice, static_cast<std::int32_t>(k)))
                made.missing.insert(made.missing.end(), question_.knock_in_elements[k].begin(),
                                    question_.knock_in_elements[k].end());
        std::ranges::sort(made.missing);
        std::ranges::sort(made.absent);
        made.absent.erase(std::ranges::unique(made.absent).begin(), made.absent.end());
        made.usable = Bits(at(question_.elements.rules.elements()));
        for (std::int32_t e = 0; e < question_.elements.rules.elements(); ++e)
            if (made.cost + question_.elements.least_cost[at(e)] <= question_.max_cost)
                made.usable.set(at(e));
        for (const Elements& elements : question_.knock_in_elements)
            for (const std::int32_t e : elements) made.usable.reset(at(e));
        for (const auto& [bought, found] : found_)
            if (std::ranges::includes(choice, bought)) made.cheaper.push_back(&found);
        return made;
    }

    Result<void> look_at(const std::vector<std::int32_t>& choice) {
        Branch branch = branch_of(choice);
        if (branch.cost > question_.max_cost || context_.cancelled() || is_above_closed({}, branch))
            return {};
        Oracles& oracles = pool_.borrow();
        NodeOutcome learnt;
        const RootVerdict root = judge_root(branch, question_, memory_, oracles, learnt);
        pool_.give_back(oracles);
        STRANDLINE_CHECK(learn(learnt, branch));
        if (!root.protected_lives) return {};
        if (!root.suppressed_lives) {
            branch.closed.insert(Elements{});
            return keep(branch, {Elements{}});
        }
        std::vector<Elements> level{Elements{}};
        for (int size = 0; size < branch.budget && !level.empty() && !context_.cancelled(); ++size)
            STRANDLINE_CHECK(one_level(branch, level, size));
        return {};
    }

    /// From the sets of `size` losses to the cut sets of one more, and to the sets to be looked at next.
    Result<void> one_level(Branch& branch, std::vector<Elements>& level, int size) {
        std::vector<Elements> next, cuts, dead_ends;
        const std::string task = format("sets of {}", branch.bought.size() + at(size) + 1);
        for (std::size_t begin = 0; begin < level.size() && !context_.cancelled(); begin += block) {
            context_.progress(task, begin, level.size());
            const std::size_t count = std::min(block, level.size() - begin);
            std::vector<NodeOutcome> outcomes(count);
            parallel_for(count, context_.threads(), [&](std::size_t i) {
                Oracles& oracles = pool_.borrow();
                outcomes[i] = explore(level[begin + i], branch, question_, memory_, oracles, context_);
                pool_.give_back(oracles);
            });
            for (NodeOutcome& one : outcomes) {
                STRANDLINE_CHECK(learn(one, branch));
                std::ranges::move(one.children, std::back_inserter(next));
                for (const Elements& set : one.cuts)
                    if (branch.closed.insert(set).second) cuts.push_back(set);
                for (const Elements& set : one.dead_ends) branch.closed.insert(set);
                dead_ends.insert(dead_ends.end(), one.dead_ends.begin(), one.dead_ends.end());
            }
            if (made_.cuts.size() + cuts.size() > question_.max_sets) return fail(too_many(size + 1));
        }
        STRANDLINE_CHECK(keep(branch, cuts));
        for (const auto* sets : {&cuts, &dead_ends})
            for (const Elements& set : *sets)
                if (set.size() == 1) branch.usable.reset(at(set.front()));
        std::ranges::sort(next);
        next.erase(std::ranges::unique(next).begin(), next.end());
        std::erase_if(next, [&](const Elements& set) { return is_above_closed(set, branch); });
        level = std::move(next);
        return {};
    }

    Result<void> learn(NodeOutcome& learnt, const Branch&) {
        if (learnt.failed) return fail(solver_gave_up());
        for (auto& [region, state] : learnt.suppress_states) memory_.suppress[region].add(std::move(state));
        for (auto& [region, state] : learnt.protect_states) memory_.protect[region].add(std::move(state));
        for (auto& [region, cut] : learnt.suppress_cuts) memory_.suppress[region].add_cut(std::move(cut));
        for (auto& [region, cut] : learnt.protect_cuts) memory_.protect[region].add_cut(std::move(cut));
        made_.candidates += learnt.candidates;
        return {};
    }

    Result<void> keep(const Branch& branch, const std::vector<Elements>& cuts) {
        for (const Elements& set : cuts) {
            found_[branch.bought].insert(set);
            made_.cuts.push_back({set, branch.bought});
        }
        return {};
    }

    Error too_many(int size) const {
        return Error::input("strain.too_many_sets", "more than {} cut sets",
                            with_thousands(question_.max_sets))
            .found("the limit was reached among the sets of {}", size)
            .mend(
                "ask for smaller sets with --max-size, for cheaper ones with --max-cost, or for fewer "
                "elements with --only");
    }

    const CutQuestion& question_;
    CutMemory& memory_;
    Context& context_;
    OraclePool pool_;
    CutSearch made_;
    std::map<std::vector<std::int32_t>, ElementsSet> found_;  // by knock-ins
};

}  // namespace

bool is_above_closed(const Elements& set, const Branch& branch) {
    const std::uint32_t all = (std::uint32_t{1} << set.size()) - 1;
    Elements part;
    for (std::uint32_t mask = 0; mask <= all; ++mask) {
        part.clear();
        for (std::size_t k = 0; k < set.size(); ++k)
            if (mask >> k & 1) part.push_back(set[k]);
        if (branch.closed.contains(part)) return true;
        for (const ElementsSet* cheaper : branch.cheaper)
            if (cheaper->contains(part)) return true;
    }
    return false;
}

Result<CutSearch> search_cuts(const CutQuestion& question, const Oracles& oracles, CutMemory& memory,
                              Context& context) {
    return Search(question, oracles, memory, context).run();
}

}  // namespace strandline::strain
