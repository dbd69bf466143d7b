#include "model/lifted_basis.hpp"

#include "model/merged_bounds.hpp"

#include <tuple>
#include <utility>

namespace strandline::strain {
namespace {

using numerics::Rest;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// Where both columns of a merge rest when the one they became rests somewhere: the tighter bound holds, and
/// the other column follows from the row.
std::pair<Rest, Rest> rests_before(Rest both, const FluxBounds& kept, const FluxBounds& gone, double ratio) {
    const FluxBounds other = scaled(gone, ratio);
    switch (both) {
    case Rest::basic:
        return {Rest::basic, Rest::basic};
    case Rest::free:
        break;
    case Rest::lower:
        if (kept.lower >= other.lower) return {Rest::lower, Rest::basic};
        return {Rest::basic, ratio > 0 ? Rest::lower : Rest::upper};
    case Rest::upper:
        if (kept.upper <= other.upper) return {Rest::upper, Rest::basic};
        return {Rest::basic, ratio > 0 ? Rest::upper : Rest::lower};
    }
    return {Rest::free, Rest::basic};
}

}  // namespace

numerics::Basis lifted_basis(const FluxModel& model, const CompressedModel& small,
                             const numerics::LpSolver& solved) {
    std::vector<Rest> columns(at(model.reactions()), Rest::lower), rows(at(model.rows()), Rest::basic);
    const std::vector<Rest> small_columns = solved.column_rests(), small_rows = solved.row_rests();
    for (std::size_t j = 0; j < small_columns.size(); ++j)
        columns[at(small.first_reaction[j])] = small_columns[j];
    for (std::size_t i = 0; i < small.full_row.size(); ++i) rows[at(small.full_row[i])] = small_rows[i];
    const auto bounds = bounds_before(model, small, {});
    for (std::size_t s = small.merges.size(); s-- > 0;) {
        const CompressedModel::Merge& step = small.merges[s];
        if (step.row < 0) continue;
        rows[at(step.row)] = Rest::lower;
        Rest& gone = columns[at(step.gone)];
        gone = Rest::basic;
        if (step.kept < 0) continue;
        Rest& kept = columns[at(step.kept)];
        std::tie(kept, gone) = rests_before(kept, bounds[s].first, bounds[s].second, step.ratio);
    }
    return numerics::basis_of(columns, rows);
}

numerics::LpSolver started_solver(const FluxModel& model) {
    numerics::LpSolver full(linear_program(model));
    const CompressedModel small = compress(model);
    if (small.infeasible) return full;
    numerics::LpSolver solver(linear_program(small));
    if (solver.solve() == numerics::LpStatus::optimal) full.set_basis(lifted_basis(model, small, solver));
    return full;
}

}  // namespace strandline::strain
