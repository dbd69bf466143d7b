#include "cost/cost_charts.hpp"
#include "cost/cost_report.hpp"

#include <strandline/base/web_page.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string money(const Plant& plant, double value, std::string_view per = "") {
    const double size = std::fabs(value);
    if (size >= 1e6) return format("{} M{}{}", readable(value / 1e6), plant.currency, per);
    if (size >= 1e4) return format("{} k{}{}", readable(value / 1e3), plant.currency, per);
    return format("{} {}{}", readable(value), plant.currency, per);
}

std::string percent(double value) { return format("{} %", readable(100 * value, 3)); }

void add_headlines(WebPage& page, const Plant& plant, const PlantEconomics& made) {
    const PlantCosts& costs = made.costs;
    const std::string price = unit_of_price(plant, costs), millions = "M" + plant.currency;
    std::vector<WebPage::Headline> items;
    if (costs.cost_per_kg > 0)
        items.push_back(
            {readable(costs.cost_per_kg), "cost, " + price, "operation, and capital as an annuity"});
    items.push_back({made.minimum_selling_price ? readable(*made.minimum_selling_price) : "none",
                     "minimum selling price, " + price,
                     made.minimum_selling_price
                         ? format("net present value 0 at {}", percent(costs.finance.discount_rate))
                         : made.no_price});
    items.push_back({readable(made.flow.net_present_value / 1e6), "net present value, " + millions,
                     format("discounted at {}", percent(costs.finance.discount_rate))});
    items.push_back({made.flow.internal_rate ? percent(*made.flow.internal_rate) : "none",
                     "internal rate of return", made.flow.internal_rate ? "after tax" : made.no_rate});
    if (costs.production > 0)
        items.push_back({readable(costs.production / 1000), "product, t a year",
                         costs.cycle ? format("{} batches", readable(costs.cycle->batches)) : ""});
    items.push_back({readable(costs.finance.fixed_capital / 1e6), "fixed capital, " + millions,
                     plant.cost_year ? format("in money of {}", *plant.cost_year) : ""});
    page.headlines(items);
}

void add_costs(WebPage& page, const Plant& plant, const PlantCosts& costs) {
    if (costs.lines.empty()) return;
    page.section("What it costs");
    if (costs.cost_per_kg > 0)
        page.chart(breakdown_chart(plant, costs),
                   "Where the money goes. Capital is the yearly payment that the fixed capital is worth "
                   "over the years of operation at the discount rate, and the "
                   "return on working capital.");
    Rows rows;
    for (const CostLine& line : costs.lines)
        rows.push_back({std::string(line.name), std::string(name(line.group)),
                        line.unit.empty() ? "" : format("{} {}", readable(line.amount), line.unit),
                        money(plant, line.per_year),
                        costs.production > 0 ? readable(line.per_year / costs.production, 3) : ""});
    page.table({"item", "group", "a batch", "a year", plant.currency + "/kg"}, rows,
               "Operation. Failed batches are paid for, too.");
}

void add_capital(WebPage& page, const Plant& plant, const PlantCosts& costs) {
    if (costs.equipment.empty()) return;
    page.section("Capital");
    Rows rows;
    for (const EquipmentCost& each : costs.equipment)
        rows.push_back(
            {std::string(each.name) + (each.in_range ? "" : " (beyond the sizes of its cost curve)"),
             money(plant, each.purchased), money(plant, each.installed)});
    page.table({"equipment", "purchased", "installed"}, rows,
               format("{} as the cost index. Fixed capital {}, of which {} can be depreciated.",
                      plant.capital.index_name, money(plant, costs.finance.fixed_capital),
                      money(plant, costs.finance.total_depreciable_capital)));
}

void add_cycle(WebPage& page, const PlantCosts& costs) {
    if (!costs.cycle) return;
    const BatchCycle& cycle = *costs.cycle;
    page.section("Batches");
    page.paragraph(
        format("A batch takes {} h from the first inoculum to the product and starts every {} h: "
               "{} batches a year, of which {} are sold. The slowest stage is {}.",
               readable(cycle.length), readable(cycle.interval), readable(cycle.batches),
               readable(cycle.good_batches), cycle.stages[cycle.bottleneck].name));
    page.chart(cycle_chart(cycle),
               "Four batches, one after another. A bar is the time for which a batch "
               "holds one unit of the stage, its cleaning included.");
    Rows rows;
    for (const StageUse& each : cycle.stages)
        rows.push_back({std::string(each.name), each.volume > 0 ? readable(each.volume) : "",
                        readable(each.units), readable(each.occupancy), percent(each.utilisation)});
    page.table({"stage", "broth, m3", "units", "h a batch", "in use"}, rows,
               "Use is the share of the time when the plant runs.");
}

void add_balance(WebPage& page, const Plant& plant, const PlantCosts& costs) {
    if (!costs.balance) return;
    const MassBalance& balance = *costs.balance;
    page.section("Mass balance of a batch");
    Rows rows;
    for (const auto& each : balance.streams)
        rows.push_back(
            {std::string(each.name), std::string(each.formula), readable(each.mass), readable(each.amount)});
    page.table({"compound", "formula", "kg", "kmol"}, rows, "Consumed below zero, made above.");
    std::vector<std::string> words{"Mass, carbon, hydrogen, oxygen and nitrogen close to 1e-6.",
                                   format("Oxygen taken up {} kg, by the degree of reduction alone {} kg.",
                                          readable(balance.oxygen), readable(balance.oxygen_by_reduction)),
                                   format("The product and by-products hold {} of the substrates' carbon.",
                                          percent(balance.carbon_yield)),
                                   format("Heat of metabolism {} GJ; with stirring {} GJ to be cooled.",
                                          readable(balance.heat / 1000), readable(costs.cooling / 1000))};
    if (plant.fermentation.oxygen.stated())
        words.push_back(
            format("The model or the scale-up says {} kg of oxygen.",
                   readable(plant.figures[static_cast<std::size_t>(plant.fermentation.oxygen.at)].value)));
    page.list(words);
}

void add_cash_flow(WebPage& page, const Plant& plant, const PlantEconomics& made) {
    page.section("Cash flow");
    page.chart(cash_flow_chart(plant, made.flow),
               "Bars: the year's flow after tax. Line: the discounted flow summed up.");
    Rows rows;
    for (const CashFlowYear& y : made.flow.years)
        rows.push_back(
            {format("{}", plant.finance.first_year + y.year), readable(y.capital + y.working_capital),
             readable(y.sales), readable(y.variable_cost + y.fixed_cost), readable(y.depreciation),
             readable(y.loan_payment), readable(y.tax), readable(y.cash_flow), readable(y.cumulative)});
    page.table({"year", "capital", "sales", "costs", "depreciation", "loan payment", "tax", "cash flow",
                "discounted sum"},
               rows, format("In {}.", plant.currency));
}

void add_spread(WebPage& page, const Plant& plant, const PlantEconomics& made, const PlantSpread& spread) {
    if (spread.figures.empty()) return;
    page.section("How sure this is");
    const bool by_price =
        made.minimum_selling_price && !spread.movers(PlantResult::minimum_selling_price).empty();
    const PlantResult main = by_price ? PlantResult::minimum_selling_price : PlantResult::npv;
    const std::string unit = main == PlantResult::npv ? plant.currency : unit_of_price(plant, made.costs);
    page.chart(tornado_chart(plant, spread, main, unit),
               "Each figure by itself at its low and its high, all others as stated; dashed: all as stated.");
    if (!spread.drawn()) return;
    for (const PlantResult result : {main, PlantResult::npv}) {
        const OutcomeSummary& of = spread.summary(result);
        if (of.counted == 0) continue;
        page.chart(histogram_chart(spread, result, result == PlantResult::npv ? plant.currency : unit),
                   format("{} draws of the {} uncertain figures, independent of each other.",
                          with_thousands(spread.sampled.samples), spread.figures.size()));
        if (main == PlantResult::npv) break;
    }
    const OutcomeSummary& worth = spread.summary(PlantResult::npv);
    page.paragraph(
        format("The net present value is above zero in {} of the draws.", percent(worth.above_zero)));
    if (spread.without_result() > 0)
        page.paragraph(
            format("{} of the draws are of plants that cannot be: their balance does not close, or "
                   "no batch fits into the year.",
                   spread.without_result()));
}

std::string range_of(const formats::Figure& figure) {
    if (!figure.low || !figure.high) return "";
    return format("{} to {}, {}", readable(*figure.low), readable(*figure.high), figure.distribution);
}

void add_figures(WebPage& page, const Plant& plant) {
    page.section("Every figure and where it comes from");
    std::size_t without = 0, assumed = 0;
    Rows rows;
    for (const formats::Figure& figure : plant.figures) {
        without += figure.source.empty() ? 1 : 0;
        assumed += figure.source.starts_with("assumed") ? 1 : 0;
        const std::string unit =
            figure.unit.starts_with('$') ? plant.currency + figure.unit.substr(1) : figure.unit;
        rows.push_back({figure_label(plant, figure),
                        format("{} {}", readable(figure.value, 6), unit == "1" ? "" : unit), range_of(figure),
                        figure.source.empty() ? "no source given" : figure.source});
    }
    page.paragraph(format("{}: {} assumed, {} without source.", counted(plant.figures.size(), "figure"),
                          assumed, without));
    page.table({"figure", "value", "range", "source"}, rows);
}

}  // namespace

std::string cost_page(const Plant& plant, const PlantEconomics& made, const PlantSpread& spread) {
    WebPage page(plant.title.empty() ? std::string("Cost of a plant") : plant.title,
                 plant.location.empty() ? std::string() : plant.location);
    add_headlines(page, plant, made);
    add_costs(page, plant, made.costs);
    add_cash_flow(page, plant, made);
    add_spread(page, plant, made, spread);
    add_cycle(page, made.costs);
    add_balance(page, plant, made.costs);
    add_capital(page, plant, made.costs);
    add_figures(page, plant);
    return page.html();
}

}  // namespace strandline::process
