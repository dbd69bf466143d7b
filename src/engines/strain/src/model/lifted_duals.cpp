#include "model/lifted_duals.hpp"

#include "model/merged_bounds.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace strandline::strain {
namespace {

constexpr double numeric_dust = 1e-13;  // of the sizes that cancelled

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// The most that a flux within bounds gains at this reduced cost.
double gain(double cost, const FluxBounds& bounds) {
    return cost == 0 ? 0 : cost * (cost > 0 ? bounds.upper : bounds.lower);
}

}  // namespace

std::vector<double> lifted_duals(const FluxModel& model, const CompressedModel& small,
                                 std::span<const std::int32_t> dead, std::span<const double> duals) {
    std::vector<double> y(at(model.rows()), 0);
    for (std::size_t i = 0; i < duals.size(); ++i) y[at(small.full_row[i])] = duals[i];
    std::vector<double> cost(at(model.reactions()), 0);  // of columns as merges name them
    for (std::int32_t j = 0; j < small.columns(); ++j) {
        double& sum = cost[at(small.first_reaction[at(j)])];
        sum = small.objective[at(j)];
        const auto rows = small.matrix.rows_of(j);
        const auto values = small.matrix.values_of(j);
        for (std::size_t k = 0; k < rows.size(); ++k) sum -= values[k] * duals[at(rows[k])];
    }
    const auto bounds = bounds_before(model, small, dead);
    for (std::size_t s = small.merges.size(); s-- > 0;) {
        const CompressedModel::Merge& step = small.merges[s];
        double gone = step.gone_objective;  // its reduced cost but for this row
        for (const domain::Term& entry : step.gone_entries) gone -= entry.coefficient * y[at(entry.index)];
        if (step.row < 0) {
            cost[at(step.gone)] = gone;
            continue;
        }
        double& dual = y[at(step.row)];
        dual = gone / step.gone_entry;
        cost[at(step.gone)] = 0;
        if (step.kept < 0) continue;
        const double both = cost[at(step.kept)];
        if (gain(both, bounds[s].first) <= gain(both, scaled(bounds[s].second, step.ratio))) continue;
        dual = (both - step.ratio * gone) / step.kept_entry;
        cost[at(step.kept)] = 0;
        cost[at(step.gone)] = both / step.ratio;
    }
    return y;
}

double objective_bound(const FluxModel& model, std::span<const std::int32_t> dead,
                       std::span<const double> duals) {
    std::vector<double> cost(at(model.reactions()), 0);
    for (const domain::Term& term : model.objective) cost[at(term.index)] = term.coefficient;
    double bound = 0;
    for (std::int32_t i = 0; i < model.rows(); ++i)
        bound += gain(duals[at(i)], {model.row_lower[at(i)], model.row_upper[at(i)]});
    for (std::int32_t j = 0; j < model.reactions(); ++j) {
        if (std::ranges::binary_search(dead, j)) continue;
        const auto rows = model.stoichiometry.rows_of(j);
        const auto values = model.stoichiometry.values_of(j);
        double reduced = cost[at(j)], size = std::abs(reduced);
        for (std::size_t k = 0; k < rows.size(); ++k) {
            const double part = values[k] * duals[at(rows[k])];
            reduced -= part;
            size += std::abs(part);
        }
        if (std::abs(reduced) > numeric_dust * size)
            bound += gain(reduced, {model.lower[at(j)], model.upper[at(j)]});
    }
    return bound;
}

}  // namespace strandline::strain
