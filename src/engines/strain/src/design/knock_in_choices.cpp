#include "design/knock_in_choices.hpp"

#include "design/design_measure.hpp"
#include "design/design_shelf.hpp"
#include "model/model_input.hpp"

#include <strandline/strain/genes.hpp>

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace strandline::strain {
namespace {

using Set = std::vector<std::int32_t>;

constexpr double rounding = 1e-9;      // of sums of costs
constexpr int most_designs = 1 << 14;  // asked of one choice
constexpr int more_designs = 4;

double cost_in(const std::map<std::int32_t, double>& costs, std::int32_t index) {
    const auto found = costs.find(index);
    return found == costs.end() ? 1.0 : found->second;
}

/// Knock-ins by their place among the task's reactions, then genes.
KnockoutDesign design_with(const DesignTask& task, const Set& choice) {
    KnockoutDesign made;
    const auto reactions = static_cast<std::int32_t>(task.knock_ins.size());
    for (const std::int32_t k : choice) {
        if (k < reactions) {
            made.knock_ins.push_back(task.knock_ins[static_cast<std::size_t>(k)]);
            made.cost += cost_in(task.knock_in_cost, made.knock_ins.back());
        } else {
            made.knock_in_genes.push_back(task.knock_in_genes[static_cast<std::size_t>(k - reactions)]);
            made.cost += cost_in(task.knock_in_gene_cost, made.knock_in_genes.back());
        }
    }
    return made;
}

/// All choices of up to `most` of `count`, small ones first, then in order.
std::vector<Set> choices_of(std::int32_t count, int most) {
    std::vector<Set> made = {{}};
    for (std::size_t i = 0; i < made.size(); ++i) {
        const Set choice = made[i];
        if (static_cast<int>(choice.size()) == most) continue;
        for (std::int32_t k = choice.empty() ? 0 : choice.back() + 1; k < count; ++k) {
            made.push_back(choice);
            made.back().push_back(k);
        }
    }
    return made;
}

Set parts_of(const Set& whole, std::uint32_t mask) {
    Set made;
    for (std::size_t k = 0; k < whole.size(); ++k)
        if ((mask >> k & 1U) != 0) made.push_back(whole[k]);
    return made;
}

class ChoiceSearch {
public:
    ChoiceSearch(const FluxModel& model, const DesignTask& task, Context& context)
        : model_(model), task_(task), context_(context), floor_(task.min_value) {}

    Result<DesignSearchResult> run() {
        const auto count = static_cast<std::int32_t>(task_.knock_ins.size() + task_.knock_in_genes.size());
        const std::vector<Set> choices = choices_of(count, task_.max_knockouts);
        for (int wanted = task_.designs;; wanted *= more_designs) {
            cut_off_ = false;
            found_.clear();
            made_ = {};
            made_.proved = true;
            for (const Set& choice : choices) STRANDLINE_CHECK(look_at(choice, wanted));
            STRANDLINE_CHECK(keep_the_best());
            const bool enough = made_.designs.size() >= static_cast<std::size_t>(task_.designs);
            if (enough || !cut_off_ || wanted >= most_designs) break;
        }
        finish();
        return std::move(made_);
    }

private:
    struct Found {
        Set choice;
        KnockoutDesign design;
    };

    Result<void> look_at(const Set& choice, int wanted) {
        if (context_.cancelled()) return fail(Error::interrupted());
        const KnockoutDesign bought = design_with(task_, choice);
        if (bought.cost > task_.max_cost) return {};
        DesignTask task = task_;
        task.designs = wanted;
        task.max_knockouts -= static_cast<int>(choice.size());
        task.max_cost -= bought.cost;
        task.min_value = floor_;
        const FluxModel model = model_with_knock_ins(model_, task_, bought);
        STRANDLINE_TRY(const DesignSearchResult found, search_knockouts(model, task, context_));
        made_.nodes += found.nodes;
        made_.programs += found.programs;
        made_.proved = made_.proved && found.proved;
        if (choice.empty()) {
            made_.wild_growth = found.wild_growth;
            made_.wild_value = found.wild_value;
            made_.alive = found.alive;
            floor_ =
                std::max(task_.min_value, value_above(found.alive ? std::max(found.wild_value, 0.0) : 0));
        } else if (found.alive && found.wild_value >= floor_) {
            found_.push_back({choice, bought});
            found_.back().design.growth = found.wild_growth;
            found_.back().design.value = found.wild_value;
        }
        // What a search left open beyond those it listed.
        if (!found.proved || found.designs.size() == static_cast<std::size_t>(wanted)) {
            cut_off_ = true;
            open_ = std::max(open_, found.bound);
        }
        for (const KnockoutDesign& one : found.designs) {
            found_.push_back({choice, one});
            KnockoutDesign& design = found_.back().design;
            design.knock_ins = bought.knock_ins;
            design.knock_in_genes = bought.knock_in_genes;
            design.cost += bought.cost;
        }
        return {};
    }

    /// The best first; no design of which a part with fewer knock-ins is worth as much.
    Result<void> keep_the_best() {
        std::ranges::stable_sort(found_, [](const Found& a, const Found& b) {
            const auto key = [](const Found& one) {
                return std::make_tuple(-design_number(one.design.value),
                                       one.choice.size() + one.design.knockouts.size(), one.design.cost);
            };
            return key(a) < key(b);
        });
        for (Found& one : found_) {
            if (made_.designs.size() == static_cast<std::size_t>(task_.designs)) break;
            STRANDLINE_TRY(const bool needless, has_a_part_as_good(one));
            if (!needless) made_.designs.push_back(one.design);
        }
        return {};
    }

    Result<bool> has_a_part_as_good(const Found& one) const {
        Set knocked;
        for (const Set& members : one.design.knockouts) knocked.push_back(members.front());
        std::ranges::sort(knocked);
        for (std::uint32_t bought = 0; bought + 1 < (1U << one.choice.size()); ++bought) {
            const FluxModel model =
                model_with_knock_ins(model_, task_, design_with(task_, parts_of(one.choice, bought)));
            const GeneEffects left(*model.network);
            for (std::uint32_t lost = 0; lost < (1U << knocked.size()); ++lost) {
                const Set part = parts_of(knocked, lost);
                STRANDLINE_TRY(
                    const DesignMeasure measure,
                    measure_design(model, task_, {}, task_.by_genes ? left.dead_reactions(part) : part));
                if (is_allowed(measure, task_) && one.design.value < value_above(measure.value(task_.method)))
                    return true;
            }
        }
        return false;
    }

    /// Bounds of the merged list.
    void finish() {
        double others = floor_;
        if (made_.designs.size() == static_cast<std::size_t>(task_.designs))
            others = std::max(others, value_above(made_.designs.back().value));
        if (!made_.proved) others = std::max(others, open_);
        for (KnockoutDesign& design : made_.designs)
            design.bound = made_.proved ? design.value : std::max(design.value, others);
        made_.bound = others;
    }

    const FluxModel& model_;
    const DesignTask& task_;
    Context& context_;
    double floor_ = 0, open_ = 0;
    bool cut_off_ = false;  // a search had more designs than were wanted
    std::vector<Found> found_;
    DesignSearchResult made_;
};

}  // namespace

FluxModel model_with_knock_ins(const FluxModel& model, const DesignTask& task, const KnockoutDesign& design) {
    Set reactions, genes;
    std::ranges::set_difference(task.knock_ins, design.knock_ins, std::back_inserter(reactions));
    std::ranges::set_difference(task.knock_in_genes, design.knock_in_genes, std::back_inserter(genes));
    FluxModel made = model;
    apply_knockouts(made, reactions, genes);
    return made;
}

Result<DesignSearchResult> search_designs(const FluxModel& model, const DesignTask& task, Context& context) {
    DesignTask within = task;
    within.max_cost += rounding;
    if (task.knock_ins.empty() && task.knock_in_genes.empty())
        return search_knockouts(model, within, context);
    return ChoiceSearch(model, within, context).run();
}

}  // namespace strandline::strain
