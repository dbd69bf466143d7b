#include "cutsets/region_oracle.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace strandline::strain {
namespace {

using numerics::infinity;
using numerics::LpStatus;

constexpr double rounding = 1e-7;    // of a bound
constexpr double no_value = 1e-9;    // where the bound is zero
constexpr double no_flux = 1e-10;    // mmol/gDW/h
constexpr double in_balance = 1e-6;  // of what goes through a metabolite
constexpr double dust = 1e-12;       // of the largest dual value
constexpr double widest = 1000;      // how far above its bound a function without limit is followed

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

bool is_inequality(const FluxCondition& condition) {
    return (condition.lower == -infinity) != (condition.upper == infinity);
}

double bound_of(const FluxCondition& condition) {
    return condition.lower == -infinity ? condition.upper : condition.lower;
}

/// A row is balanced when what is left is little of what goes through it.
bool is_balanced(double sum, double through, double lower, double upper) {
    const double slack = in_balance * through + no_flux;
    return sum >= lower - slack && sum <= upper + slack;
}

}  // namespace

bool RegionQuestion::reached_by(double value) const {
    return value >= bound - (bound == 0 ? no_value : rounding * std::abs(bound));
}

RegionQuestion question_of(const FluxRegion& region) {
    // A bound of zero is met by the state of rest and says little; one that is not is asked for first.
    const FluxCondition* asked = nullptr;
    for (const FluxCondition& condition : region)
        if (is_inequality(condition) && (!asked || (bound_of(*asked) == 0 && bound_of(condition) != 0)))
            asked = &condition;
    RegionQuestion made;
    for (const FluxCondition& condition : region)
        if (&condition != asked) made.others.push_back(condition);
    if (!asked) return made;
    const double sign = asked->lower == -infinity ? -1.0 : 1.0;
    made.bound = sign * bound_of(*asked);
    for (const domain::Term& term : asked->terms)
        made.function.push_back({term.index, sign * term.coefficient});
    return made;
}

RegionOracle::RegionOracle(const FluxModel& model, const CompressedModel& compressed,
                           const FluxRegion& region)
    : model_(&model), compressed_(&compressed), question_(question_of(region)) {
    build(infinity);
    if (solver_.front().solve_from_scratch() == LpStatus::unbounded)
        build(question_.bound + widest * std::max(1.0, std::abs(question_.bound)));
    if (solver_.front().solve_from_scratch() == LpStatus::optimal) {
        base_ = solver_.front().basis();
        has_base_ = true;
    }
    programs_ = 1;
}

/// With a row for each other condition, and one for the function when it needs a limit.
void RegionOracle::build(double cap) {
    program_ = linear_program(*compressed_);
    program_.maximise = true;
    std::ranges::fill(program_.objective, 0.0);
    const auto function = compressed_terms(*compressed_, question_.function);
    for (const domain::Term& term : function) program_.objective[at(term.index)] = term.coefficient;
    std::vector<std::vector<domain::Term>> rows;
    for (const FluxCondition& condition : question_.others) {
        rows.push_back(compressed_terms(*compressed_, condition.terms));
        program_.row_lower.push_back(condition.lower);
        program_.row_upper.push_back(condition.upper);
    }
    if (cap != infinity) {
        rows.push_back(function);
        program_.row_lower.push_back(-infinity);
        program_.row_upper.push_back(cap);
    }
    if (!rows.empty()) {
        const numerics::SparseColumns& from = compressed_->matrix;
        numerics::SparseColumns matrix;
        matrix.rows = from.rows + static_cast<std::int32_t>(rows.size());
        for (std::int32_t j = 0; j < from.columns(); ++j) {
            for (std::size_t k = 0; k < from.rows_of(j).size(); ++k)
                matrix.add(from.rows_of(j)[k], from.values_of(j)[k]);
            for (std::size_t i = 0; i < rows.size(); ++i)
                for (const domain::Term& term : rows[i])
                    if (term.index == j)
                        matrix.add(from.rows + static_cast<std::int32_t>(i), term.coefficient);
            matrix.end_column();
        }
        program_.matrix = std::move(matrix);
    }
    solver_.clear();
    solver_.emplace_back(program_);
}

std::optional<std::int32_t> RegionOracle::forced_among(std::span<const std::int32_t> closed) const {
    for (const std::int32_t column : closed)
        if (program_.lower[at(column)] > 0 || program_.upper[at(column)] < 0) return column;
    return std::nullopt;
}

RegionOracle::Outcome RegionOracle::solve(std::span<const std::int32_t> closed, const numerics::Basis& from) {
    numerics::LpSolver& solver = solver_.front();
    for (const std::int32_t column : closed) solver.set_bounds(column, 0, 0);
    solver.set_basis(from);
    const LpStatus found = solver.solve();
    ++programs_;
    Outcome made;
    last_infeasible_ = found == LpStatus::infeasible;
    made.failed = found == LpStatus::failure;
    made.lives = found == LpStatus::unbounded ||
                 (found == LpStatus::optimal && question_.reached_by(solver.objective_value()));
    if (question_.function.empty()) made.lives = found == LpStatus::optimal;
    return made;
}

void RegionOracle::open(std::span<const std::int32_t> closed) {
    for (const std::int32_t column : closed)
        solver_.front().set_bounds(column, program_.lower[at(column)], program_.upper[at(column)]);
}

RegionOracle::Verdict RegionOracle::ask(std::span<const std::int32_t> closed) {
    begin_chain();
    Verdict made = ask_on(closed);
    if (made.lives || made.failed || made.columns.size() == closed.size()) return made;
    // The dual solution says which closed columns matter; that is asked, not believed.
    const Outcome fewer = solve(made.columns, base_);
    open(made.columns);
    if (fewer.lives || fewer.failed) made.columns.assign(closed.begin(), closed.end());
    return made;
}

RegionOracle::Verdict RegionOracle::ask_on(std::span<const std::int32_t> closed) {
    Verdict made;
    if (compressed_->infeasible || !has_base_) return made;
    if (const auto forced = forced_among(closed)) {
        made.columns = {*forced};
        return made;
    }
    const Outcome outcome = solve(closed, chain_);
    made.failed = outcome.failed;
    made.lives = outcome.lives;
    if (made.lives) {
        made.columns = carrying();
        made.checked = holds_on_the_model();
        chain_ = solver_.front().basis();
    } else if (!made.failed) {
        made.columns = suspects(closed, last_infeasible_);
    }
    open(closed);
    return made;
}

/// Closed columns whose opening could raise the bound that the dual solution gives.
std::vector<std::int32_t> RegionOracle::suspects(std::span<const std::int32_t> closed,
                                                 bool infeasible) const {
    const numerics::LpSolver& solver = solver_.front();
    std::vector<double> weight(closed.size());
    double largest = 0;
    if (infeasible) {
        const std::vector<double> ray = solver.infeasibility_ray();
        if (ray.empty()) return {closed.begin(), closed.end()};
        for (std::size_t k = 0; k < closed.size(); ++k) {
            const auto row = program_.matrix.rows_of(closed[k]);
            const auto value = program_.matrix.values_of(closed[k]);
            for (std::size_t e = 0; e < row.size(); ++e) {
                const double part = ray[at(row[e])] * value[e];
                weight[k] += part;
                largest = std::max(largest, std::abs(part));
            }
        }
    } else {
        const std::vector<double> reduced = solver.reduced_costs();
        for (std::size_t k = 0; k < closed.size(); ++k) {
            const double d = reduced[at(closed[k])];
            const bool helps =
                (d > 0 && program_.upper[at(closed[k])] > 0) || (d < 0 && program_.lower[at(closed[k])] < 0);
            weight[k] = helps ? d : 0;
            largest = std::max(largest, std::abs(d));
        }
    }
    std::vector<std::int32_t> made;
    for (std::size_t k = 0; k < closed.size(); ++k)
        if (std::abs(weight[k]) > dust * largest) made.push_back(closed[k]);
    return made;
}

/// Columns with flux in the present solution. What is left out as noise is little of what goes through each
/// of its metabolites, whatever their units.
std::vector<std::int32_t> RegionOracle::carrying() const {
    const std::span<const double> flux = solver_.front().values();
    std::vector<double> through(at(program_.matrix.rows), 0);
    for (std::int32_t j = 0; j < program_.matrix.columns(); ++j)
        for (std::size_t k = 0; k < program_.matrix.rows_of(j).size(); ++k)
            through[at(program_.matrix.rows_of(j)[k])] +=
                std::abs(program_.matrix.values_of(j)[k] * flux[at(j)]);
    std::vector<std::int32_t> made;
    for (std::int32_t j = 0; j < program_.matrix.columns(); ++j) {
        const double one = std::abs(flux[at(j)]);
        if (one == 0) continue;
        bool noise = one < no_flux;
        for (std::size_t k = 0; noise && k < program_.matrix.rows_of(j).size(); ++k)
            noise = std::abs(program_.matrix.values_of(j)[k]) * one <=
                    in_balance * through[at(program_.matrix.rows_of(j)[k])];
        if (!noise) made.push_back(j);
    }
    return made;
}

bool RegionOracle::holds_on_the_model() const {
    const std::vector<double> flux = expand(*compressed_, solver_.front().values());
    std::vector<double> sum(at(model_->rows()), 0), through(sum);
    for (std::int32_t j = 0; j < model_->reactions(); ++j) {
        const double one = flux[at(j)];
        const double slack = in_balance * std::abs(one) + no_flux;
        if (one < model_->lower[at(j)] - slack || one > model_->upper[at(j)] + slack) return false;
        for (std::size_t k = 0; k < model_->stoichiometry.rows_of(j).size(); ++k) {
            const double part = model_->stoichiometry.values_of(j)[k] * one;
            sum[at(model_->stoichiometry.rows_of(j)[k])] += part;
            through[at(model_->stoichiometry.rows_of(j)[k])] += std::abs(part);
        }
    }
    for (std::size_t i = 0; i < sum.size(); ++i)
        if (!is_balanced(sum[i], through[i], model_->row_lower[i], model_->row_upper[i])) return false;
    const auto value_of = [&](std::span<const domain::Term> terms, double& size) {
        double value = 0;
        size = 0;
        for (const domain::Term& term : terms) {
            value += term.coefficient * flux[at(term.index)];
            size += std::abs(term.coefficient * flux[at(term.index)]);
        }
        return value;
    };
    double size = 0;
    for (const FluxCondition& condition : question_.others) {
        const double value = value_of(condition.terms, size);
        if (!is_balanced(value, size, condition.lower, condition.upper)) return false;
    }
    return question_.function.empty() || question_.reached_by(value_of(question_.function, size));
}

}  // namespace strandline::strain
