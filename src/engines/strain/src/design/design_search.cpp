#include "design/design_reduction.hpp"
#include "design/design_tree.hpp"
#include "design/knock_in_choices.hpp"

#include <strandline/base/error.hpp>
#include <strandline/base/parallel.hpp>

#include <algorithm>
#include <utility>

namespace strandline::strain {
namespace {

using numerics::infinity;

constexpr std::size_t block = 8;       // families looked at with the same knowledge
constexpr double floor_ratio = 0.7;    // from one pass to the next
constexpr double lowest_guess = 0.04;  // of the bound; the pass after it asks for all

Error solver_gave_up() { return Error::fault("strain.solver", "the solver gave up on a linear program"); }

Error no_limit(std::string_view what) {
    return Error::input("strain.unbounded", "{} has no limit in this model", what)
        .expected("a model whose uptake is bounded")
        .mend("bound the uptake of substrates, by --medium or --set");
}

class DesignSearch {
public:
    DesignSearch(const FluxModel& model, const DesignTask& task, Context& context)
        : task_(task),
          context_(context),
          model_(without_idle_reactions(model, task)),
          space_(design_space(model_, task)),
          program_(space_),
          pool_(space_),
          shelf_(task.designs, 0) {
        for (const FluxRegion& region : task.protect) program_.protect(model_, region);
    }

    Result<DesignSearchResult> run() {
        STRANDLINE_TRY(const bool alive, look_at_wild());
        if (!alive) {
            made_.proved = true;
            return std::move(made_);
        }
        STRANDLINE_TRY(made_.bound, highest());
        const double all = std::max(value_above(std::max(made_.wild_value, 0.0)), task_.min_value);
        if (made_.bound < all) {
            made_.bound = all;
            made_.proved = true;
            return std::move(made_);
        }
        double floor = all + (made_.bound - all) * floor_ratio;
        for (bool last = false; !last; floor = all + (floor - all) * floor_ratio) {
            last = floor - all <= lowest_guess * (made_.bound - all);
            shelf_.set_floor(last ? all : floor);
            STRANDLINE_TRY(const bool finished, pass());
            if (!finished) break;
            made_.proved = last || shelf_.full();
            last = made_.proved;
            if (!last) proved_above_ = floor;
        }
        return result();
    }

private:
    /// What the model is worth as it is; false when it does not grow enough.
    Result<bool> look_at_wild() {
        if (space_.growth.empty() || space_.small.infeasible) return false;
        const DesignWorth worth = worth_of(program_, task_);
        made_.wild_growth = worth.growth;
        made_.wild_value = worth.value;
        if (worth.verdict == DesignVerdict::unbounded)
            return fail(no_limit(worth.growth > 0 ? "the product" : "growth"));
        if (worth.verdict != DesignVerdict::reached) return fail(solver_gave_up());
        if (worth.lethal) return false;
        made_.alive = true;
        if (program_.most_growth(-infinity, infinity) != DesignVerdict::reached)
            return fail(solver_gave_up());
        program_.keep_basis();
        const std::vector<bool> may_go = elements_that_may_go(space_, task_, program_, context_);
        if (may_go.empty() && !space_.elements.empty()) return fail(solver_gave_up());
        keep_elements(space_, may_go);
        return true;
    }

    /// No knock-outs are worth more.
    Result<double> highest() {
        if (task_.method == DesignMethod::growth_coupled) return made_.wild_growth;
        const DesignVerdict verdict = program_.extreme_product(task_.min_growth, true);
        if (verdict == DesignVerdict::unbounded) return fail(no_limit("the product"));
        if (verdict != DesignVerdict::reached) return fail(solver_gave_up());
        return program_.product();
    }

    DesignKnowledge known() const { return {space_, task_, program_, shelf_, pool_, lethal_}; }

    /// Finds all designs above the floor, by size; false when the nodes ran out.
    Result<bool> pass() {
        FamilyResult first = look_at_root(known());
        std::vector<DesignFamily> level;
        STRANDLINE_CHECK(take(first, level));
        while (!level.empty()) {
            std::vector<DesignFamily> next;
            for (std::size_t begin = 0; begin < level.size(); begin += block) {
                if (context_.cancelled()) return fail(Error::interrupted());
                if (made_.nodes >= task_.max_nodes) return false;
                const std::size_t count = std::min(block, level.size() - begin);
                std::vector<FamilyResult> results(count, FamilyResult(space_));
                parallel_for(count, context_.threads(),
                             [&](std::size_t i) { results[i] = look_at(level[begin + i], known()); });
                for (FamilyResult& result : results) STRANDLINE_CHECK(take(result, next));
                context_.progress("designs", static_cast<std::uint64_t>(made_.nodes), 0);
            }
            level = std::move(next);
        }
        return true;
    }

    Result<void> take(FamilyResult& result, std::vector<DesignFamily>& next) {
        made_.nodes += result.nodes;
        made_.programs += result.programs;
        if (result.verdict == DesignVerdict::unbounded) return fail(no_limit("the product"));
        if (result.verdict != DesignVerdict::reached) return fail(solver_gave_up());
        for (FoundDesign& found : result.found) shelf_.offer(std::move(found));
        pool_.add(result.witnesses);
        for (auto& set : result.lethal) lethal_.insert(std::move(set));
        std::ranges::move(result.families, std::back_inserter(next));
        return {};
    }

    void drop_unaffordable(std::vector<std::int32_t>& members, std::int32_t element, double cost) const {
        std::erase_if(members, [&](std::int32_t member) {
            const auto own = task_.cost.find(member);
            const double others = cost - space_.cost[static_cast<std::size_t>(element)];
            return own != task_.cost.end() && others + own->second > task_.max_cost;
        });
    }

    DesignSearchResult result() {
        const double others = made_.proved ? shelf_.threshold() : std::min(made_.bound, proved_above_);
        for (const FoundDesign& found : shelf_.designs()) {
            KnockoutDesign design;
            for (const std::int32_t element : found.elements)
                design.knockouts.push_back(space_.elements[static_cast<std::size_t>(element)]);
            design.cost = space_.cost_of(found.elements);
            for (std::size_t k = 0; k < found.elements.size(); ++k)
                drop_unaffordable(design.knockouts[k], found.elements[k], design.cost);
            design.growth = found.growth;
            design.value = found.value;
            design.bound = made_.proved ? found.value : std::max(found.value, others);
            made_.designs.push_back(std::move(design));
        }
        made_.bound = others;
        return std::move(made_);
    }

    const DesignTask& task_;
    Context& context_;
    FluxModel model_;
    DesignSpace space_;
    DesignProgram program_;
    WitnessPool pool_;
    DesignShelf shelf_;
    LethalSets lethal_;
    DesignSearchResult made_;
    double proved_above_ = infinity;  // no design is worth more, but those on the shelf
};

}  // namespace

Result<DesignSearchResult> search_knockouts(const FluxModel& model, const DesignTask& task,
                                            Context& context) {
    return DesignSearch(model, task, context).run();
}

}  // namespace strandline::strain
