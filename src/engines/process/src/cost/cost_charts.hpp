#pragma once

#include "cost/plant_costs.hpp"
#include "cost/plant_spread.hpp"

#include <strandline/base/chart.hpp>

#include <string>

namespace strandline::process {

/// The figure for people: steps and stages by their names instead of their numbers.
std::string figure_label(const Plant& plant, const formats::Figure& figure);

Chart breakdown_chart(const Plant& plant, const PlantCosts& costs);
Chart cash_flow_chart(const Plant& plant, const CashFlow& flow);
/// A row a stage, three batches.
Chart cycle_chart(const BatchCycle& cycle);
Chart tornado_chart(const Plant& plant, const PlantSpread& spread, PlantResult result,
                    const std::string& unit);
/// Draws by their results, in so many pieces of equal width; the outermost left out, which would leave the
/// rest a spike.
struct Histogram {
    std::vector<double> middle, percent;  // of all draws
};
Histogram histogram(const PlantSpread& spread, PlantResult result, std::size_t pieces);
Chart histogram_chart(const PlantSpread& spread, PlantResult result, const std::string& unit);

}  // namespace strandline::process
