#include "cost/plant_reader.hpp"

#include <strandline/base/units.hpp>

#include <charconv>
#include <cmath>

namespace strandline::process {
namespace {

using formats::fraction;
using formats::not_negative;
using formats::positive;
using formats::SettingsTable;

void read_index(PlantReader& reader, const SettingsTable& table) {
    CapitalPlan& plan = reader.plant().capital;
    const auto index = table.table_if("index");
    if (!index) return;
    plan.index_name = index->text("name");
    const auto years = index->table("years");
    for (const std::string& key : years.names()) {
        std::int64_t year = 0;
        const auto [end, slip] = std::from_chars(key.data(), key.data() + key.size(), year);
        if (slip != std::errc() || end != key.data() + key.size())
            years.refuse(Error::input("process.cost", "'{}' is no year", printable(key))
                             .at(years.place(key))
                             .expected("such as 2019 = 607.5"));
        plan.index.emplace_back(year, reader.need(years, key, "1", positive));
    }
}

/// The place of a year in the index, or an error with the years that are there.
std::int32_t place_of_year(const SettingsTable& table, std::string_view entry, std::int64_t year,
                           const CapitalPlan& plan) {
    std::vector<std::string> years;
    for (const auto& [known, value] : plan.index) {
        if (known == year) return static_cast<std::int32_t>(years.size());
        years.push_back(format("{}", known));
    }
    table.refuse(Error::input("process.cost", "the cost index has no value for {}", year)
                     .at(table.place(entry))
                     .expected("{}", years.empty() ? std::string("values by year in [capital.index.years]")
                                                   : join(years, ", "))
                     .mend("add the index of {} to [capital.index.years]", year));
    return -1;
}

std::string size_unit(const SettingsTable& table) {
    const std::string unit = table.text("unit");
    if (unit.empty() || Unit::parse(unit)) return unit.empty() ? "1" : unit;
    table.refuse(Error::input("process.cost", "'{}' is no unit", printable(unit))
                     .at(table.place("unit"))
                     .expected("the unit of the size: m3, m2, kW"));
    return "1";
}

void read_equipment(PlantReader& reader, const SettingsTable& root, bool needs_lang) {
    Plant& plant = reader.plant();
    for (const auto& [name, table] : root.named_tables("equipment")) {
        Equipment made;
        made.name = name;
        made.base_cost = reader.need(table, "base_cost", "$", not_negative);
        made.base_year = place_of_year(table, "year", table.integer("year", 1900, 2200), plant.capital);
        if (table.has("size")) {
            made.unit = size_unit(table);
            made.size = reader.need(table, "size", made.unit, positive);
            made.base_size = reader.need(table, "base_size", made.unit, positive);
            made.exponent = reader.otherwise(table, "exponent", "1", 0.6, "six-tenths rule, Williams 1947",
                                             {.least = 0, .most = 2});
        }
        made.count = reader.whole(table, "count", 1, 10000);
        made.installed = table.flag_or("installed", false);
        made.factor = reader.perhaps(table, "factor", "1", {.least = 1});
        if (made.installed && made.factor.stated())
            table.refuse(Error::input("process.cost", "{} is installed and has a factor", table.path())
                             .at(table.place("factor"))
                             .expected("installed = true, or the factor from delivered to installed"));
        if (!made.installed && !made.factor.stated() && !needs_lang)
            table.refuse(Error::input("process.cost", "the installation of {} is not stated", table.path())
                             .expected("installed = true, factor, or lang_factor in [capital]"));
        plant.equipment.push_back(std::move(made));
    }
}

}  // namespace

void read_capital(PlantReader& reader, const SettingsTable& root) {
    Plant& plant = reader.plant();
    const auto table = root.table_if("capital");
    const bool has_equipment = root.has("equipment");
    if (table) {
        CapitalPlan& plan = plant.capital;
        read_index(reader, *table);
        plan.lang = reader.perhaps(*table, "lang_factor", "1", {.least = 1});
        plan.indirect = reader.perhaps(*table, "indirect", "1", not_negative);
        plan.contingency = reader.perhaps(*table, "contingency", "1", not_negative);
        plan.depreciable_share =
            reader.otherwise(*table, "depreciable_share", "1", 1, "all of the fixed capital",
                             {.least = 0, .most = 1, .above_least = true});
        plan.maintenance = reader.perhaps(*table, "maintenance", "1", not_negative);
        plan.insurance = reader.perhaps(*table, "insurance_and_taxes", "1", not_negative);
    }
    if (!has_equipment) return;
    if (!plant.cost_year)
        root.refuse(Error::input("process.cost", "the year of the money is not stated")
                        .expected("cost_year = 2019 at the top of the file: the year to which the cost index "
                                  "brings the equipment"));
    else
        plant.capital.cost_year = place_of_year(root, "cost_year", *plant.cost_year, plant.capital);
    read_equipment(reader, root, plant.capital.lang.stated());
}

namespace {

void read_construction(const SettingsTable& table, FinancePlan& plan) {
    if (!table.has("construction")) return;
    plan.construction = table.quantities("construction", "1", fraction);
    double sum = 0;
    for (const double share : plan.construction) sum += share;
    if (std::isfinite(sum) && std::fabs(sum - 1) > 1e-9)
        table.refuse(Error::input("process.cost", "the shares of construction sum to {}", sum)
                         .at(table.place("construction"))
                         .expected("1: the share of the fixed capital spent in each year"));
}

Depreciation depreciation_of(const SettingsTable& table) {
    const std::string word = table.choice_or(
        "depreciation", "macrs", {"macrs", "straight_line", "double_declining", "sum_of_years"});
    if (word == "straight_line") return Depreciation::straight_line;
    if (word == "double_declining") return Depreciation::double_declining;
    if (word == "sum_of_years") return Depreciation::sum_of_years;
    return Depreciation::macrs;
}

void read_loan(PlantReader& reader, const SettingsTable& root, FinancePlan& plan) {
    const auto table = root.table_if("loan");
    if (!table) return;
    plan.loan_fraction = reader.need(*table, "fraction", "1", fraction);
    plan.loan_interest = reader.need(*table, "interest", "1", not_negative);
    plan.loan_years = reader.whole(*table, "years", 1, 100);
    if (!plan.loan_years.stated())
        table->refuse(Error::input("settings.missing", "{}.years is missing", table->path())
                          .expected("years = 10: of payments"));
    plan.interest_accumulates =
        table->choice_or("interest_during_construction", "paid", {"paid", "accumulated"}) == "accumulated";
}

/// What the cash flow needs and no other table gives.
void demand_totals(const Plant& plant, const SettingsTable& table) {
    const FinancePlan& plan = plant.finance;
    const auto missing = [&](std::string_view name, std::string_view how) {
        table.refuse(Error::input("process.cost", "finance.{} is not known", name)
                         .expected("{} = \"… {}\" in [finance]{}", name, plant.currency, how));
    };
    if (plant.equipment.empty() && !plan.fixed_capital.stated())
        missing("fixed_capital", ", or [equipment] with [capital]");
    if (!plant.has_process && !plan.variable_cost.stated())
        missing("variable_operating_cost", ", or a process: [plant], [product], [fermentation]");
    if (!plant.has_process && !plan.fixed_cost.stated())
        missing("fixed_operating_cost", ", or a process: [plant], [product], [fermentation]");
    if (plant.has_process && plan.production.stated())
        table.refuse(Error::input("process.cost", "finance.production is stated beside a process")
                         .at(table.place("production"))
                         .expected("it without [product] and [fermentation], which give the production"));
    if (!plant.product.price.stated() && !plan.sales.stated())
        missing("sales", ", or the price in [product]");
}

void read_totals(PlantReader& reader, const SettingsTable& table, FinancePlan& plan) {
    plan.total_depreciable_capital = reader.perhaps(table, "total_depreciable_capital", "$", not_negative);
    plan.fixed_capital = reader.perhaps(table, "fixed_capital", "$", not_negative);
    plan.variable_cost = reader.perhaps(table, "variable_operating_cost", "$/a", not_negative);
    plan.fixed_cost = reader.perhaps(table, "fixed_operating_cost", "$/a", not_negative);
    plan.sales = reader.perhaps(table, "sales", "$/a", not_negative);
    plan.production = reader.perhaps(table, "production", "kg/a", positive);
}

}  // namespace

void read_finance(PlantReader& reader, const SettingsTable& root) {
    Plant& plant = reader.plant();
    const SettingsTable table = root.table("finance");
    FinancePlan& plan = plant.finance;
    plan.place = table.place();
    read_totals(reader, table, plan);
    read_construction(table, plan);
    table.text_or("construction_source", "");
    plan.working_capital = reader.perhaps(table, "working_capital", "1", not_negative);
    plan.income_tax = reader.need(table, "income_tax", "1", {.least = 0, .most = 1});
    plan.years = reader.whole(table, "years", 1, 200);
    if (!plan.years.stated())
        table.refuse(Error::input("settings.missing", "finance.years is missing")
                         .expected("years = 20: of operation"));
    plan.discount_rate = reader.need(table, "discount_rate", "1", {.least = -0.99, .most = 10});
    plan.depreciation = depreciation_of(table);
    plan.depreciation_years = reader.whole(table, "depreciation_years", 1, 100);
    plan.startup = reader.perhaps(table, "startup", "mo", not_negative);
    plan.startup_fixed = reader.perhaps(table, "startup_fixed_share", "1", not_negative);
    plan.startup_variable = reader.perhaps(table, "startup_variable_share", "1", not_negative);
    plan.startup_sales = reader.perhaps(table, "startup_sales_share", "1", not_negative);
    plan.inflation = reader.perhaps(table, "inflation", "1", {.least = -0.5, .most = 10});
    plan.salvage = reader.perhaps(table, "salvage", "$", not_negative);
    plan.first_year = table.integer_or("first_year", 0, -1000, 3000);
    read_loan(reader, table, plan);
    demand_totals(plant, table);
}

}  // namespace strandline::process
