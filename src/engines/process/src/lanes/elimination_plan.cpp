#include "lanes/elimination_plan.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace strandline::process {
namespace {

using Places = std::map<std::pair<std::int32_t, std::int32_t>, std::int32_t>;

class Elimination {
public:
    explicit Elimination(const numerics::SparsePattern& jacobian)
        : rows_(static_cast<std::size_t>(jacobian.rows)), columns_(rows_.size()) {
        for (std::int32_t i = 0; i < jacobian.rows; ++i) plan_.diagonal_places.push_back(place(i, i));
        for (std::int32_t j = 0; j < jacobian.columns; ++j)
            for (auto e = jacobian.column_starts[static_cast<std::size_t>(j)];
                 e < jacobian.column_starts[static_cast<std::size_t>(j) + 1]; ++e)
                plan_.entry_places.push_back(place(jacobian.row_indices[static_cast<std::size_t>(e)], j));
    }

    EliminationPlan plan() {
        std::vector<std::int32_t> left;
        for (std::size_t k = 0; k < rows_.size(); ++k) left.push_back(static_cast<std::int32_t>(k));
        while (!left.empty()) {
            const auto best = std::ranges::min_element(left, {}, [&](std::int32_t k) { return cost(k); });
            eliminate(*best);
            left.erase(best);
        }
        plan_.pivots.push_back(begin(0, 0));
        plan_.places = static_cast<std::int32_t>(places_.size());
        plan_.columns.resize(places_.size());
        for (const auto& [entry, at] : places_) plan_.columns[static_cast<std::size_t>(at)] = entry.second;
        return std::move(plan_);
    }

private:
    std::int32_t place(std::int32_t i, std::int32_t j) {
        rows_[static_cast<std::size_t>(i)].insert(j);
        columns_[static_cast<std::size_t>(j)].insert(i);
        return places_.try_emplace({i, j}, static_cast<std::int32_t>(places_.size())).first->second;
    }
    std::size_t cost(std::int32_t k) const {
        return (rows_[static_cast<std::size_t>(k)].size() - 1) *
               (columns_[static_cast<std::size_t>(k)].size() - 1);
    }
    EliminationPlan::Pivot begin(std::int32_t row, std::int32_t at) const {
        return {row, at, static_cast<std::int32_t>(plan_.lower_rows.size()),
                static_cast<std::int32_t>(plan_.upper_columns.size()),
                static_cast<std::int32_t>(plan_.targets.size())};
    }

    void eliminate(std::int32_t k) {
        plan_.pivots.push_back(begin(k, places_.at({k, k})));
        auto lower = columns_[static_cast<std::size_t>(k)];
        auto upper = rows_[static_cast<std::size_t>(k)];
        lower.erase(k);
        upper.erase(k);
        for (const auto i : lower) {
            plan_.lower_rows.push_back(i);
            plan_.lower_places.push_back(places_.at({i, k}));
            rows_[static_cast<std::size_t>(i)].erase(k);
        }
        for (const auto j : upper) {
            plan_.upper_columns.push_back(j);
            plan_.upper_places.push_back(places_.at({k, j}));
            columns_[static_cast<std::size_t>(j)].erase(k);
        }
        for (const auto i : lower)
            for (const auto j : upper) plan_.targets.push_back(place(i, j));
    }

    EliminationPlan plan_;
    Places places_;
    std::vector<std::set<std::int32_t>> rows_, columns_;  // what is left of the matrix
};

}  // namespace

EliminationPlan plan_elimination(const numerics::SparsePattern& jacobian) {
    return Elimination(jacobian).plan();
}

}  // namespace strandline::process
