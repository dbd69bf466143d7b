#include "variability/range_search.hpp"

#include <strandline/base/parallel.hpp>
#include <strandline/numerics/column_extremes.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace strandline::strain {
namespace {

constexpr double attained_within = 1e-9;  // of the larger of 1 and the bound
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
// What one block finds spares the next ones of later rounds linear programs; the sizes are the same for any
// number of threads.
constexpr std::size_t block_size = 128;
constexpr std::size_t blocks_a_round = 4;
constexpr int most_given_up = 4;  // of a block: its questions are long ways
constexpr int most_scans = 6;
constexpr std::size_t worth_a_scan = 20;  // findings of one scan that pay for the next

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

bool is_at(double value, double bound) {
    return std::isfinite(bound) &&
           std::abs(value - bound) <= attained_within * std::max(1.0, std::abs(bound));
}

}  // namespace

RangeSearch::RangeSearch(numerics::LpSolver solver)
    : solver_(std::move(solver)),
      least_(at(solver_.columns()), unknown),
      most_(at(solver_.columns()), unknown) {
    for (std::int32_t j = 0; j < solver_.columns(); ++j)
        if (solver_.lower(j) == solver_.upper(j)) least_[at(j)] = most_[at(j)] = solver_.lower(j);
    take(attained(solver_.values()));
}

double& RangeSearch::found(std::int32_t column, Side side) {
    return (side == Side::least ? least_ : most_)[at(column)];
}

bool RangeSearch::is_open(std::int32_t column, Side side) const {
    return std::isnan((side == Side::least ? least_ : most_)[at(column)]);
}

std::vector<RangeSearch::Finding> RangeSearch::attained(std::span<const double> values) const {
    std::vector<Finding> made;
    for (std::int32_t j = 0; j < solver_.columns(); ++j) {
        if (is_open(j, Side::least) && is_at(values[at(j)], solver_.lower(j)))
            made.push_back({j, Side::least, solver_.lower(j)});
        if (is_open(j, Side::most) && is_at(values[at(j)], solver_.upper(j)))
            made.push_back({j, Side::most, solver_.upper(j)});
    }
    return made;
}

std::size_t RangeSearch::take(std::span<const Finding> findings) {
    std::size_t fresh = 0;
    for (const Finding& finding : findings) {
        fresh += is_open(finding.column, finding.side);
        found(finding.column, finding.side) = finding.value;
    }
    return fresh;
}

/// As many fluxes as possible at their bounds at once: the sum of all whose end is open.
void RangeSearch::scan(std::span<const std::int32_t> columns, Side side) {
    for (int round = 0; round < most_scans; ++round) {
        solver_.clear_objective();
        solver_.set_maximise(side == Side::most);
        for (const std::int32_t column : columns)
            if (is_open(column, side)) solver_.set_objective(column, 1);
        ++linear_programs_;
        if (solver_.solve(numerics::LpMethod::primal) != numerics::LpStatus::optimal) return;
        if (take(attained(solver_.values())) < worth_a_scan) return;
    }
}

/// Most questions are a few steps away from the one before; long ways, and those on which numbers go wrong,
/// are left to the full solver.
class RangeSearch::Asker {
public:
    explicit Asker(const numerics::LpSolver& start) : start_(start), quick_(start) {}

    numerics::LpStatus solve(const Question& question) {
        const bool maximise = question.side == Side::most;
        if (given_up_ == most_given_up) return solve_fully(question.column, maximise);
        const numerics::LpStatus found = quick_.solve(question.column, maximise);
        values_ = quick_.values();
        if (found != numerics::LpStatus::failure) return found;
        ++given_up_;
        if (quick_.broken()) quick_ = numerics::ColumnExtremes(start_);
        return solve_fully(question.column, maximise);
    }
    std::span<const double> values() const { return values_; }

private:
    numerics::LpStatus solve_fully(std::int32_t column, bool maximise) {
        if (!full_) {
            full_.emplace(start_);
            full_->clear_objective();
        }
        full_->set_objective(column, 1);
        full_->set_maximise(maximise);
        const numerics::LpStatus found = full_->solve(numerics::LpMethod::primal);
        full_->set_objective(column, 0);
        values_ = full_->values();
        if (found != numerics::LpStatus::optimal) full_.reset();
        return found;
    }

    const numerics::LpSolver& start_;
    numerics::ColumnExtremes quick_;
    int given_up_ = 0;
    std::optional<numerics::LpSolver> full_;
    std::span<const double> values_;
};

RangeSearch::Block RangeSearch::ask(std::span<const Question> questions) const {
    Block made;
    Asker asker(solver_);
    std::vector<Finding>& findings = made.findings;
    for (const auto& [column, side] : questions) {
        const auto same = [&](const Finding& one) { return one.column == column && one.side == side; };
        if (std::ranges::any_of(findings, same)) continue;
        ++made.linear_programs;
        const numerics::LpStatus status = asker.solve({column, side});
        if (status == numerics::LpStatus::optimal) {
            findings.push_back({column, side, asker.values()[at(column)]});
            const std::vector<Finding> more = attained(asker.values());
            findings.insert(findings.end(), more.begin(), more.end());
        } else if (status == numerics::LpStatus::unbounded) {
            findings.push_back({column, side, side == Side::most ? numerics::infinity : -numerics::infinity});
        } else {
            made.failed = true;
            return made;
        }
    }
    return made;
}

Result<void> RangeSearch::ask_all(std::span<const Question> questions, Context& context) {
    std::vector<Question> open;
    std::size_t next = 0;
    while (next < questions.size()) {
        if (context.cancelled()) return fail(Error::interrupted());
        context.progress("flux ranges", next, questions.size());
        open.clear();
        for (; next < questions.size() && open.size() < block_size * blocks_a_round; ++next)
            if (is_open(questions[next].column, questions[next].side)) open.push_back(questions[next]);
        std::vector<Block> blocks((open.size() + block_size - 1) / block_size);
        parallel_for(blocks.size(), context.threads(), [&](std::size_t b) {
            const std::size_t begin = b * block_size;
            blocks[b] = ask(std::span(open).subspan(begin, std::min(block_size, open.size() - begin)));
        });
        for (const Block& block : blocks) {
            if (block.failed)
                return fail(Error::fault("strain.solver", "the solver found no answer for a flux range"));
            take(block.findings);
            linear_programs_ += block.linear_programs;
        }
    }
    return {};
}

Result<std::vector<FluxRange>> RangeSearch::ranges(std::span<const std::int32_t> columns, Context& context) {
    const numerics::Basis start = solver_.basis();
    for (const Side side : {Side::least, Side::most}) {
        scan(columns, side);
        solver_.set_basis(start);
    }
    solver_.clear_objective();
    if (solver_.solve() != numerics::LpStatus::optimal)
        return fail(Error::fault("strain.solver", "the solver lost a solution that it had"));
    std::vector<Question> questions;
    for (const Side side : {Side::least, Side::most})
        for (const std::int32_t column : columns) questions.push_back({column, side});
    STRANDLINE_CHECK(ask_all(questions, context));
    std::vector<FluxRange> made;
    for (const std::int32_t column : columns) made.push_back({least_[at(column)], most_[at(column)]});
    return made;
}

}  // namespace strandline::strain
