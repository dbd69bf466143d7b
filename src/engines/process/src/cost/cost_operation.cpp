#include "cost/cost_operation.hpp"

#include "cost/cost_report.hpp"

#include <cmath>

namespace strandline::process {
namespace {

using operation::Answer;
using operation::Call;

/// Results of earlier steps, from which figures of the plant may be taken.
Result<void> give_results(const Call& call, formats::SettingsDocument& file) {
    const auto give = [&](std::string name, const Source& source) -> Result<void> {
        STRANDLINE_TRY(const std::string text, source.read_all());
        STRANDLINE_TRY(Json json, Json::parse(text, source.name()));
        file.give(std::move(name), std::move(json));
        return {};
    };
    for (const std::string_view port : {"culture", "feed", "scale"})
        if (call.has(port)) STRANDLINE_CHECK(give(std::string(port), call.input(port)));
    const auto figures = call.inputs("figures");
    for (std::size_t i = 0; i < figures.size(); ++i) {
        STRANDLINE_CHECK(give(format("figures.{}", i + 1), figures[i]));
        if (figures.size() == 1) STRANDLINE_CHECK(give("figures", figures[i]));
    }
    return {};
}

Error at_finance(Error error, const Plant& plant) {
    if (error.place().line == 0) error.at(plant.finance.place);
    return error;
}

Result<PlantEconomics> economics(const Plant& plant) {
    const std::vector<double> values = plant.values();
    PlantEconomics made;
    STRANDLINE_TRY(made.costs, plant_costs(plant, Values(values)));
    auto flow = cash_flow(made.costs.finance);
    if (!flow) return fail(at_finance(std::move(flow).error(), plant));
    made.flow = std::move(*flow);
    if (!made.flow.internal_rate)
        made.no_rate = made.flow.sign_changes == 0
                           ? "the cash flow never changes its sign: no rate makes its present value vanish"
                           : "the cash flow changes its sign, yet at no rate above -100 % does its present "
                             "value vanish";
    if (const auto sales = minimum_sales(made.costs.finance))
        made.minimum_selling_price = *sales / (made.costs.production > 0 ? made.costs.production : 1);
    else
        made.no_price = sales.error().what();
    return made;
}

/// A result that is not finite is a fault of ours: inputs are checked.
bool is_finite(const PlantEconomics& made) {
    return std::isfinite(made.flow.net_present_value) && std::isfinite(made.costs.cost_per_kg) &&
           std::isfinite(made.minimum_selling_price.value_or(0));
}

void warn(const Plant& plant, const PlantEconomics& made, Context& context) {
    std::size_t without = 0;
    for (const formats::Figure& figure : plant.figures) without += figure.source.empty() ? 1 : 0;
    if (without > 0)
        context.log(LogLevel::notice,
                    format("{} of {} figures have no source", without, plant.figures.size()));
    for (const EquipmentCost& each : made.costs.equipment)
        if (!each.in_range)
            context.log(
                LogLevel::warning,
                format("equipment.{}: the size is outside the range that its cost was made for", each.name));
    if (made.flow.several_rates)
        context.log(LogLevel::warning,
                    "the cash flow changes its sign more than once: there may be more than one internal rate "
                    "of return; the smallest above zero is told");
    const FigureIndex stated = plant.fermentation.oxygen;
    if (!made.costs.balance || !stated.stated()) return;
    const double demand = plant.figures[static_cast<std::size_t>(stated.at)].value;
    const double balance = made.costs.balance->oxygen;
    if (std::fabs(demand - balance) > 0.2 * std::max(demand, balance))
        context.log(
            LogLevel::warning,
            format("the oxygen demand stated, {:.4g} kg, and that of the mass balance, {:.4g} kg, differ "
                   "by more than 20 %",
                   demand, balance));
}

Result<void> write_outputs(const Call& call, const Plant& plant, const PlantEconomics& made,
                           const PlantSpread& spread) {
    call.output("json").write(cost_json(plant, made, spread).pretty());
    STRANDLINE_CHECK(call.output("json").status());
    STRANDLINE_CHECK(write_cash_flow(plant, made.flow, call.output("table")));
    STRANDLINE_CHECK(write_breakdown(plant, made.costs, call.output("breakdown")));
    STRANDLINE_CHECK(write_spread(plant, spread, call.output("uncertainty")));
    call.output("plot").write(cost_page(plant, made, spread));
    return call.output("plot").status();
}

Result<Answer> run_cost(Call& call, Context& context) {
    STRANDLINE_TRY(auto file, formats::SettingsDocument::read(call.input("plant")));
    STRANDLINE_CHECK(give_results(call, file));
    STRANDLINE_TRY(const Plant plant, read_plant(file));
    STRANDLINE_TRY(const PlantEconomics made, economics(plant));
    if (!is_finite(made))
        return fail(Error::input("process.cost", "the figures are too large or small to be calculated with")
                        .at({.file = call.input("plant").name()})
                        .expected("sums within the range of numbers"));
    const auto draws = static_cast<std::size_t>(call.integer("draws"));
    STRANDLINE_TRY(const PlantSpread spread, plant_spread(plant, draws, context));
    if (context.cancelled()) return fail(Error::interrupted());
    STRANDLINE_CHECK(write_outputs(call, plant, made, spread));
    warn(plant, made, context);
    if (!made.no_rate.empty()) context.log(LogLevel::error, "no internal rate of return: " + made.no_rate);
    if (!made.no_price.empty()) context.log(LogLevel::error, "no minimum selling price: " + made.no_price);
    return made.no_rate.empty() && made.no_price.empty() ? Answer::yes : Answer::no;
}

std::vector<operation::Column> cash_flow_columns() {
    using operation::number_column;
    return {operation::integer_column("year", "first_year of [finance] is the first of construction"),
            number_column("capital", "fixed capital spent"),
            number_column("working_capital", "spent, and below zero given back"),
            number_column("depreciation", "of the year"),
            number_column("loan", "drawn"),
            number_column("loan_interest", "of the year"),
            number_column("loan_payment", "paid, with its interest"),
            number_column("loan_principal", "owed at the end of the year"),
            number_column("fixed_cost", "operation, whatever is made"),
            number_column("variable_cost", "operation, with the number of batches"),
            number_column("sales", "of the year"),
            number_column("salvage", "at the end"),
            number_column("taxed", "earnings that are taxed"),
            number_column("tax", "of the year"),
            number_column("net_earnings", "after tax"),
            number_column("cash_flow", "after tax"),
            number_column("discount_factor", "without unit"),
            number_column("net_present", "the cash flow discounted"),
            number_column("cumulative", "its sum so far"),
            operation::text_column("currency", "of all columns but year and discount_factor, ISO 4217")};
}

std::vector<operation::Column> breakdown_columns() {
    using operation::number_column;
    using operation::text_column;
    return {text_column("group", "media, utilities, labour, consumables, waste, quality, upkeep or capital"),
            text_column("item", "as the plant's file names it"),
            number_column("amount_per_batch", "in unit; empty where the cost is stated as it is"),
            text_column("unit", "of the amount"),
            number_column("per_year", "in the currency"),
            number_column("per_kg", "in the currency, of product; empty without production"),
            number_column("share", "of the cost of a kg"),
            text_column("currency", "ISO 4217")};
}

void add_outputs(operation::Operation& made) {
    using operation::number_column;
    using operation::port;
    using operation::table;
    using operation::text_column;
    made.outputs = {
        port("json")
            .format("process.cost-json/1")
            .described(
                "JSON: npv, irr, minimum_selling_price, loan_payment, cash_flow by year, their units, "
                "cost_per_kg and what it is made of, cycle, mass_balance, capital, uncertainty, sources")
            .file("cost.json"),
        table("table", "process.cash-flow/1", cash_flow_columns())
            .described("TSV: the cash flow by year, in money of the year")
            .file("cash-flow.tsv"),
        table("breakdown", "process.cost-breakdown/1", breakdown_columns())
            .described("TSV: each cost by batch, year and kg of product")
            .file("breakdown.tsv"),
        table("uncertainty", "process.cost-uncertainty/1",
              {text_column("result", "npv, irr, minimum_selling_price or cost_per_kg"),
               number_column("probability", "of a value at or below this one"),
               number_column("value", "among the draws that have this result"),
               text_column("unit", "of the value")})
            .described("TSV: quantiles of the results over all draws; rows only where figures have a spread")
            .file("uncertainty.tsv"),
        port("plot")
            .format("html")
            .described(
                "page: what a kg costs and why, cash flow, batch cycle, mass balance, tornado and Monte "
                "Carlo, every figure with its source")
            .file("cost.html")};
}

}  // namespace

operation::Operation cost_operation() {
    operation::Operation made;
    made.name = "process cost";
    made.summary = "What a plant's product costs: batches, mass balance, media to capital, cash flow";
    made.description =
        "From the file of a plant (TOML; docs/process/cost.md lists its tables): how many batches a year its "
        "slowest stage allows, the mass balance of a batch by elements, costs of media, utilities, labour, "
        "consumables, waste and quality control, capital by power law, cost index and Lang factor, and the "
        "discounted cash flow with net present value, internal rate of return and minimum selling price. A "
        "file with [finance] alone is a cash flow alone.\n\n"
        "A figure with low and high is uncertain: each is moved by itself (tornado), and all are drawn "
        "together (Monte Carlo). A figure may be taken from the JSON of an earlier step: "
        "{ from = \"feed\", at = \"/final/product_g\", unit = \"g\" }. Every figure is listed with its "
        "source.\n\n"
        "Exit status 1: no internal rate of return or no minimum selling price exists; all else is written.";
    const auto json_port = [](std::string name, std::string what) {
        return operation::port(std::move(name)).format("any").optional().described(std::move(what));
    };
    made.inputs = {
        operation::port("plant").one_of("toml", "text").described("the plant, TOML"),
        json_port("culture", "JSON of 'process culture', for figures with from = \"culture\""),
        json_port("feed", "JSON of 'process feed', for figures with from = \"feed\""),
        json_port("scale", "JSON of 'process scale', for figures with from = \"scale\""),
        json_port("figures", "any other JSON: from = \"figures\", or \"figures.1\" … where there are several")
            .repeated()};
    made.params = {operation::integer("draws", 100000)
                       .range(0, 1000000)
                       .help("Monte Carlo draws; 0 or 1: none, just the tornado")};
    add_outputs(made);
    made.example = "strandline process cost plant.toml -o cost.json --plot cost.html";
    made.run = run_cost;
    return made;
}

}  // namespace strandline::process
