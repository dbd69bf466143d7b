#include <strandline/strain/balance.hpp>

#include "flux/solved_state.hpp"
#include "model/lifted_duals.hpp"
#include "model/status.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

namespace strandline::strain {
namespace {

constexpr double nothing = 1e-9;
constexpr double balanced = 1e-12;  // of what runs through a row: the solver's tolerance would show in growth

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// The most by which fluxes miss a row, as a part of what runs through it (or of 1).
double imbalance(const FluxModel& model, std::span<const double> fluxes) {
    std::vector<double> sum(model.row_lower.size(), 0), size(model.row_lower.size(), 1);
    for (std::int32_t j = 0; j < model.reactions(); ++j) {
        const auto rows = model.stoichiometry.rows_of(j);
        const auto values = model.stoichiometry.values_of(j);
        for (std::size_t k = 0; k < rows.size(); ++k) {
            const double part = values[k] * fluxes[static_cast<std::size_t>(j)];
            sum[static_cast<std::size_t>(rows[k])] += part;
            size[static_cast<std::size_t>(rows[k])] += std::abs(part);
        }
    }
    double most = 0;
    for (std::size_t i = 0; i < sum.size(); ++i)
        most = std::max(most, std::max(model.row_lower[i] - sum[i], sum[i] - model.row_upper[i]) / size[i]);
    return most;
}

FluxSolution solved(numerics::LpSolver& solver) {
    FluxSolution made;
    made.status = status_of(solver.solve());
    if (made.status != FluxStatus::optimal) return made;
    made.objective = solver.objective_value();
    made.status = std::abs(made.objective) <= nothing ? FluxStatus::zero_growth : FluxStatus::optimal;
    made.fluxes.assign(solver.values().begin(), solver.values().end());
    return made;
}

double coefficient_of(const domain::Reaction& reaction, std::int32_t metabolite) {
    for (const domain::Term& term : reaction.terms)
        if (term.index == metabolite) return term.coefficient;
    return 0;
}

/// Rows are multiples of the model's own: a dual times that multiple is the price in the metabolite's unit.
std::vector<double> shadow_prices(const FluxModel& model, const std::vector<double>& duals) {
    std::vector<double> made(model.network->metabolites.size(), 0);
    std::vector<bool> known(duals.size(), false);
    for (std::int32_t j = 0; j < model.reactions(); ++j) {
        const auto rows = model.stoichiometry.rows_of(j);
        const auto values = model.stoichiometry.values_of(j);
        for (std::size_t k = 0; k < rows.size(); ++k) {
            const std::int32_t metabolite = model.metabolite_of_row[at(rows[k])];
            if (metabolite < 0 || known[at(rows[k])]) continue;
            known[at(rows[k])] = true;
            made[at(metabolite)] = duals[at(rows[k])] *
                                   (values[k] / coefficient_of(model.network->reactions[at(j)], metabolite));
        }
    }
    return made;
}

/// The optimum by way of the compressed model, with the duals of all rows where they are asked for; nothing
/// where the model as given has to be asked.
std::optional<FluxSolution> balanced_on_small(const FluxModel& model, std::vector<double>* duals) {
    const CompressedModel small = compress(model);
    if (small.infeasible) return std::nullopt;
    numerics::LpSolver solver(linear_program(small));
    if (solver.solve() != numerics::LpStatus::optimal) return std::nullopt;
    FluxSolution made = solved_state(model, small, FluxStatus::optimal, solver.values());
    if (imbalance(model, made.fluxes) > balanced) return std::nullopt;
    if (duals) *duals = lifted_duals(model, small, {}, solver.row_duals());
    return made;
}

std::vector<double> reduced_costs(const FluxModel& model, const std::vector<double>& duals) {
    std::vector<double> made(at(model.reactions()), 0);
    for (const domain::Term& term : model.objective) made[at(term.index)] = term.coefficient;
    for (std::int32_t j = 0; j < model.reactions(); ++j) {
        const auto rows = model.stoichiometry.rows_of(j);
        const auto values = model.stoichiometry.values_of(j);
        double size = std::abs(made[at(j)]);
        for (std::size_t k = 0; k < rows.size(); ++k) {
            const double part = duals[at(rows[k])] * values[k];
            made[at(j)] -= part;
            size = std::max(size, std::abs(part));
        }
        if (std::abs(made[at(j)]) <= balanced * size) made[at(j)] = 0;
    }
    return made;
}

}  // namespace

std::string_view word(FluxStatus status) {
    switch (status) {
    case FluxStatus::optimal:
        return "optimal";
    case FluxStatus::infeasible:
        return "infeasible";
    case FluxStatus::unbounded:
        return "unbounded";
    case FluxStatus::zero_growth:
        return "zero_growth";
    case FluxStatus::solver_failure:
        return "solver_failure";
    }
    return "";
}

FluxStatus status_of(numerics::LpStatus status) {
    switch (status) {
    case numerics::LpStatus::optimal:
        return FluxStatus::optimal;
    case numerics::LpStatus::infeasible:
        return FluxStatus::infeasible;
    case numerics::LpStatus::unbounded:
        return FluxStatus::unbounded;
    case numerics::LpStatus::failure:
        break;
    }
    return FluxStatus::solver_failure;
}

FluxSolution flux_balance(const FluxModel& model) {
    if (auto found = balanced_on_small(model, nullptr)) return std::move(*found);
    // Without an optimum, or with one that is none too sharp, the model as given is asked.
    numerics::LpSolver solver(linear_program(model));
    return solved(solver);
}

PricedSolution priced_flux_balance(const FluxModel& model) {
    PricedSolution made;
    std::vector<double> duals;
    if (auto found = balanced_on_small(model, &duals)) {
        made.solution = std::move(*found);
    } else {
        numerics::LpSolver solver(linear_program(model));
        made.solution = solved(solver);
        if (made.solution.has_fluxes()) duals = solver.row_duals();
    }
    if (!made.solution.has_fluxes()) return made;
    made.prices.reduced_costs = reduced_costs(model, duals);
    made.prices.shadow_prices = shadow_prices(model, duals);
    return made;
}

}  // namespace strandline::strain
