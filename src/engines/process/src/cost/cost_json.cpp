#include "cost/cost_charts.hpp"
#include "cost/cost_report.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace strandline::process {

double told(double value) {
    if (!std::isfinite(value)) return value;
    const std::string text = format("{:.10g}", value);
    const double made = std::strtod(text.c_str(), nullptr);
    return made == 0 ? 0 : made;
}

std::string unit_of_price(const Plant& plant, const PlantCosts& costs) {
    return plant.currency + (costs.production > 0 ? "/kg" : "/a");
}

namespace {

Json number(double value) { return std::isfinite(value) ? Json(told(value)) : Json(); }
Json number(const std::optional<double>& value) { return value ? number(*value) : Json(); }

Json years_json(const Plant& plant, const CashFlow& flow) {
    Json made = Json::array();
    for (const CashFlowYear& each : flow.years) {
        Json year = Json::object();
        year.set("year", plant.finance.first_year + each.year)
            .set("capital", number(each.capital))
            .set("working_capital", number(each.working_capital))
            .set("depreciation", number(each.depreciation))
            .set("loan", number(each.loan))
            .set("loan_interest", number(each.loan_interest))
            .set("loan_payment", number(each.loan_payment))
            .set("loan_principal", number(each.loan_principal))
            .set("fixed_cost", number(each.fixed_cost))
            .set("variable_cost", number(each.variable_cost))
            .set("sales", number(each.sales))
            .set("salvage", number(each.salvage))
            .set("losses_carried", number(each.losses_carried))
            .set("taxed", number(each.taxed))
            .set("tax", number(each.tax))
            .set("net_earnings", number(each.net_earnings))
            .set("cash_flow", number(each.cash_flow))
            .set("discount_factor", number(each.discount_factor))
            .set("net_present", number(each.net_present))
            .set("cumulative", number(each.cumulative));
        made.push_back(std::move(year));
    }
    return made;
}

Json units_json(const Plant& plant, const PlantCosts& costs) {
    Json made = Json::object();
    const std::string price = unit_of_price(plant, costs);
    made.set("npv", plant.currency).set("irr", "1/a").set("minimum_selling_price", price);
    made.set("loan_payment", plant.currency + "/a")
        .set("payback_years", "a")
        .set("return_on_investment", "1/a");
    made.set("cash_flow", plant.currency + " of each year; year itself: a; discount_factor: 1");
    if (costs.production > 0) made.set("cost_per_kg", plant.currency + "/kg");
    return made;
}

Json breakdown_json(const PlantCosts& costs) {
    Json made = Json::object();
    for (std::size_t i = 0; i < cost_groups; ++i)
        made.set(std::string(name(static_cast<CostGroup>(i))), number(costs.per_kg[i]));
    return made;
}

/// One group upon the other: from nothing to the cost of a kg.
Json steps_json(const PlantCosts& costs) {
    Json made = Json::array();
    double sum = 0;
    for (std::size_t i = 0; i < cost_groups; ++i) {
        Json one = Json::object();
        one.set("group", std::string(name(static_cast<CostGroup>(i)))).set("from", number(sum));
        sum += costs.per_kg[i];
        made.push_back(std::move(one.set("to", number(sum))));
    }
    return made;
}

Json capital_json(const Plant& plant, const PlantCosts& costs) {
    Json made = Json::object(), items = Json::array();
    made.set("fixed_capital", number(costs.finance.fixed_capital));
    made.set("total_depreciable_capital", number(costs.finance.total_depreciable_capital));
    made.set("working_capital", number(costs.finance.fixed_capital * costs.finance.working_capital_fraction));
    if (!plant.capital.index_name.empty()) made.set("index", plant.capital.index_name);
    for (const EquipmentCost& each : costs.equipment) {
        Json item = Json::object();
        item.set("name", each.name).set("purchased", number(each.purchased));
        item.set("installed", number(each.installed)).set("in_range", each.in_range);
        items.push_back(std::move(item));
    }
    made.set("equipment", std::move(items));
    return made;
}

Json operation_json(const CashFlowInput& finance) {
    Json made = Json::object();
    made.set("variable_per_year", number(finance.variable_operating_cost));
    made.set("fixed_per_year", number(finance.fixed_operating_cost));
    made.set("sales_per_year", number(finance.sales));
    return made;
}

Json swings_json(const Plant& plant, const PlantSpread& spread, std::size_t outcome) {
    Json made = Json::array();
    for (const std::size_t i : widest_first(spread.tornado, outcome)) {
        const TornadoBar& bar = spread.tornado.bars[i];
        Json one = Json::object();
        const formats::Figure& figure = plant.figures[spread.figures[i]];
        one.set("figure", figure.path).set("label", figure_label(plant, figure));
        one.set("low", number(bar.at_low[outcome])).set("high", number(bar.at_high[outcome]));
        made.push_back(std::move(one));
    }
    return made;
}

Json histogram_json(const Histogram& of) {
    Json made = Json::array();
    for (std::size_t i = 0; i < of.middle.size(); ++i) {
        Json one = Json::object();
        one.set("value", number(of.middle[i])).set("draws_percent", number(of.percent[i]));
        made.push_back(std::move(one));
    }
    return made;
}

Json summary_json(const OutcomeSummary& summary) {
    Json made = Json::object();
    made.set("draws_with_result", static_cast<std::uint64_t>(summary.counted));
    if (summary.counted == 0) return made;
    made.set("mean", number(summary.mean)).set("standard_deviation", number(summary.standard_deviation));
    made.set("p5", number(summary.p05)).set("p50", number(summary.median)).set("p95", number(summary.p95));
    return made;
}

Json spread_json(const Plant& plant, const PlantSpread& spread) {
    Json made = Json::object();
    made.set("figures", static_cast<std::uint64_t>(spread.figures.size()));
    made.set("draws", static_cast<std::uint64_t>(spread.sampled.samples));
    if (spread.drawn()) {
        made.set("draws_without_result", static_cast<std::uint64_t>(spread.without_result()));
        made.set("probability_npv_above_0", number(spread.summary(PlantResult::npv).above_zero));
    }
    for (std::size_t i = 0; i < plant_results; ++i) {
        const auto result = static_cast<PlantResult>(i);
        if (!spread.tornado.at_values[i]) continue;
        Json one = spread.drawn() ? summary_json(spread.summary(result)) : Json::object();
        if (spread.drawn() && spread.summary(result).counted > 0)
            one.set("histogram", histogram_json(histogram(spread, result, 40)));
        one.set("tornado", swings_json(plant, spread, i));
        made.set(std::string(name(result)), std::move(one));
    }
    return made;
}

Json sources_json(const Plant& plant) {
    Json made = Json::array();
    for (const formats::Figure& figure : plant.figures) {
        Json one = Json::object();
        one.set("figure", figure.path).set("value", number(figure.value));
        one.set("unit", figure.unit.starts_with('$') ? plant.currency + figure.unit.substr(1) : figure.unit);
        if (figure.low && figure.high) {
            one.set("low", number(*figure.low)).set("high", number(*figure.high));
            one.set("distribution", figure.distribution);
        }
        one.set("source", figure.source.empty() ? std::string("no source given") : figure.source);
        made.push_back(std::move(one));
    }
    return made;
}

}  // namespace

Json cycle_json(const BatchCycle& cycle, const PlantCosts& costs) {
    Json made = Json::object(), stages = Json::array();
    made.set("batches_per_year", number(cycle.batches));
    made.set("good_batches_per_year", number(cycle.good_batches));
    made.set("interval_h", number(cycle.interval)).set("length_h", number(cycle.length));
    made.set("fermentation_h", number(cycle.fermentation));
    made.set("bottleneck", cycle.stages[cycle.bottleneck].name);
    made.set("product_in_broth_kg_per_batch", number(costs.broth_product));
    made.set("product_kg_per_batch", number(costs.product));
    for (const StageUse& each : cycle.stages) {
        Json one = Json::object();
        one.set("name", each.name);
        if (each.volume > 0) one.set("broth_m3", number(each.volume));
        one.set("units", number(each.units)).set("begin_h", number(each.begin));
        one.set("occupancy_h", number(each.occupancy)).set("utilisation", number(each.utilisation));
        stages.push_back(std::move(one));
    }
    made.set("stages", std::move(stages));
    return made;
}

Json balance_json(const MassBalance& balance, const Plant& plant) {
    Json made = Json::object(), streams = Json::array(), errors = Json::object();
    for (const auto& each : balance.streams) {
        Json one = Json::object();
        one.set("name", each.name).set("formula", each.formula);
        one.set("kg_per_batch", number(each.mass)).set("kmol_per_batch", number(each.amount));
        streams.push_back(std::move(one));
    }
    // What is left of a closed balance is rounding, not a figure: told as closed, with its bound.
    double worst = balance.mass_error;
    for (const double each : balance.element_errors) worst = std::max(worst, each);
    errors.set("mass_closes_to", 1e-6).set("closed", worst < 1e-6);
    for (std::size_t i = 0; i < balanced_elements.size(); ++i)
        errors.set(std::string(balanced_elements[i]),
                   number(balance.element_errors[i] < 1e-12 ? 0 : balance.element_errors[i]));
    errors.set("mass", number(balance.mass_error < 1e-12 ? 0 : balance.mass_error));
    made.set("streams", std::move(streams)).set("closure", std::move(errors));
    made.set("oxygen_uptake_kg", number(balance.oxygen));
    made.set("oxygen_uptake_by_degree_of_reduction_kg", number(balance.oxygen_by_reduction));
    if (plant.fermentation.oxygen.stated()) {
        const double stated = plant.figures[static_cast<std::size_t>(plant.fermentation.oxygen.at)].value;
        made.set("oxygen_demand_stated_kg", number(stated));
        made.set("oxygen_demand_stated_over_balance",
                 balance.oxygen > 0 ? number(stated / balance.oxygen) : Json());
    }
    made.set("carbon_dioxide_kg", number(balance.carbon_dioxide));
    made.set("carbon_yield", number(balance.carbon_yield));
    made.set("respiratory_quotient",
             balance.respiratory_quotient > 0 ? number(balance.respiratory_quotient) : Json());
    made.set("heat_MJ", number(balance.heat));
    return made;
}

Json cost_json(const Plant& plant, const PlantEconomics& made, const PlantSpread& spread) {
    const PlantCosts& costs = made.costs;
    Json json = Json::object();
    if (!plant.title.empty()) json.set("title", plant.title);
    json.set("currency", plant.currency);
    if (plant.cost_year) json.set("cost_year", *plant.cost_year);
    json.set("npv", number(made.flow.net_present_value)).set("irr", number(made.flow.internal_rate));
    if (!made.no_rate.empty()) json.set("irr_none", made.no_rate);
    if (made.flow.several_rates) json.set("irr_several", true);
    json.set("minimum_selling_price", number(made.minimum_selling_price));
    if (!made.no_price.empty()) json.set("minimum_selling_price_none", made.no_price);
    json.set("loan_payment", number(made.flow.loan_payment));
    json.set("payback_years", number(made.flow.payback_years));
    json.set("return_on_investment", number(made.flow.return_on_investment));
    if (costs.production > 0) {
        json.set("production_kg_per_year", number(costs.production));
        json.set("cost_per_kg", number(costs.cost_per_kg)).set("cost_per_kg_of", breakdown_json(costs));
        json.set("cost_per_kg_steps", steps_json(costs));
    }
    json.set("units", units_json(plant, costs));
    json.set("operation", operation_json(costs.finance));
    if (costs.cycle) json.set("cycle", cycle_json(*costs.cycle, costs));
    if (costs.balance) json.set("mass_balance", balance_json(*costs.balance, plant));
    json.set("capital", capital_json(plant, costs));
    json.set("cash_flow", years_json(plant, made.flow));
    if (!spread.figures.empty()) json.set("uncertainty", spread_json(plant, spread));
    json.set("sources", sources_json(plant));
    return json;
}

}  // namespace strandline::process
