#include "deletions/feasible_states.hpp"

#include <algorithm>

namespace strandline::strain {
namespace {

constexpr double no_flux = 1e-11;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// Column 2j is the forward part of flux j, 2j + 1 the backward part; the sum of all is least.
numerics::LinearProgram least_flux_program(const CompressedModel& small) {
    numerics::LinearProgram made;
    made.matrix.rows = small.matrix.rows;
    for (std::int32_t j = 0; j < small.columns(); ++j) {
        const auto rows = small.matrix.rows_of(j);
        const auto values = small.matrix.values_of(j);
        for (const double sign : {1.0, -1.0}) {
            for (std::size_t k = 0; k < rows.size(); ++k) made.matrix.add(rows[k], sign * values[k]);
            made.matrix.end_column();
        }
        const double lower = small.lower[at(j)], upper = small.upper[at(j)];
        made.lower.push_back(std::max(0.0, lower));
        made.upper.push_back(std::max(0.0, upper));
        made.lower.push_back(std::max(0.0, -upper));
        made.upper.push_back(std::max(0.0, -lower));
    }
    made.row_lower = small.row_lower;
    made.row_upper = small.row_upper;
    made.objective.assign(made.lower.size(), 1.0);
    made.maximise = false;
    return made;
}

}  // namespace

FeasibleStates::FeasibleStates(const CompressedModel& small)
    : small_(small), solver_(least_flux_program(small)) {
    solver_.solve();
    base_ = solver_.basis();
}

void FeasibleStates::close(std::span<const std::int32_t> columns) {
    for (const std::int32_t j : columns) {
        solver_.set_bounds(2 * j, 0, 0);
        solver_.set_bounds(2 * j + 1, 0, 0);
    }
}

void FeasibleStates::open(std::span<const std::int32_t> columns) {
    for (const std::int32_t j : columns) {
        const double lower = small_.lower[at(j)], upper = small_.upper[at(j)];
        solver_.set_bounds(2 * j, std::max(0.0, lower), std::max(0.0, upper));
        solver_.set_bounds(2 * j + 1, std::max(0.0, -upper), std::max(0.0, -lower));
    }
}

Result<bool> FeasibleStates::without(std::span<const std::int32_t> columns) {
    for (const IndexSet& support : supports_)
        if (!support.has_any(columns)) return true;
    close(columns);
    solver_.set_basis(base_);
    const numerics::LpStatus status = solver_.solve();
    open(columns);
    ++linear_programs_;
    if (status == numerics::LpStatus::infeasible) return false;
    if (status != numerics::LpStatus::optimal)
        return fail(
            Error::fault("strain.solver", "the solver found no answer to whether a steady state is left"));
    IndexSet support(small_.columns());
    for (std::int32_t j = 0; j < small_.columns(); ++j)
        if (solver_.value(2 * j) > no_flux || solver_.value(2 * j + 1) > no_flux) support.add(j);
    supports_.push_back(std::move(support));
    return true;
}

}  // namespace strandline::strain
