#include "flux/regulation_conflicts.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace strandline::strain {
namespace {

using numerics::LinearProgram;
using numerics::LpStatus;

constexpr double price_of_nothing = 1e-9;  // of the largest

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

LinearProgram within(const CompressedModel& small, const ColumnRanges& ranges) {
    LinearProgram made = linear_program(small);
    std::ranges::fill(made.objective, 0.0);
    for (std::size_t k = 0; k < ranges.least.size(); ++k) {
        // Ranges are true up to rounding.
        made.lower[k] = std::max(made.lower[k], ranges.least[k] - margin_of(ranges.least[k]));
        made.upper[k] = std::min(made.upper[k], ranges.most[k] + margin_of(ranges.most[k]));
    }
    return made;
}

}  // namespace

WindowConflicts::WindowConflicts(const CompressedModel& small, const ColumnRanges& ranges,
                                 const SwitchProgram& program, std::span<const WindowSwitch> all)
    : matrix_(&small.matrix), program_(program), all_(all), solver_(within(small, ranges)) {
    for (std::int32_t k = 0; k < small.columns(); ++k) {
        lower_.push_back(solver_.lower(k));
        upper_.push_back(solver_.upper(k));
    }
    for (const std::size_t s : program.open) columns_.push_back(all[s].column);
    columns_.erase(std::ranges::unique(columns_).begin(), columns_.end());
    solver_.solve();
    base_ = solver_.basis();
}

std::optional<bool> WindowConflicts::has_state(const Open& open) {
    std::vector<double> low(lower_), high(upper_);
    for (std::size_t k = 0; k < open.size(); ++k) {
        if (open[k]) continue;
        const WindowSwitch& one = all_[program_.open[k]];
        low[at(one.column)] = std::max(low[at(one.column)], one.window.low);
        high[at(one.column)] = std::min(high[at(one.column)], one.window.high);
    }
    crossed_ = -1;
    for (const std::int32_t column : columns_) {
        double &from = low[at(column)], &to = high[at(column)];
        if (from > to + margin_of(to)) {
            crossed_ = column;
            return false;
        }
        if (from > to) from = to = (from + to) / 2;
        solver_.set_bounds(column, from, to);
    }
    solver_.set_basis(base_);
    const LpStatus found = solver_.solve();
    if (found == LpStatus::infeasible) return false;
    if (found != LpStatus::optimal) return std::nullopt;
    return true;
}

/// Closed switches that the solver's proof uses; all of them where it has none.
std::vector<std::int32_t> WindowConflicts::named(const Open& open) const {
    std::vector<double> pull(lower_.size(), 0);
    if (crossed_ >= 0) {
        pull[at(crossed_)] = 1;
    } else if (const std::vector<double> ray = solver_.infeasibility_ray(); !ray.empty()) {
        for (std::size_t j = 0; j < pull.size(); ++j) {
            const auto rows = matrix_->rows_of(static_cast<std::int32_t>(j));
            const auto values = matrix_->values_of(static_cast<std::int32_t>(j));
            for (std::size_t k = 0; k < rows.size(); ++k) pull[j] += values[k] * ray[at(rows[k])];
        }
    } else {
        pull.assign(pull.size(), 1);
    }
    double most = 0;
    for (const double value : pull) most = std::max(most, std::abs(value));
    std::vector<std::int32_t> made;
    for (std::size_t k = 0; k < open.size(); ++k)
        if (!open[k] && std::abs(pull[at(all_[program_.open[k]].column)]) > price_of_nothing * most)
            made.push_back(static_cast<std::int32_t>(k));
    return made;
}

/// Whether these windows alone leave no state.
std::optional<bool> WindowConflicts::is_conflict(const std::vector<std::int32_t>& part) {
    Open open(program_.open.size(), true);
    for (const std::int32_t k : part) open[at(k)] = false;
    const std::optional<bool> found = has_state(open);
    if (!found) return std::nullopt;
    return !*found;
}

std::optional<std::vector<std::int32_t>> WindowConflicts::conflict(const Open& open) {
    std::vector<std::int32_t> part = named(open);
    std::optional<bool> holds = is_conflict(part);
    if (!holds || !*holds) {
        part.clear();
        for (std::size_t k = 0; k < open.size(); ++k)
            if (!open[k]) part.push_back(static_cast<std::int32_t>(k));
        holds = is_conflict(part);
    }
    if (!holds || !*holds) return std::nullopt;
    // Takes away what can be spared, in ever smaller pieces.
    for (std::size_t piece = std::max<std::size_t>(part.size() / 2, 1);; piece /= 2) {
        for (std::size_t begin = 0; begin < part.size();) {
            std::vector<std::int32_t> fewer = part;
            const auto first = fewer.begin() + static_cast<std::ptrdiff_t>(begin);
            fewer.erase(first, first + static_cast<std::ptrdiff_t>(std::min(piece, part.size() - begin)));
            holds = is_conflict(fewer);
            if (!holds) return std::nullopt;
            if (*holds)
                part = std::move(fewer);
            else
                begin += piece;
        }
        if (piece == 1) break;
    }
    if (part.empty()) return std::nullopt;
    return part;
}

}  // namespace strandline::strain
