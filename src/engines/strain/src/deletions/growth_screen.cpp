#include "deletions/growth_screen.hpp"

#include "model/status.hpp"

#include <strandline/base/parallel.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::strain {
namespace {

constexpr double nothing = 1e-9;        // an optimum that is zero
constexpr double no_flux = 1e-11;       // far below any flux that is meant; more only costs linear programs
constexpr std::size_t block_size = 32;  // sets that share a solver, whatever the number of threads

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

}  // namespace

GrowthScreen::GrowthScreen(const CompressedModel& small) : small_(small), solver_(linear_program(small)) {
    unchanged_ = present_state(solver_, solver_.solve());
    base_ = solver_.basis();
}

ScreenedState GrowthScreen::present_state(numerics::LpSolver& solver, numerics::LpStatus status) const {
    ScreenedState made{{0, status_of(status)}, IndexSet(small_.columns()), {}};
    if (made.outcome.status == FluxStatus::optimal) {
        made.outcome.growth = solver.objective_value();
        if (std::abs(made.outcome.growth) <= nothing) made.outcome = {0, FluxStatus::zero_growth};
        for (std::int32_t j = 0; j < small_.columns(); ++j)
            if (std::abs(solver.value(j)) > no_flux) made.support.add(j);
        if (made.outcome.is_lethal()) made.duals = solver.row_duals();
    } else {
        for (std::int32_t j = 0; j < small_.columns(); ++j) made.support.add(j);
    }
    return made;
}

ScreenedState GrowthScreen::state_without(numerics::LpSolver& solver, const DeadSet& set) const {
    if (set.contradicts) return present_state(solver, numerics::LpStatus::infeasible);
    for (const std::int32_t column : set.columns) solver.set_bounds(column, 0, 0);
    solver.set_basis(base_);
    ScreenedState made = present_state(solver, solver.solve());
    for (const std::int32_t column : set.columns)
        solver.set_bounds(column, small_.lower[at(column)], small_.upper[at(column)]);
    return made;
}

std::vector<ScreenedState> GrowthScreen::states_without(std::span<const DeadSet> sets, Context& context) {
    std::vector<ScreenedState> made(sets.size());
    const std::size_t blocks = (sets.size() + block_size - 1) / block_size;
    parallel_for(blocks, context.threads(), [&](std::size_t block) {
        if (context.cancelled()) return;
        numerics::LpSolver solver(solver_);
        const std::size_t end = std::min(sets.size(), (block + 1) * block_size);
        for (std::size_t i = block * block_size; i < end; ++i) made[i] = state_without(solver, sets[i]);
    });
    linear_programs_ += sets.size();
    return made;
}

}  // namespace strandline::strain
