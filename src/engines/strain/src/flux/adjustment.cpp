#include <strandline/strain/adjustment.hpp>

#include "flux/convex_costs.hpp"
#include "flux/solved_state.hpp"
#include "model/status.hpp"

#include <strandline/numerics/quadratic_program.hpp>

#include <cmath>

namespace strandline::strain {
namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

FluxStatus feasibility(const CompressedModel& small) {
    if (small.infeasible) return FluxStatus::infeasible;
    numerics::LpSolver solver(linear_program(small));
    solver.clear_objective();
    return status_of(solver.solve());
}

/// Members of a column are multiples of it: their squares add up to one parabola.
numerics::QuadraticProgram squares(const CompressedModel& small, std::span<const double> reference) {
    numerics::QuadraticProgram program;
    program.matrix = small.matrix;
    program.lower = small.lower;
    program.upper = small.upper;
    program.row_lower = small.row_lower;
    program.row_upper = small.row_upper;
    program.slope.assign(at(small.columns()), 0);
    program.curvature.assign(at(small.columns()), 0);
    for (std::size_t j = 0; j < small.share.size(); ++j) {
        const CompressedModel::Share& share = small.share[j];
        if (share.column < 0) continue;
        program.curvature[at(share.column)] += 2 * share.ratio * share.ratio;
        program.slope[at(share.column)] -= 2 * share.ratio * reference[j];
    }
    return program;
}

}  // namespace

Adjustment minimise_adjustment(const FluxModel& mutant, std::span<const double> reference) {
    const CompressedModel small = compress(mutant);
    Adjustment made;
    FluxStatus status = feasibility(small);
    std::vector<double> columns;
    if (status == FluxStatus::optimal) {
        numerics::QuadraticSolution found = numerics::solve_quadratic(squares(small, reference));
        if (found.status == numerics::QuadraticStatus::optimal)
            columns = std::move(found.values);
        else
            status = FluxStatus::solver_failure;
    }
    made.state = solved_state(mutant, small, status, columns);
    for (std::size_t j = 0; j < made.state.fluxes.size(); ++j)
        made.distance += std::pow(made.state.fluxes[j] - reference[j], 2);
    return made;
}

Adjustment minimise_linear_adjustment(const FluxModel& mutant, std::span<const double> reference) {
    const CompressedModel small = compress(mutant);
    double constant = 0;
    CheapestStates states(small, distance_costs(small, reference, constant));
    const CheapestState found = states.cheapest();
    Adjustment made;
    made.state = solved_state(mutant, small, found.status, found.columns);
    for (std::size_t j = 0; j < made.state.fluxes.size(); ++j)
        made.distance += std::abs(made.state.fluxes[j] - reference[j]);
    return made;
}

Adjustment minimise_linear_regulation(const FluxModel& mutant, std::span<const double> reference) {
    const CompressedModel small = compress(mutant);
    // The part of the way to a bound; a reference beyond its bound has gone all of it.
    const auto part = [](double way, double whole) { return whole > 0 ? way / whole : 0.0; };
    ConvexCosts costs(at(small.columns()));
    for (std::size_t j = 0; j < small.share.size(); ++j) {
        const CompressedModel::Share& share = small.share[j];
        if (share.column < 0) continue;
        double below = part(1, reference[j] - mutant.lower[j]),
               above = part(1, mutant.upper[j] - reference[j]);
        if (share.ratio < 0) std::swap(below, above);
        const double unit = std::abs(share.ratio);
        costs[at(share.column)].push_back({reference[j] / share.ratio, below * unit, above * unit});
    }
    CheapestStates states(small, costs);
    const CheapestState found = states.cheapest();
    Adjustment made;
    made.state = solved_state(mutant, small, found.status, found.columns);
    for (std::size_t j = 0; j < made.state.fluxes.size(); ++j) {
        const double change = made.state.fluxes[j] - reference[j];
        made.distance += change > 0 ? part(change, mutant.upper[j] - reference[j])
                                    : part(-change, reference[j] - mutant.lower[j]);
    }
    return made;
}

}  // namespace strandline::strain
