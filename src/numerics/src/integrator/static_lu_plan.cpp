// The order of elimination, which the pattern alone decides.
#include "static_lu.hpp"

#include <algorithm>
#include <bit>
#include <numeric>
#include <optional>

namespace strandline::numerics {
namespace {

constexpr std::size_t longest_list = 2'000'000;
constexpr std::int32_t largest_size = 3000;

/// A set of whole numbers below a bound.
class Bits {
public:
    explicit Bits(std::size_t bound) : words_((bound + 63) / 64) {}
    void insert(std::int32_t i) { words_[word(i)] |= bit(i); }
    void erase(std::int32_t i) { words_[word(i)] &= ~bit(i); }
    bool contains(std::int32_t i) const { return (words_[word(i)] & bit(i)) != 0; }
    void unite(const Bits& other) {
        for (std::size_t w = 0; w < words_.size(); ++w) words_[w] |= other.words_[w];
    }
    std::size_t count() const {
        std::size_t made = 0;
        for (const auto bits : words_) made += static_cast<std::size_t>(std::popcount(bits));
        return made;
    }
    std::vector<std::int32_t> members() const {
        std::vector<std::int32_t> made;
        for (std::size_t w = 0; w < words_.size(); ++w)
            for (auto bits = words_[w]; bits != 0; bits &= bits - 1)
                made.push_back(static_cast<std::int32_t>(w * 64) + std::countr_zero(bits));
        return made;
    }

private:
    static std::size_t word(std::int32_t i) { return static_cast<std::size_t>(i) / 64; }
    static std::uint64_t bit(std::int32_t i) { return std::uint64_t{1} << (i % 64); }
    std::vector<std::uint64_t> words_;
};

struct Elimination {
    std::int32_t pivot = 0;
    std::vector<std::int32_t> lower_rows, upper_columns;
};

/// What is left of the matrix during the elimination.
class Fill {
public:
    explicit Fill(const SparsePattern& pattern)
        : rows_(static_cast<std::size_t>(pattern.rows), Bits(static_cast<std::size_t>(pattern.rows))),
          columns_(rows_),
          costs_(rows_.size()) {
        for (std::int32_t j = 0; j < pattern.columns; ++j)
            for (auto e = pattern.column_starts[static_cast<std::size_t>(j)];
                 e < pattern.column_starts[static_cast<std::size_t>(j) + 1]; ++e) {
                const auto i = pattern.row_indices[static_cast<std::size_t>(e)];
                row(i).insert(j);
                column(j).insert(i);
            }
        for (std::int32_t k = 0; k < pattern.rows; ++k) price(k);
    }
    bool diagonal_complete() const {
        for (std::size_t k = 0; k < rows_.size(); ++k)
            if (!rows_[k].contains(static_cast<std::int32_t>(k))) return false;
        return true;
    }
    std::size_t cost(std::int32_t k) const { return costs_[static_cast<std::size_t>(k)]; }

    Elimination eliminate(std::int32_t k) {
        row(k).erase(k);
        column(k).erase(k);
        Elimination made{k, column(k).members(), row(k).members()};
        for (const auto i : made.lower_rows) {
            row(i).unite(row(k));
            row(i).erase(k);
        }
        for (const auto j : made.upper_columns) {
            column(j).unite(column(k));
            column(j).erase(k);
        }
        for (const auto i : made.lower_rows) price(i);
        for (const auto j : made.upper_columns) price(j);
        return made;
    }

private:
    Bits& row(std::int32_t i) { return rows_[static_cast<std::size_t>(i)]; }
    Bits& column(std::int32_t j) { return columns_[static_cast<std::size_t>(j)]; }
    void price(std::int32_t k) {
        costs_[static_cast<std::size_t>(k)] = (row(k).count() - 1) * (column(k).count() - 1);
    }
    std::vector<Bits> rows_, columns_;
    std::vector<std::size_t> costs_;
};

/// Nothing when there would be too many products.
std::optional<std::vector<Elimination>> eliminations(Fill& fill, std::int32_t size) {
    std::vector<Elimination> made;
    std::vector<std::int32_t> left(static_cast<std::size_t>(size));
    std::iota(left.begin(), left.end(), 0);
    std::size_t products = 0;
    while (!left.empty()) {
        const auto best = std::ranges::min_element(left, {}, [&](std::int32_t k) { return fill.cost(k); });
        products += fill.cost(*best);
        if (products > longest_list) return std::nullopt;
        made.push_back(fill.eliminate(*best));
        left.erase(best);
    }
    return made;
}

/// A number for each entry of the filled matrix, by columns.
class Numbering {
public:
    Numbering(const std::vector<Elimination>& steps) : rows_(steps.size()) {
        for (const Elimination& step : steps) {
            const auto k = static_cast<std::size_t>(step.pivot);
            rows_[k].push_back(step.pivot);
            for (const auto i : step.lower_rows) rows_[k].push_back(i);
            for (const auto j : step.upper_columns) rows_[static_cast<std::size_t>(j)].push_back(step.pivot);
        }
        for (auto& rows : rows_) {
            std::ranges::sort(rows);
            begins_.push_back(count_);
            count_ += static_cast<std::int32_t>(rows.size());
        }
    }
    std::int32_t of(std::int32_t i, std::int32_t j) const {
        const auto& rows = rows_[static_cast<std::size_t>(j)];
        return begins_[static_cast<std::size_t>(j)] +
               static_cast<std::int32_t>(std::ranges::lower_bound(rows, i) - rows.begin());
    }
    std::int32_t count() const { return count_; }
    /// Where each column begins, and where the last one ends.
    std::vector<std::int32_t> begins() const {
        std::vector<std::int32_t> made = begins_;
        made.push_back(count_);
        return made;
    }

private:
    std::vector<std::vector<std::int32_t>> rows_;
    std::vector<std::int32_t> begins_;
    std::int32_t count_ = 0;
};

std::int32_t size_of(const std::vector<std::int32_t>& values) {
    return static_cast<std::int32_t>(values.size());
}

using Entries = std::vector<std::pair<std::int32_t, std::int32_t>>;  // column, place

void append(std::vector<TriangularRow>& rows, std::vector<std::int32_t>& from,
            std::vector<std::int32_t>& places, std::int32_t row, const Entries& entries) {
    rows.push_back({row, size_of(from)});
    for (const auto& [column, place] : entries) {
        from.push_back(column);
        places.push_back(place);
    }
}

/// Rows in the order of solving.
void lay_out_rows(const std::vector<Elimination>& steps, const Numbering& number, StaticLu::Plan& plan) {
    std::vector<Entries> lower(steps.size());
    for (const Elimination& step : steps)
        for (const auto i : step.lower_rows)
            lower[static_cast<std::size_t>(i)].emplace_back(step.pivot, number.of(i, step.pivot));
    for (const Elimination& step : steps)
        if (const Entries& entries = lower[static_cast<std::size_t>(step.pivot)]; !entries.empty())
            append(plan.lower, plan.lower_from, plan.lower_entries, step.pivot, entries);
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        Entries entries;
        for (const auto j : step->upper_columns) entries.emplace_back(j, number.of(step->pivot, j));
        append(plan.upper, plan.upper_from, plan.upper_entries, step->pivot, entries);
    }
    append(plan.lower, plan.lower_from, plan.lower_entries, 0, {});
    append(plan.upper, plan.upper_from, plan.upper_entries, 0, {});
}

}  // namespace

std::shared_ptr<const StaticLu::Plan> StaticLu::analyse(const SparsePattern& pattern) {
    if (pattern.rows > largest_size) return nullptr;
    Fill fill(pattern);
    if (!fill.diagonal_complete()) return nullptr;
    const auto steps = eliminations(fill, pattern.rows);
    if (!steps) return nullptr;
    const Numbering number(*steps);
    Plan made;
    for (const Elimination& step : *steps) {
        made.pivots.push_back({step.pivot, number.of(step.pivot, step.pivot), size_of(made.lower_rows),
                               size_of(made.upper_columns), size_of(made.targets)});
        for (const auto i : step.lower_rows) {
            made.lower_rows.push_back(i);
            made.lower_places.push_back(number.of(i, step.pivot));
        }
        for (const auto j : step.upper_columns) {
            made.upper_columns.push_back(j);
            made.upper_places.push_back(number.of(step.pivot, j));
        }
        for (const auto i : step.lower_rows)
            for (const auto j : step.upper_columns) made.targets.push_back(number.of(i, j));
    }
    made.pivots.push_back(
        {0, 0, size_of(made.lower_rows), size_of(made.upper_columns), size_of(made.targets)});
    for (std::int32_t j = 0; j < pattern.columns; ++j)
        for (auto e = pattern.column_starts[static_cast<std::size_t>(j)];
             e < pattern.column_starts[static_cast<std::size_t>(j) + 1]; ++e)
            made.places.push_back(number.of(pattern.row_indices[static_cast<std::size_t>(e)], j));
    made.column_begins = number.begins();
    lay_out_rows(*steps, number, made);
    return std::make_shared<const Plan>(std::move(made));
}

}  // namespace strandline::numerics
