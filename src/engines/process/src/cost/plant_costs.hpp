#pragma once

#include "cost/batch_cycle.hpp"
#include "cost/cash_flow.hpp"
#include "cost/mass_balance.hpp"
#include "cost/plant.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace strandline::process {

enum class CostGroup : std::uint8_t {
    media,
    utilities,
    labour,
    consumables,
    waste,
    quality,
    upkeep,  // maintenance, insurance, other yearly costs
    capital
};
inline constexpr std::size_t cost_groups = 8;
std::string_view name(CostGroup group);

/// One line of the plant's costs. Costs of the batch are paid for failed batches, too.
struct CostLine {
    CostGroup group = CostGroup::media;
    std::string_view name;
    double amount = 0;      // a batch, in `unit`; 0 where the cost is stated as it is
    std::string_view unit;  // "" without amount
    double per_year = 0;    // $
    bool variable = true;   // with the number of batches
};

struct EquipmentCost {
    std::string_view name;
    double purchased = 0, installed = 0;  // $ of the cost year, all pieces
    bool in_range = true;                 // of the sizes that its cost was made for
};

/// What the plant makes and costs, before the cash flow.
struct PlantCosts {
    std::optional<BatchCycle> cycle;
    std::optional<MassBalance> balance;
    double broth_product = 0, product = 0;  // kg a batch: in the broth, after all steps
    double production = 0;                  // kg a year; 0 where it is not known
    std::vector<CostLine> lines;
    std::vector<EquipmentCost> equipment;
    double cooling = 0;  // MJ a batch: metabolism and stirring
    CashFlowInput finance;
    /// $ a kg by group, capital as an annuity of the fixed and working capital at the discount rate; empty
    /// without production.
    std::array<double, cost_groups> per_kg{};
    double cost_per_kg = 0;
};

/// A pure function of the figures, so that the same plant can be calculated for many draws of them.
/// "process.balance", "process.cost".
Result<PlantCosts> plant_costs(const Plant& plant, const Values& values);

/// Of one kind of figure: how the parts above are made.
double compressor_work(double gas_flow, double pressure, double efficiency);
Result<std::vector<EquipmentCost>> equipment_costs(const Plant& plant, const Values& values);
/// Adds the lines of materials, utilities, labour, and of costs stated as they are.
void add_operating_costs(const Plant& plant, const Values& values, PlantCosts& costs);

}  // namespace strandline::process
