#include <strandline/strain/sampling.hpp>

#include "flux/column_ranges.hpp"
#include "sampling/walk.hpp"

#include <strandline/base/parallel.hpp>
#include <strandline/strain/compression.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::strain {
namespace {

constexpr double fixed_width = 1e-8;  // of the flux, at least of 1
constexpr double holds = 1e-7;        // of a bound or of the sizes in a row, at least of 1
constexpr std::int64_t warm_up = 10;  // samples' worth of steps that are thrown away first

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// Adds a column for each row with a range, which then is an equation.
void make_equations(CompressedModel& small) {
    for (std::int32_t i = 0; i < small.matrix.rows; ++i) {
        double& low = small.row_lower[at(i)];
        double& high = small.row_upper[at(i)];
        if (low == high) continue;
        small.matrix.add(i, -1);
        small.matrix.end_column();
        small.lower.push_back(low);
        small.upper.push_back(high);
        small.objective.push_back(0);
        small.members.emplace_back();
        low = high = 0;
    }
}

/// The compressed model of all states with at least `fraction` of the optimum.
FluxStatus near_optimum(FluxModel& model, double fraction) {
    const FluxSolution best = flux_balance(model);
    if (!best.has_fluxes()) return best.status;
    const double slack = (1 - fraction) * std::abs(best.objective);
    numerics::SparseColumns matrix;
    matrix.rows = model.rows() + 1;
    std::vector<double> weight(at(model.reactions()), 0);
    for (const domain::Term& term : model.objective) weight[at(term.index)] = term.coefficient;
    for (std::int32_t j = 0; j < model.reactions(); ++j) {
        const auto row = model.stoichiometry.rows_of(j);
        for (std::size_t k = 0; k < row.size(); ++k) matrix.add(row[k], model.stoichiometry.values_of(j)[k]);
        if (weight[at(j)] != 0) matrix.add(model.rows(), weight[at(j)]);
        matrix.end_column();
    }
    model.stoichiometry = std::move(matrix);
    model.metabolite_of_row.push_back(-1);
    model.row_lower.push_back(model.maximise ? best.objective - slack : -numerics::infinity);
    model.row_upper.push_back(model.maximise ? numerics::infinity : best.objective + slack);
    return FluxStatus::optimal;
}

/// Puts what rounding left beyond a bound on it; false where bounds or rows do not hold.
bool is_state(const FluxModel& model, std::vector<double>& fluxes) {
    std::vector<double> sum(at(model.rows()), 0), size(at(model.rows()), 1);
    for (std::int32_t j = 0; j < model.reactions(); ++j) {
        double& flux = fluxes[at(j)];
        const double held = std::clamp(flux, model.lower[at(j)], model.upper[at(j)]);
        if (std::abs(flux - held) > holds * std::max(1.0, std::abs(held))) return false;
        flux = held;
        const auto row = model.stoichiometry.rows_of(j);
        for (std::size_t k = 0; k < row.size(); ++k) {
            const double part = model.stoichiometry.values_of(j)[k] * flux;
            sum[at(row[k])] += part;
            size[at(row[k])] = std::max(size[at(row[k])], std::abs(part));
        }
    }
    for (std::size_t i = 0; i < sum.size(); ++i)
        if (sum[i] < model.row_lower[i] - holds * size[i] || sum[i] > model.row_upper[i] + holds * size[i])
            return false;
    return true;
}

}  // namespace

Result<FluxSamples> sample_fluxes(const FluxModel& given, const SamplingRequest& request, Context& context) {
    FluxSamples made;
    FluxModel model = given;
    if (request.fraction > 0)
        if (made.status = near_optimum(model, request.fraction);
            made.status != FluxStatus::optimal && made.status != FluxStatus::zero_growth)
            return made;
    CompressedModel small = compress(model);
    make_equations(small);
    const ColumnRanges ranges = column_ranges(small, context);
    made.status = ranges.status;
    if (made.status != FluxStatus::optimal || context.cancelled()) return made;
    std::vector<bool> is_fixed;
    for (std::size_t k = 0; k < ranges.least.size(); ++k) {
        const double width = ranges.most[k] - ranges.least[k];
        if (std::isinf(width)) {
            made.status = FluxStatus::unbounded;
            return made;
        }
        is_fixed.push_back(width <= fixed_width * std::max(1.0, std::abs(ranges.mean[k])));
    }
    const numerics::RoundedPolytope polytope =
        numerics::round_polytope(small.matrix, small.row_lower, small.lower, small.upper, ranges.mean,
                                 is_fixed, ranges.least, ranges.most);
    made.dimension = polytope.dimension();
    made.rounded = polytope.converged;
    made.thinning = request.thinning > 0 ? request.thinning
                                         : std::max<std::int64_t>(
                                               1, static_cast<std::int64_t>(made.dimension) * made.dimension);
    made.samples.resize(at(request.samples));
    const auto chains = at(std::min(request.chains, request.samples));
    std::vector<char> chain_holds(chains, 1);
    parallel_for(chains, context.threads(), [&](std::size_t chain) {
        Walk walk(polytope, context.seed(), chain);
        walk.advance(warm_up * made.thinning);
        const std::size_t first = made.samples.size() * chain / chains;
        const std::size_t end = made.samples.size() * (chain + 1) / chains;
        for (std::size_t s = first; s < end; ++s) {
            if (context.cancelled()) return;
            walk.advance(made.thinning);
            made.samples[s] = expand(small, walk.point());
            if (!is_state(model, made.samples[s])) chain_holds[chain] = 0;
        }
    });
    if (std::ranges::find(chain_holds, 0) != chain_holds.end() && !context.cancelled())
        return fail(Error::fault("strain.sample", "a sample does not fulfil the model within {}", holds));
    return made;
}

}  // namespace strandline::strain
