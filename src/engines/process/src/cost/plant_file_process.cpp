#include "cost/mass_balance.hpp"
#include "cost/plant_reader.hpp"

#include <algorithm>

namespace strandline::process {
namespace {

using formats::fraction;
using formats::not_negative;
using formats::positive;
using formats::SettingsTable;

void read_product(PlantReader& reader, const SettingsTable& root) {
    const SettingsTable table = root.table("product");
    ProductPlan& product = reader.plant().product;
    product.name = table.text("name");
    product.formula = table.text_or("formula", "");
    PlantReader::just_one(table, {"titre", "mass_per_batch"});
    product.titre = reader.perhaps(table, "titre", "g/L", positive);
    product.mass_per_batch = reader.perhaps(table, "mass_per_batch", "kg", positive);
    product.price = reader.perhaps(table, "price", "$/kg", not_negative);
}

void read_steps(PlantReader& reader, const SettingsTable& table) {
    auto& steps = reader.plant().fermentation.steps;
    bool said = false;
    for (const SettingsTable& each : table.tables("step")) {
        BatchStep step;
        step.name = each.text("name");
        step.duration = reader.need(each, "duration", "h", not_negative);
        step.is_fermentation = each.flag_or("fermentation", false);
        said = said || step.is_fermentation;
        steps.push_back(std::move(step));
    }
    if (!said)
        for (BatchStep& step : steps) said = (step.is_fermentation = step.name == "fermentation") || said;
    if (said) return;
    table.refuse(
        Error::input("process.cost", "no step of [{}] is the fermentation", table.path())
            .expected("[[{}.step]] with name = \"fermentation\", or with fermentation = true", table.path()));
}

void read_fermentation(PlantReader& reader, const SettingsTable& root) {
    const SettingsTable table = root.table("fermentation");
    FermentationPlan& plan = reader.plant().fermentation;
    plan.vessels = reader.whole(table, "vessels", 1, 1000);
    plan.vessel_volume = reader.perhaps(table, "vessel_volume", "m3", positive);
    plan.broth_volume = reader.need(table, "broth_volume", "m3", positive);
    plan.success = reader.otherwise(table, "success", "1", 1, "no batch is lost", fraction);
    plan.agitation_power = reader.perhaps(table, "agitation_power", "kW", not_negative);
    plan.motor_efficiency = reader.otherwise(table, "motor_efficiency", "1", 0.9, "motor and gear",
                                             {.least = 0, .most = 1, .above_least = true});
    plan.gas_flow = reader.perhaps(table, "gas_flow", "m3/h", not_negative);
    plan.gas_pressure = reader.otherwise(table, "gas_pressure", "bar", 3, "behind the compressor, absolute",
                                         {.least = 1.01325});
    plan.compressor_efficiency =
        reader.otherwise(table, "compressor_efficiency", "1", 0.7, "adiabatic, with its motor",
                         {.least = 0, .most = 1, .above_least = true});
    plan.heat_per_oxygen =
        reader.otherwise(table, "heat_per_oxygen", "kJ/mol", 460, "Roels 1983", not_negative);
    plan.oxygen = reader.perhaps(table, "oxygen_demand", "kg", positive);
    read_steps(reader, table);
}

void read_seed(PlantReader& reader, const SettingsTable& root) {
    const auto tables = root.tables("seed");
    for (const SettingsTable& table : tables) {
        SeedStage stage;
        stage.name = table.text("name");
        PlantReader::just_one(table, {"volume", "share_of_next"});
        stage.volume = reader.perhaps(table, "volume", "m3", positive);
        stage.share_of_next =
            reader.perhaps(table, "share_of_next", "1", {.least = 0, .most = 1, .above_least = true});
        stage.vessels = reader.whole(table, "vessels", 1, 1000);
        stage.turnaround = reader.perhaps(table, "turnaround", "h", not_negative);
        if (&table == &tables.front())
            stage.duration = reader.need(table, "duration", "h", not_negative);
        else if (PlantReader::just_one(table, {"duration", "growth_rate"})) {
            stage.duration = reader.perhaps(table, "duration", "h", not_negative);
            stage.growth_rate = reader.perhaps(table, "growth_rate", "1/h", positive);
        }
        stage.lag = reader.perhaps(table, "lag", "h", not_negative);
        reader.plant().seed.push_back(std::move(stage));
    }
}

void read_downstream(PlantReader& reader, const SettingsTable& root) {
    for (const SettingsTable& table : root.tables("downstream")) {
        DownstreamStep step;
        step.name = table.text("name");
        step.recovery = reader.need(table, "recovery", "1", {.least = 0, .most = 1, .above_least = true});
        step.duration = reader.perhaps(table, "duration", "h", not_negative);
        step.units = reader.whole(table, "units", 1, 1000);
        reader.plant().downstream.push_back(std::move(step));
    }
}

bool is_balanced(std::string_view element) {
    return std::ranges::find(balanced_elements, element) != balanced_elements.end();
}

void read_formula(const SettingsTable& table, std::string_view entry, const std::string& formula,
                  Compound& compound) {
    const auto elements = elements_of(formula);
    const bool good =
        elements && std::ranges::all_of(*elements, [](const auto& each) { return is_balanced(each.first); });
    if (good && molar_mass(*elements) > 0) {
        compound.elements = *elements;
        return;
    }
    compound.elements = {{"C", 1}};
    if (formula.empty()) return;
    table.refuse(Error::input("process.balance", "'{}' is no formula of C, H, O and N", printable(formula))
                     .at(table.place(entry))
                     .expected("such as C6H12O6, CH1.8O0.5N0.2")
                     .mend("write acids without their metal, and leave other elements out as ash"));
}

Compound read_compound(PlantReader& reader, const std::string& name, const SettingsTable& table,
                       std::vector<std::string> ways) {
    Compound made;
    made.name = name;
    made.place = table.place();
    made.formula = table.text("formula");
    read_formula(table, "formula", made.formula, made);
    PlantReader::just_one(table, ways);
    made.mass = reader.perhaps(table, "mass", "kg", not_negative);
    made.concentration = reader.perhaps(table, "concentration", "g/L", not_negative);
    made.yield = reader.perhaps(table, "yield", "g/g", positive);
    return made;
}

void read_product_compound(PlantReader& reader, const SettingsTable& root, BalancePlan& plan) {
    const ProductPlan& product = reader.plant().product;
    if (product.formula.empty()) {
        root.refuse(Error::input("process.balance", "the balance needs the product's formula")
                        .at(plan.place)
                        .expected("formula = \"C4H6O4\" in [product]"));
        return;
    }
    Compound made;
    made.name = product.name;
    made.formula = product.formula;
    made.is_product = true;
    read_formula(root.table("product"), "formula", made.formula, made);
    plan.made.push_back(std::move(made));
}

void read_balance(PlantReader& reader, const SettingsTable& root) {
    const auto table = root.table_if("balance");
    if (!table) return;
    BalancePlan plan;
    plan.place = table->place();
    plan.fixes_carbon = table->flag_or("fixes_carbon", false);
    const std::vector<std::string> ways{"mass", "concentration", "yield"};
    for (const auto& [name, each] : table->named_tables("consumed"))
        plan.consumed.push_back(read_compound(reader, name, each, ways));
    if (plan.consumed.empty())
        table->refuse(Error::input("process.balance", "nothing is consumed")
                          .expected("a substrate: [balance.consumed.glucose] with formula and mass"));
    read_product_compound(reader, root, plan);
    for (const auto& [name, each] : table->named_tables("made"))
        plan.made.push_back(read_compound(reader, name, each, ways));
    Compound nitrogen;
    nitrogen.name = "nitrogen source";
    nitrogen.formula = table->text_or("nitrogen_source", "NH3");
    read_formula(*table, "nitrogen_source", nitrogen.formula, nitrogen);
    if (!nitrogen.elements.contains("N"))
        table->refuse(Error::input("process.balance", "the nitrogen source {} holds no nitrogen",
                                   printable(nitrogen.formula))
                          .at(table->place("nitrogen_source"))
                          .expected("such as NH3, CH4N2O, HNO3"));
    plan.consumed.push_back(std::move(nitrogen));
    reader.plant().balance = std::move(plan);
}

}  // namespace

void read_process(PlantReader& reader, const SettingsTable& root) {
    Plant& plant = reader.plant();
    const SettingsTable table = root.table("plant");
    plant.location = table.text_or("location", "");
    plant.operating_time =
        reader.need(table, "operating_time", "h", {.least = 0, .most = 8784, .above_least = true});
    plant.campaigns = reader.whole(table, "campaigns", 1, 366);
    plant.changeover = reader.perhaps(table, "changeover", "h", not_negative);
    read_product(reader, root);
    read_fermentation(reader, root);
    read_seed(reader, root);
    read_downstream(reader, root);
    read_balance(reader, root);
}

}  // namespace strandline::process
