#include "insertion/opening_oracle.hpp"

#include "insertion/program_rows.hpp"

#include <algorithm>
#include <utility>

namespace strandline::strain {
namespace {

using numerics::infinity;
using numerics::LinearProgram;
using numerics::LpStatus;

constexpr double reached = 1 - 1e-7;
constexpr double most_multiple = 1000;  // of what is asked; large fluxes are easier to tell from rounding
constexpr double leaks[] = {1e-3, 1e-5, 1e-7};
constexpr double price_of_nothing = 1e-9;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// Adds a column t at the end and makes every bound that excludes zero a row `terms - bound t >= 0` (or <=).
LinearProgram with_multiple(const LinearProgram& from) {
    LinearProgram made = from;
    const std::int32_t t = from.matrix.columns();
    std::vector<ProgramRow> rows = rows_of(from), forced;
    const auto relax = [&](std::vector<domain::Term> terms, double& low, double& high) {
        terms.push_back({t, 0});
        if (low > 0) {
            terms.back().coefficient = -std::exchange(low, 0.0);
            forced.push_back({terms, 0, infinity});
        }
        if (high < 0) {
            terms.back().coefficient = -std::exchange(high, 0.0);
            forced.push_back({terms, -infinity, 0});
        }
    };
    for (ProgramRow& row : rows) relax(row.terms, row.lower, row.upper);
    for (std::int32_t j = 0; j < t; ++j) relax({{j, 1.0}}, made.lower[at(j)], made.upper[at(j)]);
    rows.insert(rows.end(), forced.begin(), forced.end());
    made.lower.push_back(0);
    made.upper.push_back(most_multiple);
    made.objective.assign(made.lower.size(), 0);
    made.objective.back() = 1;
    made.maximise = true;
    set_rows(made, rows);
    return made;
}

}  // namespace

OpeningOracle::OpeningOracle(const OpeningTask& task)
    : task_(task), solver_(with_multiple(task.program)), t_(task.program.matrix.columns()) {
    for (std::int32_t j = 0; j < t_; ++j) {
        lower_.push_back(solver_.lower(j));
        upper_.push_back(solver_.upper(j));
    }
    for (const Opening& opening : task.openings) columns_.push_back(opening.column);
    std::ranges::sort(columns_);
    columns_.erase(std::unique(columns_.begin(), columns_.end()), columns_.end());
    solver_.solve();
    base_ = solver_.basis();
}

void OpeningOracle::set_bounds(const Open& open, double leak, double most_t) {
    std::vector<double> low(lower_), high(upper_);
    for (std::size_t k = 0; k < open.size(); ++k) {
        if (open[k]) continue;
        const Opening& opening = task_.openings[k];
        const std::size_t j = at(opening.column);
        low[j] = std::max(low[j], opening.closed_lower - leak);
        high[j] = std::min(high[j], opening.closed_upper + leak);
    }
    for (const std::int32_t j : columns_) solver_.set_bounds(j, low[at(j)], high[at(j)]);
    solver_.set_bounds(t_, 0, most_t);
}

std::optional<bool> OpeningOracle::is_enough(const Open& open) {
    set_bounds(open, 0, most_multiple);
    solver_.set_basis(base_);
    const LpStatus found = solver_.solve();
    if (found == LpStatus::unbounded) return true;
    if (found != LpStatus::optimal) return std::nullopt;
    return solver_.value(t_) >= reached;
}

/// Closed openings whose bounds hold t down, at the present optimum.
std::vector<std::int32_t> OpeningOracle::bottleneck(const Open& open) const {
    const std::vector<double> price = solver_.reduced_costs();
    std::vector<std::int32_t> made;
    for (std::size_t k = 0; k < open.size(); ++k) {
        if (open[k]) continue;
        const Opening& opening = task_.openings[k];
        const std::size_t j = at(opening.column);
        if ((price[j] > price_of_nothing && opening.closed_upper < upper_[j]) ||
            (price[j] < -price_of_nothing && opening.closed_lower > lower_[j]))
            made.push_back(static_cast<std::int32_t>(k));
    }
    return made;
}

/// Whether everything but `part` is not enough.
std::optional<bool> OpeningOracle::is_needed(const std::vector<std::int32_t>& part) {
    Open rest(task_.openings.size(), true);
    for (const std::int32_t k : part) rest[at(k)] = false;
    const std::optional<bool> enough = is_enough(rest);
    if (!enough) return std::nullopt;
    return !*enough;
}

/// Takes away what is not needed, in ever smaller pieces.
std::optional<std::vector<std::int32_t>> OpeningOracle::minimal(std::vector<std::int32_t> part) {
    for (std::size_t piece = std::max<std::size_t>(part.size() / 2, 1);; piece /= 2) {
        for (std::size_t begin = 0; begin < part.size() && part.size() > 1;) {
            std::vector<std::int32_t> smaller = part;
            const auto first = smaller.begin() + static_cast<std::ptrdiff_t>(begin);
            smaller.erase(first, first + static_cast<std::ptrdiff_t>(std::min(piece, part.size() - begin)));
            const std::optional<bool> needed = is_needed(smaller);
            if (!needed) return std::nullopt;
            if (*needed)
                part = std::move(smaller);
            else
                begin += piece;
        }
        if (piece == 1) return part;
    }
}

std::optional<std::vector<std::int32_t>> OpeningOracle::missing(const Open& open) {
    // Where every closed opening leaks a little, the duals name a narrow bottleneck; without a leak they name
    // any. A leak that was too large shows in that the rest is enough.
    for (const double leak : leaks) {
        set_bounds(open, leak, 1);
        solver_.set_basis(base_);
        if (solver_.solve() != LpStatus::optimal || solver_.value(t_) >= reached) continue;
        std::vector<std::int32_t> part = bottleneck(open);
        const std::optional<bool> needed = is_needed(part);
        if (needed && *needed) return minimal(std::move(part));
    }
    if (!is_enough(open)) return std::nullopt;
    std::vector<std::int32_t> part = bottleneck(open);
    std::optional<bool> needed = is_needed(part);
    if (!needed || !*needed) {
        part.clear();
        for (std::size_t k = 0; k < open.size(); ++k)
            if (!open[k]) part.push_back(static_cast<std::int32_t>(k));
        needed = is_needed(part);
    }
    if (!needed || !*needed) return std::nullopt;
    return minimal(std::move(part));
}

}  // namespace strandline::strain
