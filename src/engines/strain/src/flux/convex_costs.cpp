#include "flux/convex_costs.hpp"

#include "model/status.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace strandline::strain {
namespace {

using numerics::infinity;

constexpr double same_kink = 1e-9;  // of the flux, at least of 1: kinks that rounding parts

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

std::vector<Kink> merged(std::vector<Kink> kinks) {
    std::ranges::stable_sort(kinks, {}, &Kink::at);
    std::vector<Kink> made;
    for (const Kink& kink : kinks) {
        if (!made.empty() && kink.at - made.back().at <= same_kink * std::max(1.0, std::abs(kink.at))) {
            made.back().below += kink.below;
            made.back().above += kink.above;
        } else {
            made.push_back(kink);
        }
    }
    return made;
}

}  // namespace

ConvexCosts distance_costs(const CompressedModel& model, std::span<const double> reference,
                           double& constant) {
    ConvexCosts costs(at(model.columns()));
    constant = 0;
    for (std::size_t j = 0; j < model.share.size(); ++j) {
        const CompressedModel::Share& share = model.share[j];
        if (share.column < 0) {
            constant += std::abs(reference[j]);
            continue;
        }
        const double weight = std::abs(share.ratio);
        costs[at(share.column)].push_back({reference[j] / share.ratio, weight, weight});
    }
    return costs;
}

CheapestStates::CheapestStates(const CompressedModel& model, const ConvexCosts& costs)
    : model_(model), solver_([&] {
          for (std::int32_t k = 0; k < model.columns(); ++k) cut(k, costs[at(k)]);
          return make_solver();
      }()) {}

/// The first piece holds the column up to its first kink, each further one from a kink to the next.
void CheapestStates::cut(std::int32_t column, std::vector<Kink> kinks) {
    const double lower = model_.lower[at(column)], upper = model_.upper[at(column)];
    double slope = 0;
    for (const Kink& kink : kinks) slope -= kink.below;
    double from = lower;
    bool first = true;
    const auto add = [&](double to) {
        pieces_.push_back({column, slope});
        lower_.push_back(first ? from : 0.0);
        upper_.push_back(first ? to : to - from);
        first = false;
        from = to;
    };
    for (const Kink& kink : merged(std::move(kinks))) {
        if (kink.at > lower && kink.at < upper && kink.at > from) add(kink.at);
        if (kink.at >= upper) break;
        slope += kink.below + kink.above;
    }
    add(upper);
}

numerics::LpSolver CheapestStates::make_solver() {
    numerics::LinearProgram program;
    const std::int32_t objective_row = model_.matrix.rows;
    program.matrix.rows = objective_row + 1;
    for (const Piece& piece : pieces_) {
        const auto row = model_.matrix.rows_of(piece.column);
        const auto value = model_.matrix.values_of(piece.column);
        for (std::size_t k = 0; k < row.size(); ++k) program.matrix.add(row[k], value[k]);
        const double weight = model_.objective[at(piece.column)];
        if (weight != 0) program.matrix.add(objective_row, weight);
        program.matrix.end_column();
        program.objective.push_back(piece.cost);
    }
    program.lower = lower_;
    program.upper = upper_;
    program.row_lower = model_.row_lower;
    program.row_upper = model_.row_upper;
    program.row_lower.push_back(-infinity);
    program.row_upper.push_back(infinity);
    program.maximise = false;
    return numerics::LpSolver(program);
}

std::vector<double> CheapestStates::joined() const {
    std::vector<double> columns(at(model_.columns()), 0);
    for (std::size_t p = 0; p < pieces_.size(); ++p)
        columns[at(pieces_[p].column)] += solver_.value(static_cast<std::int32_t>(p));
    for (std::size_t k = 0; k < columns.size(); ++k)
        columns[k] = std::clamp(columns[k], model_.lower[k], model_.upper[k]);
    return columns;
}

CheapestState CheapestStates::cheapest() {
    if (model_.infeasible) return {FluxStatus::infeasible, {}};
    solver_.set_row_bounds(model_.matrix.rows, -infinity, infinity);
    const FluxStatus status = status_of(solver_.solve());
    if (status != FluxStatus::optimal) return {status, {}};
    return {status, joined()};
}

CheapestState CheapestStates::cheapest_near_optimum(double fraction) {
    if (model_.infeasible) return {FluxStatus::infeasible, {}};
    const auto pieces = static_cast<std::int32_t>(pieces_.size());
    for (std::int32_t p = 0; p < pieces; ++p)
        solver_.set_objective(p, model_.objective[at(pieces_[at(p)].column)]);
    solver_.set_maximise(model_.maximise);
    solver_.set_row_bounds(model_.matrix.rows, -infinity, infinity);
    const FluxStatus best = status_of(solver_.solve());
    if (best != FluxStatus::optimal) return {best, {}};
    const double optimum = solver_.objective_value();
    const double slack = (1 - fraction) * std::abs(optimum);
    if (model_.maximise)
        solver_.set_row_bounds(model_.matrix.rows, optimum - slack, infinity);
    else
        solver_.set_row_bounds(model_.matrix.rows, -infinity, optimum + slack);
    for (std::int32_t p = 0; p < pieces; ++p) solver_.set_objective(p, pieces_[at(p)].cost);
    solver_.set_maximise(false);
    static_cast<void>(solver_.solve(numerics::LpMethod::primal));
    // Bounds that the primal method moved within its tolerance are put back: a flux that costs much of the
    // objective would show it.
    solver_.set_basis(solver_.basis());
    const numerics::LpStatus found = solver_.solve();
    // The optimum itself is a state: a program without one is a failure of the solver.
    if (found != numerics::LpStatus::optimal) return {FluxStatus::solver_failure, {}};
    return {FluxStatus::optimal, joined()};
}

}  // namespace strandline::strain
