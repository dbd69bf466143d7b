#include <strandline/strain/variability.hpp>

#include "variability/range_search.hpp"

#include <strandline/strain/compression.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace strandline::strain {
namespace {

constexpr double relaxed = 1e-9;  // of the optimum
constexpr double nothing = 1e-9;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

FluxStatus flux_status(numerics::LpStatus status) {
    if (status == numerics::LpStatus::infeasible) return FluxStatus::infeasible;
    return status == numerics::LpStatus::unbounded ? FluxStatus::unbounded : FluxStatus::solver_failure;
}

/// The objective of the small model stays at `kept` or better; a single flux by its bound, else by a row.
void keep_objective(numerics::LpSolver& solver, const CompressedModel& small, double kept) {
    std::vector<std::int32_t> columns;
    std::vector<double> weights;
    for (std::int32_t j = 0; j < small.columns(); ++j)
        if (small.objective[at(j)] != 0) {
            columns.push_back(j);
            weights.push_back(small.objective[at(j)]);
        }
    if (columns.empty()) return;
    if (columns.size() > 1) {
        solver.add_row(columns, weights, small.maximise ? kept : -numerics::infinity,
                       small.maximise ? numerics::infinity : kept);
        return;
    }
    const double lower = solver.lower(columns[0]), upper = solver.upper(columns[0]),
                 bound = kept / weights[0];
    if (small.maximise == (weights[0] > 0))
        solver.set_bounds(columns[0], std::clamp(bound, lower, upper), upper);
    else
        solver.set_bounds(columns[0], lower, std::clamp(bound, lower, upper));
}

FluxRange of_reaction(const CompressedModel::Share& share, const FluxRange& column) {
    double low = share.ratio * column.minimum + 0.0, high = share.ratio * column.maximum + 0.0;
    if (share.ratio < 0) std::swap(low, high);
    return {low, high};
}

}  // namespace

double kept_objective(double optimum, bool maximise, double fraction) {
    const double slack = std::max(1 - fraction, relaxed) * std::abs(optimum);
    return maximise ? optimum - slack : optimum + slack;
}

Result<Variability> flux_variability(const FluxModel& model, const VariabilityOptions& options,
                                     Context& context) {
    Variability made;
    made.reactions = options.reactions;
    if (made.reactions.empty()) {
        made.reactions.resize(at(model.reactions()));
        std::iota(made.reactions.begin(), made.reactions.end(), 0);
    }
    const CompressedModel small = compress(model);
    made.status = FluxStatus::infeasible;
    if (small.infeasible) return made;
    numerics::LpSolver solver(linear_program(small));
    made.linear_programs = 1;
    if (const numerics::LpStatus status = solver.solve(); status != numerics::LpStatus::optimal) {
        made.status = flux_status(status);
        if (made.status != FluxStatus::solver_failure) return made;
        return fail(Error::fault("strain.solver", "the solver found no optimum of the objective"));
    }
    made.objective = solver.objective_value();
    made.status = std::abs(made.objective) <= nothing ? FluxStatus::zero_growth : FluxStatus::optimal;
    keep_objective(solver, small, kept_objective(made.objective, model.maximise, options.fraction));
    if (solver.solve() != numerics::LpStatus::optimal)
        return fail(Error::fault("strain.solver", "the solver lost the optimum that it had"));
    const std::vector<std::int32_t> columns = columns_of(small, made.reactions);
    RangeSearch search(std::move(solver));
    STRANDLINE_TRY(const std::vector<FluxRange> ranges, search.ranges(columns, context));
    made.linear_programs += 1 + search.linear_programs();
    for (const std::int32_t reaction : made.reactions) {
        const CompressedModel::Share& share = small.share[at(reaction)];
        if (share.column < 0) {
            made.ranges.push_back({0, 0});
            continue;
        }
        const auto place = std::ranges::lower_bound(columns, share.column) - columns.begin();
        made.ranges.push_back(of_reaction(share, ranges[static_cast<std::size_t>(place)]));
    }
    return made;
}

}  // namespace strandline::strain
