#include "design/design_program.hpp"

#include <algorithm>
#include <cmath>

namespace strandline::strain {
namespace {

using numerics::infinity;
using numerics::LpMethod;
using numerics::LpStatus;

/// Below this a flux is what rounding left of none.
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

double sum_of(std::span<const domain::Term> terms, std::span<const double> values) {
    double sum = 0;
    for (const domain::Term& term : terms) sum += term.coefficient * values[at(term.index)];
    return sum;
}

}  // namespace

DesignProgram::DesignProgram(const DesignSpace& space)
    : space_(&space), solver_(linear_program(space.small)) {
    growth_row_ = add_sum(solver_, space.growth);
    product_row_ = add_sum(solver_, space.product);
    solver_.clear_objective();
    start_ = solver_.basis();
}

void DesignProgram::shut(std::span<const std::int32_t> columns) {
    for (const std::int32_t column : shut_)
        solver_.set_bounds(column, space_->small.lower[at(column)], space_->small.upper[at(column)]);
    shut_.assign(columns.begin(), columns.end());
    impossible_ = false;
    for (const std::int32_t column : shut_) {
        impossible_ = impossible_ || space_->is_forced(column);
        solver_.set_bounds(column, 0, 0);
    }
}

DesignVerdict DesignProgram::protected_live() {
    for (RegionOracle& region : protected_) {
        ++solved_;
        const RegionOracle::Verdict found = region.ask(shut_);
        if (found.failed) return DesignVerdict::failure;
        if (!found.lives) return DesignVerdict::impossible;
    }
    return DesignVerdict::reached;
}

void DesignProgram::aim_at(std::span<const domain::Term> terms, bool maximise) {
    for (const domain::Term& term : aim_) solver_.set_objective(term.index, 0);
    aim_.assign(terms.begin(), terms.end());
    for (const domain::Term& term : aim_) solver_.set_objective(term.index, term.coefficient);
    solver_.set_maximise(maximise);
}

DesignVerdict DesignProgram::solve(LpMethod method) {
    if (impossible_ || space_->small.infeasible) return DesignVerdict::impossible;
    ++solved_;
    switch (solver_.solve(method)) {
    case LpStatus::optimal:
        return DesignVerdict::reached;
    case LpStatus::infeasible:
        return DesignVerdict::impossible;
    case LpStatus::unbounded:
        return DesignVerdict::unbounded;
    case LpStatus::failure:
        break;
    }
    return DesignVerdict::failure;
}

DesignVerdict DesignProgram::most_growth(double product_low, double product_high) {
    aim_at(space_->growth, true);
    solver_.set_row_bounds(growth_row_, -infinity, infinity);
    solver_.set_row_bounds(product_row_, product_low, product_high);
    solver_.set_basis(start_);
    const DesignVerdict verdict = solve(LpMethod::dual);
    if (verdict != DesignVerdict::failure) return verdict;
    // A range missed by a hair: ask instead how near the product comes.
    for (const bool most : {true, false}) {
        if (extreme_product(-infinity, most) != DesignVerdict::reached) continue;
        if (most ? product() < product_low : product() > product_high) return DesignVerdict::impossible;
    }
    return DesignVerdict::failure;
}

DesignVerdict DesignProgram::extreme_product(double growth_low, bool most) {
    aim_at(space_->product, most);
    solver_.set_row_bounds(growth_row_, growth_low, infinity);
    solver_.set_row_bounds(product_row_, -infinity, infinity);
    return solve(LpMethod::primal);
}

double DesignProgram::growth() const { return sum_of(space_->growth, solver_.values()); }
double DesignProgram::product() const { return sum_of(space_->product, solver_.values()); }

DesignState DesignProgram::state() const {
    DesignState made{growth(), product(), DesignMarks(space_->kill_sets.size())};
    space_->killable.each([&](std::int32_t column) {
        if (std::abs(solver_.value(column)) > no_flux) made.support.set(column);
    });
    return made;
}

DesignVerdict DesignProgram::use_more(double growth_low, const std::vector<std::int32_t>& columns,
                                      DesignMarks& used) {
    const auto look = [&] {
        for (const std::int32_t column : columns)
            if (std::abs(solver_.value(column)) > no_flux) used.set(column);
    };
    solver_.set_row_bounds(growth_row_, growth_low, infinity);
    solver_.set_row_bounds(product_row_, -infinity, infinity);
    // Many at once, as long as that finds some; then one by one.
    for (const bool maximise : {true, false, true, false, true, false}) {
        std::vector<domain::Term> sum;
        for (const std::int32_t column : columns)
            if (!used.has(column)) sum.push_back({column, 1});
        aim_at(sum, maximise);
        if (const DesignVerdict verdict = solve(LpMethod::primal); verdict == DesignVerdict::reached)
            look();
        else if (verdict != DesignVerdict::unbounded)
            return verdict;
    }
    for (const std::int32_t column : columns)
        for (const bool maximise : {true, false}) {
            if (used.has(column)) break;
            const domain::Term one{column, 1};
            aim_at({&one, 1}, maximise);
            const DesignVerdict verdict = solve(LpMethod::primal);
            if (verdict == DesignVerdict::unbounded)
                used.set(column);
            else if (verdict == DesignVerdict::reached)
                look();
            else
                return verdict;
        }
    return DesignVerdict::reached;
}

DesignState DesignProgram::sparse_state(double growth_low, double product_high) {
    DesignState made = state();
    std::vector<domain::Term> weights;
    std::vector<std::int32_t> narrowed;
    space_->killable.each([&](std::int32_t column) {
        const double low = solver_.lower(column), high = solver_.upper(column);
        const double flux = solver_.value(column);
        if (low > 0 || high < 0 || low == high) return;
        narrowed.push_back(column);
        if (!made.support.has(column)) {
            solver_.set_bounds(column, 0, 0);
            return;
        }
        weights.push_back({column, 1 / flux});
        if (flux > 0)
            solver_.set_bounds(column, 0, high);
        else
            solver_.set_bounds(column, low, 0);
    });
    aim_at(weights, false);
    solver_.set_row_bounds(growth_row_, growth_low, infinity);
    solver_.set_row_bounds(product_row_, -infinity, product_high);
    if (solve(LpMethod::primal) == DesignVerdict::reached) made = state();
    for (const std::int32_t column : narrowed)
        solver_.set_bounds(column, space_->small.lower[at(column)], space_->small.upper[at(column)]);
    for (const std::int32_t column : shut_) solver_.set_bounds(column, 0, 0);
    return made;
}

}  // namespace strandline::strain
