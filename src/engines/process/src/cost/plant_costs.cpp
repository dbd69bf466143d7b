#include "cost/plant_costs.hpp"

#include "cost/capital.hpp"

#include <algorithm>
#include <cmath>

namespace strandline::process {

std::string_view name(CostGroup group) {
    static constexpr std::array<std::string_view, cost_groups> names{
        "media", "utilities", "labour", "consumables", "waste", "quality", "upkeep", "capital"};
    return names[static_cast<std::size_t>(group)];
}

Result<std::vector<EquipmentCost>> equipment_costs(const Plant& plant, const Values& values) {
    const CapitalPlan& capital = plant.capital;
    const auto index = [&](std::int32_t place) {
        return values(capital.index[static_cast<std::size_t>(place)].second);
    };
    std::vector<EquipmentCost> made;
    for (const Equipment& each : plant.equipment) {
        ScaledCost one{values(each.base_cost), true};
        if (each.size.stated()) {
            CostCurve curve{values(each.base_cost), values(each.base_size), values(each.exponent), {}, {}};
            if (each.least_size.stated()) curve.least_size = values(each.least_size);
            if (each.most_size.stated()) curve.most_size = values(each.most_size);
            STRANDLINE_TRY(one, scaled_cost(curve, values(each.size)));
        }
        const double purchased =
            one.cost * index(capital.cost_year) / index(each.base_year) * values(each.count, 1);
        const double factor = each.installed ? 1 : values(each.factor, values(capital.lang, 1));
        made.push_back({each.name, purchased, purchased * factor, one.in_range});
    }
    return made;
}

namespace {

void fill_process(const Plant& plant, const Values& values, PlantCosts& costs) {
    const double broth = values(plant.fermentation.broth_volume);
    costs.broth_product = plant.product.mass_per_batch.stated() ? values(plant.product.mass_per_batch)
                                                                : values(plant.product.titre) * broth;
    costs.product = costs.broth_product;
    for (const DownstreamStep& step : plant.downstream) costs.product *= values(step.recovery);
    costs.production = costs.product * costs.cycle->good_batches;
}

/// Capital, and the yearly costs that are shares of it.
double fixed_capital(const Plant& plant, const Values& values, PlantCosts& costs) {
    const CapitalPlan& capital = plant.capital;
    double made = 0;
    if (plant.finance.fixed_capital.stated()) {
        made = values(plant.finance.fixed_capital);
    } else {
        for (const EquipmentCost& each : costs.equipment) made += each.installed;
        made *= (1 + values(capital.indirect, 0)) * (1 + values(capital.contingency, 0));
    }
    for (const auto& [share, title] :
         {std::pair{capital.maintenance, "maintenance"}, {capital.insurance, "insurance and local taxes"}})
        if (share.stated())
            costs.lines.push_back({CostGroup::upkeep, title, 0, "", made * values(share), false});
    return made;
}

CashFlowInput finance_of(const Plant& plant, const Values& values, const PlantCosts& costs, double fixed) {
    const FinancePlan& plan = plant.finance;
    CashFlowInput made = plan.settings;
    made.fixed_capital = fixed;
    made.total_depreciable_capital =
        values(plan.total_depreciable_capital, fixed * values(plant.capital.depreciable_share, 1));
    double variable = 0, yearly = 0;
    for (const CostLine& line : costs.lines) (line.variable ? variable : yearly) += line.per_year;
    made.variable_operating_cost = values(plan.variable_cost, variable);
    made.fixed_operating_cost = values(plan.fixed_cost, yearly);
    made.sales =
        values(plan.sales, plant.product.price.stated() ? values(plant.product.price) * costs.production : 0);
    made.working_capital_fraction = values(plan.working_capital, 0);
    made.income_tax = values(plan.income_tax);
    made.years = static_cast<std::int32_t>(values(plan.years));
    made.depreciation_years = static_cast<std::int32_t>(values(plan.depreciation_years, 7));
    made.startup_months = values(plan.startup, 0);
    made.startup_fixed_share = values(plan.startup_fixed, 1);
    made.startup_variable_share = values(plan.startup_variable, 1);
    made.startup_sales_share = values(plan.startup_sales, 1);
    made.loan.fraction = values(plan.loan_fraction, 0);
    made.loan.interest = values(plan.loan_interest, 0);
    made.loan.years = static_cast<std::int32_t>(values(plan.loan_years, 0));
    made.losses_offset = values(plan.losses_offset, 1);
    made.other_sales = values(plan.other_sales, 0);
    made.inflation = values(plan.inflation, 0);
    made.salvage = values(plan.salvage, 0);
    made.discount_rate = values(plan.discount_rate);
    return made;
}

/// The yearly payment that is worth one unit of capital over the years of operation.
double annuity(double rate, std::int32_t years) {
    return std::fabs(rate) < 1e-12 ? 1.0 / years : rate / (1 - std::pow(1 + rate, -years));
}

void fill_unit_costs(const Plant& plant, const Values& values, PlantCosts& costs) {
    if (!(costs.production > 0)) return;
    const CashFlowInput& finance = costs.finance;
    for (const CostLine& line : costs.lines)
        costs.per_kg[static_cast<std::size_t>(line.group)] += line.per_year / costs.production;
    // Totals that [finance] states stand in for the lines: their difference is told as upkeep.
    double lines = 0;
    for (const CostLine& line : costs.lines) lines += line.per_year;
    const double stated = finance.variable_operating_cost + finance.fixed_operating_cost;
    if (plant.finance.variable_cost.stated() || plant.finance.fixed_cost.stated())
        costs.per_kg[static_cast<std::size_t>(CostGroup::upkeep)] += (stated - lines) / costs.production;
    const double working = finance.fixed_capital * values(plant.finance.working_capital, 0);
    const double yearly = finance.fixed_capital * annuity(finance.discount_rate, finance.years) +
                          working * finance.discount_rate;
    costs.per_kg[static_cast<std::size_t>(CostGroup::capital)] = yearly / costs.production;
    for (const double each : costs.per_kg) costs.cost_per_kg += each;
}

}  // namespace

Result<PlantCosts> plant_costs(const Plant& plant, const Values& values) {
    PlantCosts costs;
    if (plant.has_process) {
        costs.cycle = batch_cycle(plant, values);
        if (costs.cycle->batches < 1)
            return fail(
                Error::input("process.cost", "not one batch fits into the year")
                    .at(plant.figures[static_cast<std::size_t>(plant.operating_time.at)].place)
                    .expected("an operating time of at least {:.4g} h a campaign, that of one batch "
                              "from inoculum to product, and the changeover",
                              costs.cycle->length)
                    .found("{:.4g} h a year in {}, {:.4g} h of changeover each", values(plant.operating_time),
                           counted(static_cast<std::uint64_t>(values(plant.campaigns, 1)), "campaign"),
                           values(plant.changeover, 0)));
        fill_process(plant, values, costs);
        if (plant.balance) {
            STRANDLINE_TRY(costs.balance, mass_balance(*plant.balance, values, costs.broth_product,
                                                       values(plant.fermentation.broth_volume),
                                                       values(plant.fermentation.heat_per_oxygen)));
        }
        add_operating_costs(plant, values, costs);
    } else {
        costs.production = values(plant.finance.production, 0);
    }
    STRANDLINE_TRY(costs.equipment, equipment_costs(plant, values));
    const double fixed = fixed_capital(plant, values, costs);
    costs.finance = finance_of(plant, values, costs, fixed);
    fill_unit_costs(plant, values, costs);
    return costs;
}

}  // namespace strandline::process
