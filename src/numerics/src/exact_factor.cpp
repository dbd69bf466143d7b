#include "exact_factor.hpp"

#include <algorithm>
#include <utility>

namespace strandline::numerics {
namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

using Entry = ExactProgram::Entry;

}  // namespace

/// Rows hold entries (`Entry::row` is the column) in order of the column; columns know their rows.
class ExactFactor::Elimination {
public:
    Elimination(const std::vector<std::vector<Entry>>& columns, ExactFactor& factor)
        : factor_(factor), rows_(columns.size()), rows_of_(columns.size()) {
        const auto size = static_cast<std::int32_t>(columns.size());
        for (std::int32_t j = 0; j < size; ++j)
            for (const Entry& entry : columns[at(j)]) {
                rows_[at(entry.row)].push_back({j, entry.value});
                rows_of_[at(j)].push_back(entry.row);
            }
        row_done_.assign(columns.size(), false);
        column_done_.assign(columns.size(), false);
        for (std::int32_t i = 0; i < size; ++i) note_row(i);
        for (std::int32_t j = 0; j < size; ++j) note_column(j);
    }

    void run() {
        for (;;) {
            std::int32_t row = -1, column = -1;
            if (!next_singleton(row, column) && !next_of_markowitz(row, column)) break;
            eliminate(row, column);
        }
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            if (!row_done_[i]) factor_.dependent_rows_.push_back(static_cast<std::int32_t>(i));
            if (!column_done_[i]) factor_.dependent_columns_.push_back(static_cast<std::int32_t>(i));
        }
    }

private:
    void note_row(std::int32_t row) {
        if (rows_[at(row)].size() == 1) single_rows_.push_back(row);
    }
    void note_column(std::int32_t column) {
        if (rows_of_[at(column)].size() == 1) single_columns_.push_back(column);
    }

    bool next_singleton(std::int32_t& row, std::int32_t& column) {
        while (!single_columns_.empty()) {
            column = single_columns_.back();
            single_columns_.pop_back();
            if (column_done_[at(column)] || rows_of_[at(column)].size() != 1) continue;
            row = rows_of_[at(column)].front();
            return true;
        }
        while (!single_rows_.empty()) {
            row = single_rows_.back();
            single_rows_.pop_back();
            if (row_done_[at(row)] || rows_[at(row)].size() != 1) continue;
            column = rows_[at(row)].front().row;
            return true;
        }
        return false;
    }

    /// The entry for which the least can fill in, the first of equals.
    bool next_of_markowitz(std::int32_t& row, std::int32_t& column) {
        if (!listed_) {
            for (std::size_t i = 0; i < rows_.size(); ++i)
                if (!row_done_[i]) active_.push_back(static_cast<std::int32_t>(i));
            listed_ = true;
        }
        std::erase_if(active_, [&](std::int32_t i) { return row_done_[at(i)]; });
        std::size_t least = 0;
        bool found = false;
        for (const std::int32_t i : active_)
            for (const Entry& entry : rows_[at(i)]) {
                const std::size_t fill = (rows_[at(i)].size() - 1) * (rows_of_[at(entry.row)].size() - 1);
                if (found && fill >= least) continue;
                found = true;
                least = fill;
                row = i;
                column = entry.row;
            }
        return found;
    }

    void eliminate(std::int32_t row, std::int32_t column) {
        Step step;
        step.row = row;
        step.column = column;
        step.right = std::move(rows_[at(row)]);
        const auto pivot = std::ranges::lower_bound(step.right, column, {}, &Entry::row);
        step.pivot = std::move(pivot->value);
        step.right.erase(pivot);
        row_done_[at(row)] = column_done_[at(column)] = true;
        for (const Entry& entry : step.right) {
            std::erase(rows_of_[at(entry.row)], row);
            note_column(entry.row);
        }
        std::vector<std::int32_t> others = std::move(rows_of_[at(column)]);
        std::erase(others, row);
        for (const std::int32_t other : others) {
            auto& entries = rows_[at(other)];
            const auto below = std::ranges::lower_bound(entries, column, {}, &Entry::row);
            Rational multiple = below->value / step.pivot;
            entries.erase(below);
            if (!step.right.empty()) subtract(other, multiple, step.right);
            note_row(other);
            step.below.push_back({other, std::move(multiple)});
        }
        factor_.steps_.push_back(std::move(step));
    }

    void subtract(std::int32_t row, const Rational& multiple, const std::vector<Entry>& pivot_row) {
        std::vector<Entry> sum;
        auto& entries = rows_[at(row)];
        sum.reserve(entries.size() + pivot_row.size());
        auto a = entries.begin();
        for (const Entry& b : pivot_row) {
            while (a != entries.end() && a->row < b.row) sum.push_back(std::move(*a++));
            Rational change = multiple * b.value;
            if (a != entries.end() && a->row == b.row) {
                Entry left = std::move(*a++);
                left.value -= change;
                if (!left.value.is_zero()) {
                    sum.push_back(std::move(left));
                } else {
                    std::erase(rows_of_[at(b.row)], row);
                    note_column(b.row);
                }
            } else {
                sum.push_back({b.row, -change});
                rows_of_[at(b.row)].push_back(row);
            }
        }
        while (a != entries.end()) sum.push_back(std::move(*a++));
        entries = std::move(sum);
    }

    ExactFactor& factor_;
    std::vector<std::vector<Entry>> rows_;
    std::vector<std::vector<std::int32_t>> rows_of_;
    std::vector<bool> row_done_, column_done_;
    std::vector<std::int32_t> single_rows_, single_columns_, active_;
    bool listed_ = false;
};

ExactFactor::ExactFactor(const std::vector<std::vector<Entry>>& columns) {
    steps_.reserve(columns.size());
    Elimination(columns, *this).run();
}

std::vector<Rational> ExactFactor::solve(std::vector<Rational> right) const {
    std::vector<Rational> made(right.size());
    for (const Step& step : steps_)
        if (const Rational& value = right[at(step.row)]; !value.is_zero())
            for (const Entry& below : step.below) right[at(below.row)] -= below.value * value;
    for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
        Rational value = std::move(right[at(step->row)]);
        for (const Entry& entry : step->right)
            if (const Rational& known = made[at(entry.row)]; !known.is_zero()) value -= entry.value * known;
        if (!value.is_zero()) made[at(step->column)] = value / step->pivot;
    }
    return made;
}

std::vector<Rational> ExactFactor::solve_transposed(std::vector<Rational> left) const {
    std::vector<Rational> made(left.size());
    for (const Step& step : steps_) {
        if (left[at(step.column)].is_zero()) continue;
        Rational value = left[at(step.column)] / step.pivot;
        for (const Entry& entry : step.right) left[at(entry.row)] -= entry.value * value;
        made[at(step.row)] = std::move(value);
    }
    for (auto step = steps_.rbegin(); step != steps_.rend(); ++step)
        for (const Entry& below : step->below)
            if (const Rational& known = made[at(below.row)]; !known.is_zero())
                made[at(step->row)] -= below.value * known;
    return made;
}

}  // namespace strandline::numerics
