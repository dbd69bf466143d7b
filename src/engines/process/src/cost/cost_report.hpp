#pragma once

#include "cost/plant_costs.hpp"
#include "cost/plant_spread.hpp"

#include <strandline/base/file.hpp>
#include <strandline/base/json.hpp>

#include <optional>
#include <string>

namespace strandline::process {

/// A plant calculated from its figures as stated.
struct PlantEconomics {
    PlantCosts costs;
    CashFlow flow;
    /// $/kg, or $ of sales a year where no production is known; none where no price breaks even.
    std::optional<double> minimum_selling_price;
    std::string no_rate, no_price;  // in words, where there is none
};

/// All of process.cost-json/1.
Json cost_json(const Plant& plant, const PlantEconomics& made, const PlantSpread& spread);
Json balance_json(const MassBalance& balance, const Plant& plant);
Json cycle_json(const BatchCycle& cycle, const PlantCosts& costs);

Result<void> write_cash_flow(const Plant& plant, const CashFlow& flow, Sink& sink);
Result<void> write_breakdown(const Plant& plant, const PlantCosts& costs, Sink& sink);
Result<void> write_spread(const Plant& plant, const PlantSpread& spread, Sink& sink);

/// The page: headline figures, costs, cash flow, cycle, balance, spread, every figure with its source.
std::string cost_page(const Plant& plant, const PlantEconomics& made, const PlantSpread& spread);

/// How a result's unit is written in this plant's money: "USD/kg".
std::string unit_of_price(const Plant& plant, const PlantCosts& costs);

/// Of ten significant digits: more are not meant.
double told(double value);

}  // namespace strandline::process
