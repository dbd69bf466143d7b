#include "cost/plant_reader.hpp"

#include <cmath>

namespace strandline::process {

using formats::fraction;
using formats::not_negative;
using formats::positive;
using formats::SettingsTable;

namespace {

void read_construction(const SettingsTable& table, FinancePlan& plan) {
    if (!table.has("construction")) return;
    plan.settings.construction = table.quantities("construction", "1", fraction);
    double sum = 0;
    for (const double share : plan.settings.construction) sum += share;
    if (std::isfinite(sum) && std::fabs(sum - 1) > 1e-9)
        table.refuse(Error::input("process.cost", "the shares of construction sum to {}", sum)
                         .at(table.place("construction"))
                         .expected("1: the share of the fixed capital spent in each year"));
}

void read_depreciation(const SettingsTable& table, CashFlowInput& settings) {
    const std::string word = table.choice_or("depreciation", "macrs",
                                             {"macrs", "straight_line", "double_declining", "sum_of_years"});
    settings.depreciation = word == "straight_line"      ? Depreciation::straight_line
                            : word == "double_declining" ? Depreciation::double_declining
                            : word == "sum_of_years"     ? Depreciation::sum_of_years
                                                         : Depreciation::macrs;
    settings.switches_to_straight_line = table.flag_or("switches_to_straight_line", true);
    settings.depreciates_to_salvage = table.flag_or("depreciates_to_salvage", false);
    settings.writes_off_rest = table.flag_or("writes_off_rest", true);
}

void read_losses(PlantReader& reader, const SettingsTable& table, FinancePlan& plan) {
    const std::string word =
        table.choice_or("losses", "carried_forward", {"carried_forward", "lost", "refunded"});
    plan.settings.losses = word == "lost"       ? Losses::lost
                           : word == "refunded" ? Losses::refunded
                                                : Losses::carried_forward;
    plan.losses_offset = reader.perhaps(table, "losses_offset", "1", fraction);
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
    Loan& loan = plan.settings.loan;
    loan.interest_accumulates =
        table->choice_or("interest_during_construction", "paid", {"paid", "accumulated"}) == "accumulated";
    const std::string drawn = table->choice_or("draw_interest", "from_own_year",
                                               {"from_own_year", "own_year_only", "from_next_year"});
    loan.draw_interest = drawn == "own_year_only"    ? DrawInterest::own_year_only
                         : drawn == "from_next_year" ? DrawInterest::from_next_year
                                                     : DrawInterest::from_own_year;
    loan.on_working_capital = table->flag_or("on_working_capital", false);
    loan.principal_deductible = table->flag_or("principal_deductible", true);
}

/// What the cash flow needs and no other table gives.
void demand_totals(const Plant& plant, const SettingsTable& table) {
    const FinancePlan& plan = plant.finance;
    const auto missing = [&](std::string_view name, std::string_view per, std::string_view how) {
        table.refuse(Error::input("process.cost", "finance.{} is not known", name)
                         .expected("{} = \"… {}{}\" in [finance]{}", name, plant.currency, per, how));
    };
    if (plant.equipment.empty() && !plan.fixed_capital.stated())
        missing("fixed_capital", "", ", or [equipment] with [capital]");
    if (!plant.has_process && !plan.variable_cost.stated())
        missing("variable_operating_cost", "/a", ", or a process: [plant], [product], [fermentation]");
    if (!plant.has_process && !plan.fixed_cost.stated())
        missing("fixed_operating_cost", "/a", ", or a process: [plant], [product], [fermentation]");
    if (plant.has_process && plan.production.stated())
        table.refuse(Error::input("process.cost", "finance.production is stated beside a process")
                         .at(table.place("production"))
                         .expected("it without [product] and [fermentation], which give the production"));
    if (!plant.product.price.stated() && !plan.sales.stated())
        missing("sales", "/a", ", or the price in [product]");
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
    read_depreciation(table, plan.settings);
    plan.depreciation_years = reader.whole(table, "depreciation_years", 1, 100);
    plan.startup = reader.perhaps(table, "startup", "mo", not_negative);
    plan.startup_fixed = reader.perhaps(table, "startup_fixed_share", "1", not_negative);
    plan.startup_variable = reader.perhaps(table, "startup_variable_share", "1", not_negative);
    plan.startup_sales = reader.perhaps(table, "startup_sales_share", "1", not_negative);
    plan.inflation = reader.perhaps(table, "inflation", "1", {.least = -0.5, .most = 10});
    plan.salvage = reader.perhaps(table, "salvage", "$", not_negative);
    plan.other_sales = reader.perhaps(table, "other_sales", "$/a", not_negative);
    plan.settings.working_capital_follows_prices = table.flag_or("working_capital_follows_prices", true);
    plan.settings.discount_above_inflation = table.flag_or("discount_above_inflation", false);
    read_losses(reader, table, plan);
    plan.first_year = table.integer_or("first_year", 0, -1000, 3000);
    read_loan(reader, table, plan);
    demand_totals(plant, table);
}

}  // namespace strandline::process
