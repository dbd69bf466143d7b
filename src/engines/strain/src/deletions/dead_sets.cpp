#include "deletions/dead_sets.hpp"

#include <algorithm>
#include <numeric>
#include <set>

namespace strandline::strain {
namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

}  // namespace

DeadColumns::DeadColumns(const FluxModel& model, const CompressedModel& small)
    : small_(small), forced_(at(small.columns())), may_rest_(at(small.columns())) {
    for (std::int32_t column = 0; column < small.columns(); ++column) {
        may_rest_[at(column)] = small.lower[at(column)] <= 0 && small.upper[at(column)] >= 0;
        for (const std::int32_t reaction : small.members[at(column)])
            if (model.lower[at(reaction)] > 0 || model.upper[at(reaction)] < 0)
                forced_[at(column)].push_back(reaction);
    }
}

DeadSet DeadColumns::of(std::span<const std::int32_t> reactions) const {
    DeadSet made{columns_of(small_, reactions), false};
    for (const std::int32_t column : made.columns)
        if (!std::ranges::includes(reactions, forced_[at(column)])) made.contradicts = true;
    return made;
}

bool DeadColumns::only_restricts(const DeadSet& set) const {
    return !set.contradicts &&
           std::ranges::all_of(set.columns, [&](std::int32_t column) { return may_rest_[at(column)]; });
}

DeletedElements::DeletedElements(const FluxModel& model, const DeletionOptions& options)
    : model_(model), kind_(options.kind), effects_(*model.network, options.gone), elements_(options.only) {
    if (!elements_.empty()) return;
    elements_.resize(kind_ == DeletionKind::genes ? model.network->genes.size()
                                                  : model.network->reactions.size());
    std::iota(elements_.begin(), elements_.end(), 0);
}

std::string_view DeletedElements::id(std::int32_t element) const {
    return kind_ == DeletionKind::genes ? model_.network->genes[at(element)].id
                                        : model_.network->reactions[at(element)].id;
}

std::vector<std::int32_t> DeletedElements::dead_reactions(std::span<const std::int32_t> indices) const {
    std::vector<std::int32_t> gone;
    for (const std::int32_t index : indices) gone.push_back(element(index));
    std::ranges::sort(gone);
    return kind_ == DeletionKind::genes ? effects_.dead_reactions(gone) : gone;
}

std::vector<std::vector<std::int32_t>> DeletedElements::partners() const {
    std::vector<std::vector<std::int32_t>> made(at(size()));
    if (kind_ == DeletionKind::reactions) return made;
    std::vector<std::int32_t> index_of(model_.network->genes.size(), -1);
    for (std::int32_t i = 0; i < size(); ++i) index_of[at(element(i))] = i;
    for (const domain::Reaction& reaction : model_.network->reactions) {
        std::set<std::int32_t> redundant;  // genes of the rule without which it holds
        domain::each_gene(reaction.rule, [&](std::int32_t gene) {
            if (index_of[at(gene)] >= 0 && domain::holds(reaction.rule, [&](std::int32_t other) {
                    return other == gene || effects_.is_gone(other);
                }))
                redundant.insert(index_of[at(gene)]);
        });
        for (const std::int32_t i : redundant)
            for (const std::int32_t j : redundant)
                if (i != j) made[at(i)].push_back(j);
    }
    for (std::vector<std::int32_t>& list : made) {
        std::ranges::sort(list);
        list.erase(std::ranges::unique(list).begin(), list.end());
    }
    return made;
}

}  // namespace strandline::strain
