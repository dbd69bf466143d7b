#include "insertion/hitting_set.hpp"

#include <algorithm>

namespace strandline::strain {
namespace {

using numerics::infinity;
using numerics::MixedStatus;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

struct Entry {
    std::int32_t row;
    double value;
};

/// Elements that no set to hit names are never worth their cost.
std::vector<std::int32_t> elements_named(const HittingTask& task) {
    std::vector<std::int32_t> named;
    for (const auto& set : task.to_hit) named.insert(named.end(), set.begin(), set.end());
    std::ranges::sort(named);
    named.erase(std::unique(named.begin(), named.end()), named.end());
    return named;
}

/// Leaves out elements beside which another hits all the same sets at no more cost and size, and stands in no
/// forbidden set.
std::vector<std::int32_t> without_dominated(const HittingTask& task, const std::vector<std::int32_t>& named) {
    std::vector<std::vector<std::int32_t>> hits(task.cost.size());
    for (std::size_t s = 0; s < task.to_hit.size(); ++s)
        for (const std::int32_t element : task.to_hit[s])
            hits[at(element)].push_back(static_cast<std::int32_t>(s));
    std::vector<bool> is_forbidden(task.cost.size(), false);
    for (const auto& set : task.forbidden)
        for (const std::int32_t element : set) is_forbidden[at(element)] = true;
    const auto dominates = [&](std::int32_t f, std::int32_t e) {
        if (is_forbidden[at(f)] || task.cost[at(f)] > task.cost[at(e)] ||
            task.size[at(f)] > task.size[at(e)] || hits[at(f)].size() < hits[at(e)].size() ||
            !std::ranges::includes(hits[at(f)], hits[at(e)]))
            return false;
        const bool equal = task.cost[at(f)] == task.cost[at(e)] && task.size[at(f)] == task.size[at(e)] &&
                           hits[at(f)].size() == hits[at(e)].size() && !is_forbidden[at(e)];
        return !equal || f < e;
    };
    std::vector<std::int32_t> kept;
    for (const std::int32_t e : named) {
        // A better element hits the first of the sets that this one hits.
        const auto& others = task.to_hit[at(hits[at(e)].front())];
        if (std::ranges::none_of(others, [&](std::int32_t f) { return f != e && dominates(f, e); }))
            kept.push_back(e);
    }
    return kept;
}

numerics::LinearProgram program_of(const HittingTask& task, const std::vector<std::int32_t>& named) {
    numerics::LinearProgram program;
    program.maximise = false;
    std::vector<std::vector<Entry>> columns(named.size());
    const auto add_row = [&](const std::vector<std::int32_t>& set, double low, double high) {
        const auto row = static_cast<std::int32_t>(program.row_lower.size());
        for (const std::int32_t element : set) {
            const auto found = std::ranges::lower_bound(named, element);
            if (found != named.end() && *found == element)
                columns[static_cast<std::size_t>(found - named.begin())].push_back({row, 1});
        }
        program.row_lower.push_back(low);
        program.row_upper.push_back(high);
    };
    for (const auto& set : task.to_hit) add_row(set, 1, infinity);
    for (const auto& set : task.forbidden)
        if (std::ranges::includes(named, set)) add_row(set, -infinity, static_cast<double>(set.size()) - 1);
    if (task.most != std::numeric_limits<std::int64_t>::max()) {
        const auto row = static_cast<std::int32_t>(program.row_lower.size());
        for (std::size_t k = 0; k < named.size(); ++k)
            columns[k].push_back({row, static_cast<double>(task.size[at(named[k])])});
        program.row_lower.push_back(-infinity);
        program.row_upper.push_back(static_cast<double>(task.most));
    }
    program.matrix.rows = static_cast<std::int32_t>(program.row_lower.size());
    for (std::size_t k = 0; k < named.size(); ++k) {
        for (const Entry& entry : columns[k]) program.matrix.add(entry.row, entry.value);
        program.matrix.end_column();
        program.lower.push_back(0);
        program.upper.push_back(1);
        program.objective.push_back(task.cost[at(named[k])]);
    }
    return program;
}

/// What the solver says is counted again in whole numbers.
bool keeps(const HittingTask& task, const std::vector<std::int32_t>& chosen) {
    const auto is_chosen = [&](std::int32_t element) { return std::ranges::binary_search(chosen, element); };
    std::int64_t size = 0;
    for (const std::int32_t element : chosen) size += task.size[at(element)];
    return size <= task.most &&
           std::ranges::all_of(task.to_hit,
                               [&](const auto& s) { return std::ranges::any_of(s, is_chosen); }) &&
           std::ranges::none_of(task.forbidden,
                                [&](const auto& s) { return std::ranges::all_of(s, is_chosen); });
}

}  // namespace

HittingSet cheapest_hitting_set(const HittingTask& task, Context& context) {
    HittingSet made;
    if (std::ranges::any_of(task.to_hit, [](const auto& set) { return set.empty(); }) ||
        std::ranges::any_of(task.forbidden, [](const auto& set) { return set.empty(); })) {
        made.status = MixedStatus::infeasible;
        return made;
    }
    const std::vector<std::int32_t> named = without_dominated(task, elements_named(task));
    if (named.empty()) {
        made.status = MixedStatus::optimal;
        return made;
    }
    std::vector<std::int32_t> whole(named.size());
    for (std::size_t k = 0; k < named.size(); ++k) whole[k] = static_cast<std::int32_t>(k);
    const numerics::MixedSolution found =
        numerics::solve_mixed(program_of(task, named), whole, {.nodes = task.nodes}, context);
    made.status = found.status;
    if (found.status != MixedStatus::optimal) return made;
    for (std::size_t k = 0; k < named.size(); ++k)
        if (found.values[k] > 0.5) {
            made.elements.push_back(named[k]);
            made.cost += task.cost[at(named[k])];
        }
    if (!keeps(task, made.elements)) made.status = MixedStatus::failure;
    return made;
}

}  // namespace strandline::strain
