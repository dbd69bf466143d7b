#include "estimate/balance_settings.hpp"

#include "check/chemical_formula.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>

namespace strandline::process {
namespace {

using formats::SettingsTable;

double count(const Elements& elements, const char* element) {
    const auto found = elements.find(element);
    return found == elements.end() ? 0 : found->second;
}

double content(const Elements& elements, const std::string& balance) {
    if (balance == "carbon") return count(elements, "C");
    if (balance == "nitrogen") return count(elements, "N");
    return 4 * count(elements, "C") + count(elements, "H") - 2 * count(elements, "O") -
           3 * count(elements, "N");
}

GasFigure gas_figure(const SettingsTable& table, const std::string& name, const std::string& unit,
                     std::optional<double> otherwise) {
    GasFigure made{.fixed = {}, .column = {}, .unit = unit, .place = table.place(name)};
    if (table.has(name + "_column")) {
        made.column = table.text(name + "_column");
        made.place = table.place(name + "_column");
    } else if (otherwise) {
        made.fixed.value = table.quantity_or(name, unit, *otherwise, formats::not_negative);
    } else {
        made.fixed.value = table.quantity(name, unit, formats::not_negative);
    }
    made.fixed.deviation = table.quantity_or(name + "_sd", unit, 0, formats::not_negative);
    return made;
}

BalancedRateSettings read_rate(const std::string& name, const SettingsTable& table,
                               const std::vector<std::string>& balances) {
    BalancedRateSettings made{.name = name, .content = {}, .expression = {}, .place = table.place()};
    const std::string formula = table.text("composition");
    const auto elements = elements_of(formula);
    if (!elements && !formula.empty())
        table.refuse(Error::input("process.estimate_balance", "the composition is not understood")
                         .at(table.place("composition"))
                         .expected("elements with their numbers, as in \"C6H12O6\" or \"CH1.8O0.5N0.2\"")
                         .found("'{}'", printable(formula)));
    for (const std::string& balance : balances)
        made.content.push_back(elements ? content(*elements, balance) : 0);
    made.expression = table.formula_if("expression");
    made.deviation = table.quantity_or("sd", "mol/h", 0, formats::not_negative);
    made.relative = table.quantity_or("relative_sd", "1", 0, formats::not_negative);
    return made;
}

}  // namespace

std::optional<OffGasSettings> read_off_gas(const SettingsTable& root) {
    const auto table = root.table_if("off_gas");
    if (!table) return std::nullopt;
    OffGasSettings made;
    made.molar_volume = table->quantity_or("molar_volume", "L/mol", 0, formats::positive);
    made.flow = gas_figure(*table, "flow", made.molar_volume > 0 ? "L/h" : "mol/h", std::nullopt);
    made.oxygen_in = gas_figure(*table, "oxygen_in", "1", 0.2095);
    made.carbon_dioxide_in = gas_figure(*table, "carbon_dioxide_in", "1", 0.0004);
    made.water_in = gas_figure(*table, "water_in", "1", 0);
    made.oxygen_out = gas_figure(*table, "oxygen_out", "1", std::nullopt);
    made.carbon_dioxide_out = gas_figure(*table, "carbon_dioxide_out", "1", std::nullopt);
    made.water_out = gas_figure(*table, "water_out", "1", 0);
    made.delay = table->quantity_or("delay", "h", 0, formats::not_negative);
    return made;
}

std::optional<BalanceSettings> read_balance(const SettingsTable& root) {
    const auto table = root.table_if("balance");
    if (!table) return std::nullopt;
    BalanceSettings made;
    const std::vector<std::string> known{"carbon", "redox", "nitrogen"};
    made.balances = table->texts("balances");
    for (const std::string& balance : made.balances)
        if (std::ranges::find(known, balance) == known.end())
            table->refuse(Error::input("process.estimate_balance", "'{}' is no balance", printable(balance))
                              .at(table->place("balances"))
                              .expected("carbon, redox or nitrogen")
                              .candidates(nearest(balance, known)));
    if (made.balances.empty()) made.balances = {"carbon", "redox"};
    made.begin = table->quantity_or("begin", "h", 0, formats::not_negative);
    made.window = table->quantity_or("window", "h", 1, formats::positive);
    for (const auto& [name, rate] : table->named_tables("rate"))
        made.rates.push_back(read_rate(name, rate, made.balances));
    if (made.rates.empty())
        table->refuse(Error::input("process.estimate_balance", "the balance has no rates")
                          .at(table->place())
                          .expected("[balance.rate.NAME] with composition and expression")
                          .mend("name what goes into the culture and out of it"));
    return made;
}

}  // namespace strandline::process
