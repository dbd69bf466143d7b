#include <strandline/strain/compression.hpp>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace strandline::strain {
namespace {

constexpr double rounding = 1e-12;  // of the larger operand: what remains of numbers that cancel
constexpr double reach = 1e50;      // ratios beyond it, or below its inverse, would spoil the bounds

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// A column while others are merged into it; entries in order of the row.
struct WorkColumn {
    std::vector<domain::Term> entries;
    double lower = 0, upper = 0, objective = 0;
    std::vector<std::pair<std::int32_t, double>> members;  // reaction, ratio
    bool alive = true;
};

class Compressor {
public:
    explicit Compressor(const FluxModel& model) : model_(model), rows_(at(model.rows())) {
        for (std::int32_t j = 0; j < model.reactions(); ++j) {
            WorkColumn column;
            const auto row = model.stoichiometry.rows_of(j);
            const auto value = model.stoichiometry.values_of(j);
            for (std::size_t k = 0; k < row.size(); ++k) {
                column.entries.push_back({row[k], value[k]});
                rows_[at(row[k])].insert(j);
            }
            column.lower = model.lower[at(j)];
            column.upper = model.upper[at(j)];
            column.members = {{j, 1.0}};
            columns_.push_back(std::move(column));
        }
        for (const domain::Term& term : model.objective)
            columns_[at(term.index)].objective = term.coefficient;
    }

    CompressedModel run() {
        for (std::int32_t j = 0; j < model_.reactions(); ++j) drop_if_blocked(j);
        for (std::int32_t i = 0; i < model_.rows(); ++i) pending_.insert(i);
        while (!pending_.empty()) {
            const std::int32_t row = *pending_.begin();
            pending_.erase(pending_.begin());
            reduce(row);
        }
        return result();
    }

private:
    bool is_balance(std::int32_t row) const {
        return model_.row_lower[at(row)] == 0 && model_.row_upper[at(row)] == 0;
    }

    double coefficient(std::int32_t column, std::int32_t row) const {
        const auto& entries = columns_[at(column)].entries;
        return std::ranges::lower_bound(entries, row, {}, &domain::Term::index)->coefficient;
    }

    void reduce(std::int32_t row) {
        if (!is_balance(row)) return;
        auto& columns = rows_[at(row)];
        if (columns.size() == 1) {
            const std::int32_t gone = *columns.begin();
            log(row, -1, gone, 0);
            fix_to_zero(gone);
        } else if (columns.size() == 2) {
            const std::int32_t kept = *columns.begin();
            const std::int32_t gone = *std::next(columns.begin());
            const double ratio = -coefficient(kept, row) / coefficient(gone, row);
            if (!is_in_reach(gone, ratio)) return;
            log(row, kept, gone, ratio);
            merge(kept, gone, ratio);
            drop_if_blocked(kept);
        }
    }

    bool is_in_reach(std::int32_t gone, double ratio) const {
        return std::ranges::all_of(columns_[at(gone)].members, [&](const auto& member) {
            const double size = std::abs(member.second * ratio);
            return size <= reach && size >= 1 / reach;
        });
    }

    void log(std::int32_t row, std::int32_t kept, std::int32_t gone, double ratio) {
        CompressedModel::Merge step{.row = row, .kept = kept, .gone = gone, .ratio = ratio};
        step.kept_entry = kept < 0 ? 0 : coefficient(kept, row);
        step.gone_entry = row < 0 ? 0 : coefficient(gone, row);
        step.gone_objective = columns_[at(gone)].objective;
        for (const domain::Term& entry : columns_[at(gone)].entries)
            if (entry.index != row) step.gone_entries.push_back(entry);
        merges_.push_back(std::move(step));
    }

    void fix_to_zero(std::int32_t column) {
        if (columns_[at(column)].lower > 0 || columns_[at(column)].upper < 0) infeasible_ = true;
        drop(column);
    }

    void drop_if_blocked(std::int32_t column) {
        const WorkColumn& c = columns_[at(column)];
        if (!c.alive) return;
        if (c.lower > c.upper) infeasible_ = true;
        if (c.lower != 0 || c.upper != 0) return;
        log(-1, -1, column, 0);
        drop(column);
    }

    void drop(std::int32_t column) {
        WorkColumn& c = columns_[at(column)];
        c.alive = false;
        for (const domain::Term& entry : c.entries) {
            rows_[at(entry.index)].erase(column);
            pending_.insert(entry.index);
        }
        c.entries.clear();
        c.members.clear();
    }

    /// flux of `gone` = ratio * flux of `kept`.
    void merge(std::int32_t kept, std::int32_t gone, double ratio) {
        WorkColumn& k = columns_[at(kept)];
        WorkColumn g = std::move(columns_[at(gone)]);
        columns_[at(gone)].alive = false;
        columns_[at(gone)].members.clear();
        double low = g.lower / ratio, high = g.upper / ratio;
        if (ratio < 0) std::swap(low, high);
        // -0.0 would print as such.
        k.lower = std::max(k.lower, low) + 0.0;
        k.upper = std::min(k.upper, high) + 0.0;
        // Bounds that meet up to rounding are one value.
        if (k.lower > k.upper && k.lower - k.upper <= rounding * std::abs(k.lower)) k.upper = k.lower;
        k.objective += ratio * g.objective;
        for (const auto& [reaction, share] : g.members) k.members.emplace_back(reaction, share * ratio);
        std::vector<domain::Term> sum;
        auto a = k.entries.begin();
        auto b = g.entries.begin();
        while (a != k.entries.end() || b != g.entries.end()) {
            if (b == g.entries.end() || (a != k.entries.end() && a->index < b->index)) {
                sum.push_back(*a++);
                continue;
            }
            const std::int32_t row = b->index;
            rows_[at(row)].erase(gone);
            pending_.insert(row);
            const double added = ratio * b++->coefficient;
            double before = 0;
            if (a != k.entries.end() && a->index == row) before = a++->coefficient;
            const double after = before + added;
            if (std::abs(after) <= rounding * std::max(std::abs(before), std::abs(added))) {
                rows_[at(row)].erase(kept);
            } else {
                rows_[at(row)].insert(kept);
                sum.push_back({row, after});
            }
        }
        k.entries = std::move(sum);
    }

    CompressedModel result() {
        CompressedModel made;
        made.maximise = model_.maximise;
        made.infeasible = infeasible_;
        made.share.resize(columns_.size());
        std::vector<std::int32_t> new_row(rows_.size(), -1);
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            // A further row without a flux left still has to hold.
            if (rows_[i].empty() && model_.row_lower[i] <= 0 && model_.row_upper[i] >= 0) continue;
            new_row[i] = static_cast<std::int32_t>(made.row_lower.size());
            made.row_lower.push_back(model_.row_lower[i]);
            made.row_upper.push_back(model_.row_upper[i]);
        }
        made.matrix.rows = static_cast<std::int32_t>(made.row_lower.size());
        made.merges = std::move(merges_);
        for (std::size_t i = 0; i < new_row.size(); ++i)
            if (new_row[i] >= 0) made.full_row.push_back(static_cast<std::int32_t>(i));
        for (std::size_t first = 0; first < columns_.size(); ++first) {
            WorkColumn& column = columns_[first];
            if (!column.alive) continue;
            made.first_reaction.push_back(static_cast<std::int32_t>(first));
            const std::int32_t index = made.columns();
            for (const domain::Term& entry : column.entries)
                made.matrix.add(new_row[at(entry.index)], entry.coefficient);
            made.matrix.end_column();
            made.lower.push_back(column.lower);
            made.upper.push_back(column.upper);
            made.objective.push_back(column.objective);
            std::ranges::sort(column.members);
            made.members.emplace_back();
            for (const auto& [reaction, ratio] : column.members) {
                made.members.back().push_back(reaction);
                made.share[at(reaction)] = {index, ratio};
            }
        }
        return made;
    }

    const FluxModel& model_;
    std::vector<WorkColumn> columns_;
    std::vector<std::set<std::int32_t>> rows_;  // columns with an entry
    std::set<std::int32_t> pending_;            // rows to look at
    std::vector<CompressedModel::Merge> merges_;
    bool infeasible_ = false;
};

}  // namespace

CompressedModel compress(const FluxModel& model) { return Compressor(model).run(); }

numerics::LinearProgram linear_program(const CompressedModel& model) {
    return {model.matrix,    model.lower,     model.upper,   model.row_lower,
            model.row_upper, model.objective, model.maximise};
}

std::vector<double> expand(const CompressedModel& model, std::span<const double> columns) {
    std::vector<double> fluxes(model.share.size(), 0);
    for (std::size_t j = 0; j < fluxes.size(); ++j)
        if (model.share[j].column >= 0)
            fluxes[j] = model.share[j].ratio * columns[at(model.share[j].column)] + 0.0;
    return fluxes;
}

std::vector<domain::Term> compressed_terms(const CompressedModel& model,
                                           std::span<const domain::Term> terms) {
    std::vector<domain::Term> made;
    for (const domain::Term& term : terms)
        if (const CompressedModel::Share& share = model.share[at(term.index)]; share.column >= 0)
            made.push_back({share.column, term.coefficient * share.ratio});
    std::ranges::stable_sort(made, {}, &domain::Term::index);
    std::vector<domain::Term> sums;
    for (const domain::Term& term : made) {
        if (sums.empty() || sums.back().index != term.index)
            sums.push_back(term);
        else
            sums.back().coefficient += term.coefficient;
    }
    std::erase_if(sums, [](const domain::Term& term) { return term.coefficient == 0; });
    return sums;
}

std::vector<std::int32_t> columns_of(const CompressedModel& model, std::span<const std::int32_t> reactions) {
    std::vector<std::int32_t> made;
    for (const std::int32_t reaction : reactions)
        if (const std::int32_t column = model.share[at(reaction)].column; column >= 0) made.push_back(column);
    std::ranges::sort(made);
    made.erase(std::ranges::unique(made).begin(), made.end());
    return made;
}

}  // namespace strandline::strain
