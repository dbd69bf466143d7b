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
struct FigureIndex {
    std::int32_t at = -1;
    bool stated() const { return at >= 0; }
};

/// What the figures are in one calculation: as the file states them, or drawn from their spreads.
class Values {
public:
    explicit Values(std::span<const double> values) : values_(values) {}
    double operator()(FigureIndex of) const { return values_[static_cast<std::size_t>(of.at)]; }
    double operator()(FigureIndex of, double otherwise) const {
        return of.stated() ? (*this)(of) : otherwise;
    }

private:
    std::span<const double> values_;
};

struct ProductPlan {
    std::string name, formula;
    FigureIndex titre;           // kg/m3 of the broth at harvest
    FigureIndex mass_per_batch;  // kg in the broth, instead of the titre
    FigureIndex price;           // $/kg
};

/// A part of the time that one batch holds a vessel.
struct BatchStep {
    std::string name;
    FigureIndex duration;          // h
    bool is_fermentation = false;  // stirred and aerated
};

struct FermentationPlan {
    FigureIndex vessels, vessel_volume, broth_volume;  // m3; the broth at harvest
    FigureIndex success;                               // share of the batches that are sold
    FigureIndex agitation_power, motor_efficiency;     // kW on the shaft of one vessel
    FigureIndex gas_flow;  // m3/h at normal conditions (0 °C, 101325 Pa), one vessel
    FigureIndex gas_pressure, compressor_efficiency;  // bar, absolute, behind the compressor
    FigureIndex heat_per_oxygen;                      // kJ/mol
    std::vector<BatchStep> steps;
    FigureIndex oxygen;  // kg a batch, by a model or a scale-up
};

/// From the inoculum on; the last one feeds the production vessels.
struct SeedStage {
    std::string name;
    FigureIndex volume, share_of_next;  // m3, or as a part of the next stage's
    FigureIndex vessels, turnaround;    // turnaround: all but growth, h
    FigureIndex duration;               // h; or by growth:
    FigureIndex growth_rate, lag;       // 1/h, h
};

struct UtilityUse {
    std::int32_t utility = -1;
    FigureIndex amount;  // a batch, in the unit of the utility
};

struct DownstreamStep {
    std::string name;
    FigureIndex recovery, duration, units;  // duration: h that a batch holds one unit, its cleaning included
    std::vector<UtilityUse> uses;
};

/// What is bought for each batch. Just one way of telling how much.
struct Material {
    std::string name;
    FigureIndex price;           // $/kg
    FigureIndex mass_per_batch;  // kg
    FigureIndex concentration;   // kg/m3 …
    FigureIndex volume;          // … of these m3, else of the broth
    std::string seed_stage;      // … or of this stage's volume
    std::int32_t stage = -1;
    FigureIndex mass_per_product;  // kg per kg of product in the broth
    std::string balance;           // as much as the mass balance says of this reactant
    std::int32_t reactant = -1;
    FigureIndex excess;  // more than that, by this part of it
};

/// A compound in the mass balance of one batch. Just one way of telling how much.
struct Compound {
    std::string name, formula;
    Elements elements;
    FigureIndex mass;           // kg
    FigureIndex concentration;  // kg/m3 of the broth
    FigureIndex yield;  // kg of a product per kg of the first substrate, of a substrate: kg of product per kg
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
    std::string standing;  // how the part that does not go with the batches is called
    FigureIndex price, per_batch, per_year;
};

/// Utilities that the process itself asks for, by their place in Plant::utilities; -1: not bought.
struct ProcessUtilities {
    std::int32_t electricity = -1, cooling = -1, steam = -1, water = -1;
    FigureIndex steam_per_vessel_volume;                    // kg/m3, sterilisation of the empty vessel
    FigureIndex medium_heating, heat_recovery, steam_heat;  // K, share, kJ/kg
    FigureIndex cleaning_water;                             // m3 per m3 of vessel
};

struct LabourPlan {
    FigureIndex operators, teams, wage;  // a shift, teams to fill each place round the year, $/a
    FigureIndex hours_per_batch, hourly_wage;
    FigureIndex supervision, overhead;  // shares of the wages, of wages and supervision
};

/// A cost stated as it is: a batch or a year, or a price times an amount.
struct StatedCost {
    std::string name;
    FigureIndex per_batch, per_year, price, amount, batches;  // batches: how many one piece lasts
    std::string unit;
    bool of_broth = false;
};

struct Equipment {
    std::string name, unit;
    FigureIndex base_cost, base_size, size, exponent, least_size, most_size, count, factor;
    std::int32_t base_year = -1;  // place in CapitalPlan::index
    bool installed = false;       // the base cost includes the installation
};

struct CapitalPlan {
    std::string index_name;
    std::vector<std::pair<std::int64_t, FigureIndex>> index;  // by year
    std::int32_t cost_year = -1;                              // place in index
    FigureIndex lang, indirect, contingency, depreciable_share;
    FigureIndex maintenance, insurance;  // of the fixed capital, a year
};

/// Figures that replace what the plant would give, and those of the cash flow.
struct FinancePlan {
    FigureIndex total_depreciable_capital, fixed_capital, variable_cost, fixed_cost, sales, production;
    FigureIndex working_capital, income_tax, years, depreciation_years, startup, startup_fixed,
        startup_variable, startup_sales, losses_offset, other_sales, inflation, salvage, discount_rate;
    FigureIndex loan_fraction, loan_interest, loan_years;
    /// The rest of the cash flow's settings: what is no figure.
    CashFlowInput settings;
    std::int64_t first_year = 0;
    Place place;
};

/// A plant as its file states it. Every number that is not a count is a figure with its source.
struct Plant {
    std::string title, currency, location;
    std::optional<std::int64_t> cost_year;
    std::vector<formats::Figure> figures;
    bool has_process = false;                           // there are batches, not just a cash flow
    FigureIndex operating_time, campaigns, changeover;  // h, a year, h
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
