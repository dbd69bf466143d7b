#include "cutsets/best_oracle.hpp"

#include <cmath>

namespace strandline::strain {
namespace {

using numerics::infinity;
using numerics::LpStatus;

constexpr double no_flux = 1e-10;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

std::int32_t add_sum(numerics::LpSolver& solver, std::span<const domain::Term> terms) {
    std::vector<std::int32_t> columns;
    std::vector<double> coefficients;
    for (const domain::Term& term : terms) {
        columns.push_back(term.index);
        coefficients.push_back(term.coefficient);
    }
    return solver.add_row(columns, coefficients, -infinity, infinity);
}

}  // namespace

BestOracle::BestOracle(const FluxModel& model, const CompressedModel& compressed, const FluxRegion& region)
    : compressed_(&compressed),
      question_(question_of(region)),
      growth_(compressed_terms(compressed, model.objective)),
      function_(compressed_terms(compressed, question_.function)),
      growth_sign_(model.maximise ? 1 : -1),
      solver_(linear_program(compressed)) {
    for (domain::Term& term : growth_) term.coefficient *= growth_sign_;
    growth_row_ = add_sum(solver_, growth_);
    first_row_ = solver_.rows();
    for (const FluxCondition& condition : question_.others)
        add_sum(solver_, compressed_terms(compressed, condition.terms));
    solver_.set_maximise(true);
}

LpStatus BestOracle::solve(std::span<const domain::Term> terms, bool within) {
    solver_.clear_objective();
    for (const domain::Term& term : terms) solver_.set_objective(term.index, term.coefficient);
    solver_.set_row_bounds(growth_row_, within ? least_growth_ : -infinity, infinity);
    for (std::size_t i = 0; i < question_.others.size(); ++i)
        solver_.set_row_bounds(first_row_ + static_cast<std::int32_t>(i),
                               within ? question_.others[i].lower : -infinity,
                               within ? question_.others[i].upper : infinity);
    ++programs_;
    return solver_.solve_from_scratch();
}

BestOracle::Verdict BestOracle::ask(std::span<const std::int32_t> closed) {
    Verdict made;
    if (compressed_->infeasible) return made;
    for (const std::int32_t column : closed)
        if (compressed_->lower[at(column)] > 0 || compressed_->upper[at(column)] < 0) return made;
    for (const std::int32_t column : closed) solver_.set_bounds(column, 0, 0);
    LpStatus found = solve(growth_, false);
    if (found == LpStatus::optimal) {
        const double growth = solver_.objective_value();
        least_growth_ = growth - best_growth_slack * std::abs(growth);
        found = solve(function_, true);
        made.lives = found == LpStatus::optimal &&
                     (question_.function.empty() || question_.reached_by(solver_.objective_value()));
        made.failed = found == LpStatus::failure;
        if (found == LpStatus::unbounded) {
            // Some state is in the region, which one is not said: any.
            made.lives = true;
            for (std::int32_t j = 0; j < compressed_->columns(); ++j) made.columns.push_back(j);
        } else if (made.lives) {
            for (std::int32_t j = 0; j < compressed_->columns(); ++j)
                if (std::abs(solver_.value(j)) > no_flux) made.columns.push_back(j);
        }
    } else {
        made.failed = found != LpStatus::infeasible;
    }
    for (const std::int32_t column : closed)
        solver_.set_bounds(column, compressed_->lower[at(column)], compressed_->upper[at(column)]);
    return made;
}

}  // namespace strandline::strain
