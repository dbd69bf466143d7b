#pragma once

#include "check/chemical_formula.hpp"
#include "cost/cash_flow.hpp"

#include <strandline/formats/settings.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace strandline::process {

/// A number of the plant, by its place among the plant's figures.
struct Quantity {
    std::int32_t at = -1;
    bool stated() const { return at >= 0; }
};

/// What the figures are in one calculation: as the file states them, or drawn from their spreads.
class Values {
public:
    explicit Values(std::span<const double> values) : values_(values) {}
    double operator()(Quantity of) const { return values_[static_cast<std::size_t>(of.at)]; }
    double operator()(Quantity of, double otherwise) const { return of.stated() ? (*this)(of) : otherwise; }

private:
    std::span<const double> values_;
};

struct ProductPlan {
    std::string name, formula;
    Quantity titre;           // kg/m3 of the broth at harvest
    Quantity mass_per_batch;  // kg in the broth, instead of the titre
    Quantity price;           // $/kg
};

/// A part of the time that one batch holds a vessel.
struct BatchStep {
    std::string name;
    Quantity duration;          // h
    bool is_fermentation = false;  // stirred and aerated
};

struct FermentationPlan {
    Quantity vessels, vessel_volume, broth_volume;  // m3; the broth at harvest
    Quantity success;                               // share of the batches that are sold
    Quantity agitation_power, motor_efficiency;     // kW on the shaft of one vessel
    Quantity gas_flow;                              // m3/h at normal conditions (0 °C, 101325 Pa), one vessel
    Quantity gas_pressure, compressor_efficiency;   // bar, absolute, behind the compressor
    Quantity heat_per_oxygen;                       // kJ/mol
    std::vector<BatchStep> steps;
    formats::Figure oxygen_demand;                  // kg a batch, by a model or a scale-up; NaN: not stated
    Quantity oxygen;
};

/// From the inoculum on; the last one feeds the production vessels.
struct SeedStage {
    std::string name;
    Quantity volume, share_of_next;  // m3, or as a part of the next stage's
    Quantity vessels, turnaround;    // turnaround: all but growth, h
    Quantity duration;               // h; or by growth:
    Quantity growth_rate, lag;       // 1/h, h
};

struct UtilityUse {
    std::int32_t utility = -1;
    Quantity amount;  // a batch, in the unit of the utility
};

struct DownstreamStep {
    std::string name;
    Quantity recovery, duration, units;  // duration: h that a batch holds one unit, its cleaning included
    std::vector<UtilityUse> uses;
};

/// What is bought for each batch. Just one way of telling how much.
struct Material {
    std::string name;
    Quantity price;           // $/kg
    Quantity mass_per_batch;  // kg
    Quantity concentration;   // kg/m3 …
    Quantity volume;          // … of these m3, else of the broth
    std::string seed_stage;   // … or of this stage's volume
    std::int32_t stage = -1;
    Quantity mass_per_product;  // kg per kg of product in the broth
    std::string balance;        // as much as the mass balance says of this reactant
    std::int32_t reactant = -1;
    Quantity excess;            // more than that, by this part of it
};

/// A compound in the mass balance of one batch. Just one way of telling how much.
struct Compound {
    std::string name, formula;
    Elements elements;
    Quantity mass;           // kg
    Quantity concentration;  // kg/m3 of the broth
    Quantity yield;          // kg of a product per kg of the first substrate, of a substrate: kg of product per kg
    bool is_product = false;
    Place place;
};

struct BalancePlan {
    std::vector<Compound> consumed, made;  // the last consumed is the nitrogen source, of unknown amount
    bool fixes_carbon = false;             // carbon dioxide may be taken up
    Place place;
};

struct Utility {
    std::string name, unit;
    Quantity price, per_batch, per_year;
};

/// Utilities that the process itself asks for, by their place in Plant::utilities; -1: not bought.
struct ProcessUtilities {
    std::int32_t electricity = -1, cooling = -1, steam = -1, water = -1;
    Quantity steam_per_vessel_volume;  // kg/m3, sterilisation of the empty vessel
    Quantity medium_heating, heat_recovery, steam_heat;  // K, share, kJ/kg
    Quantity cleaning_water;                             // m3 per m3 of vessel
};

struct LabourPlan {
    Quantity operators, teams, wage;  // a shift, teams to fill each place round the year, $/a
    Quantity hours_per_batch, hourly_wage;
    Quantity supervision, overhead;  // shares of the wages, of wages and supervision
};

/// A cost stated as it is: a batch or a year, or a price times an amount.
struct StatedCost {
    std::string name;
    Quantity per_batch, per_year, price, amount, batches;  // batches: how many one piece lasts
    std::string unit;
    bool of_broth = false;
};

struct Equipment {
    std::string name, unit;
    Quantity base_cost, base_size, size, exponent, count, factor;
    std::int32_t base_year = -1;  // place in CapitalPlan::index
    bool installed = false;       // the base cost includes the installation
};

struct CapitalPlan {
    std::string index_name;
    std::vector<std::pair<std::int64_t, Quantity>> index;  // by year
    std::int32_t cost_year = -1;                           // place in index
    Quantity lang, indirect, contingency, depreciable_share;
    Quantity maintenance, insurance;  // of the fixed capital, a year
};

/// Figures that replace what the plant would give, and those of the cash flow.
struct FinancePlan {
    Quantity total_depreciable_capital, fixed_capital, variable_cost, fixed_cost, sales, production;
    Quantity working_capital, income_tax, years, depreciation_years, startup, startup_fixed, startup_variable,
        startup_sales, loan_fraction, loan_interest, loan_years, inflation, salvage, discount_rate;
    std::vector<double> construction{1};
    Depreciation depreciation = Depreciation::macrs;
    bool interest_accumulates = false;
    std::int64_t first_year = 0;
    Place place;
};

/// A plant as its file states it. Every number that is not a count is a figure with its source.
struct Plant {
    std::string title, currency, location;
    std::optional<std::int64_t> cost_year;
    std::vector<formats::Figure> figures;
    bool has_process = false;  // there are batches, not just a cash flow
    Quantity operating_time, campaigns, changeover;  // h, a year, h
    ProductPlan product;
    FermentationPlan fermentation;
    std::vector<SeedStage> seed;
    std::vector<DownstreamStep> downstream;
    std::optional<BalancePlan> balance;
    std::vector<Material> materials;
    std::vector<Utility> utilities;
    ProcessUtilities process_utilities;
    LabourPlan labour;
    std::vector<StatedCost> consumables, waste, quality, other;
    std::vector<Equipment> equipment;
    CapitalPlan capital;
    FinancePlan finance;

    std::vector<double> values() const;  // of the figures, as stated
};

/// From PLANT.toml, with all slips at once: docs/process/cost.md has its tables. "settings.…" of the reader,
/// "process.cost" for what contradicts itself, "process.source" where sources are required and missing.
Result<Plant> read_plant(formats::SettingsDocument& file);

}  // namespace strandline::process
