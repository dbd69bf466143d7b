#include "culture/culture_file.hpp"

#include "check/chemical_formula.hpp"
#include "culture/culture_states.hpp"

#include <strandline/base/text.hpp>
#include <strandline/domain/atomic_weight.hpp>
#include <strandline/formats/settings.hpp>

#include <algorithm>
#include <cctype>

namespace strandline::process {
namespace {

using formats::SettingsDocument;
using formats::SettingsTable;

bool is_id(std::string_view text) {
    const auto letter = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    return !text.empty() && letter(text.front()) &&
           std::ranges::all_of(text, [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

void check_id(const SettingsTable& table, const std::string& id, const Place& place) {
    if (id.empty() || is_id(id)) return;
    table.refuse(Error::input("process.culture", "'{}' cannot be an id of a model", printable(id))
                     .at(place)
                     .expected("letters, digits and _, no digit first")
                     .mend("give it another name: succinate, acetyl_CoA"));
}

/// g/mol of what `formula` says; 0 with a slip noted where it cannot be read.
double molar_mass(const SettingsTable& table, const std::string& formula) {
    double sum = 0;
    const auto elements = elements_of(formula);
    bool known = elements.has_value();
    for (const auto& [symbol, count] : elements.value_or(Elements{})) {
        const auto weight = domain::atomic_weight(symbol);
        known = known && weight;
        sum += count * weight.value_or(0);
    }
    if (known) return sum;
    if (!formula.empty())
        table.refuse(Error::input("process.culture", "'{}' is no chemical formula", printable(formula))
                         .at(table.place("formula"))
                         .expected("elements with their counts, such as C6H12O6"));
    return 0;
}

CultureCompound compound(const SettingsTable& table, std::string id, const Place& place) {
    CultureCompound made;
    check_id(table, id, place);
    made.id = std::move(id);
    made.exchange = table.text("exchange");
    made.formula = table.text("formula");
    made.molar_mass = molar_mass(table, made.formula);
    made.combustion = table.quantity("heat_of_combustion", "kJ/mol", formats::not_negative);
    made.start = table.quantity_or("start", "g/L", 0, formats::not_negative);
    return made;
}

void read_substrate(const SettingsTable& table, CulturePlan& plan) {
    plan.substrate = compound(table, table.text("name"), table.place("name"));
    plan.feed = table.quantity("feed", "g/L", formats::positive);
    plan.half_saturation = table.quantity("half_saturation", "g/L", formats::positive);
}

void read_products(const SettingsTable& root, CulturePlan& plan) {
    for (const auto& [id, table] : root.named_tables("product")) {
        CultureCompound one = compound(table, id, table.place());
        one.half_inhibition = table.quantity_if("half_inhibition", "g/L", formats::positive);
        plan.products.push_back(std::move(one));
    }
    for (const auto& [id, table] : root.named_tables("supplied"))
        plan.supplied.push_back({id, table.text("exchange"),
                                 table.quantity("heat_of_combustion", "kJ/mol", formats::not_negative)});
    const bool inhibits = std::ranges::any_of(
        plan.products, [](const CultureCompound& product) { return product.half_inhibition.has_value(); });
    if (inhibits)
        plan.inhibition_exponent =
            root.table("inhibition").quantity("exponent", "1", {.least = 1, .most = 8});
}

void read_gases_and_base(const SettingsTable& root, bool has_two, CulturePlan& plan) {
    const SettingsTable gas = root.table("gas");
    plan.oxygen = gas.text("oxygen");
    plan.carbon_dioxide = gas.text("carbon_dioxide");
    constexpr const char* most = "oxygen_transfer_most";
    if (has_two || gas.has(most)) plan.transfer_most = gas.quantity(most, "mmol/L/h", formats::positive);
    const auto base = root.table_if("base");
    if (!base) return;
    plan.protons = base->text("protons");
    plan.base = base->quantity("concentration", "mol/L", formats::positive);
    plan.neutralisation = base->quantity_or("heat_of_neutralisation", "kJ/mol", 0, formats::not_negative);
}

}  // namespace

Result<CulturePlan> read_culture(const operation::Call& call) {
    STRANDLINE_TRY(auto file, SettingsDocument::read(call.input("culture")));
    STRANDLINE_TRY(const StateInputs inputs, read_state_inputs(call));
    for (const auto& [port, json] : inputs.json) file.give(port, json);
    const SettingsTable root = file.root();
    CulturePlan plan;
    plan.title = root.text_or("title", "a fed-batch culture");
    const SettingsTable start = root.table("start");
    plan.volume = start.quantity("volume", "L", formats::positive);
    plan.biomass = start.quantity("biomass", "g/L", formats::positive);
    const SettingsTable cells = root.table("biomass");
    plan.biomass_reaction = cells.text("reaction");
    plan.biomass_combustion = cells.quantity("heat_of_combustion", "kJ/g", formats::not_negative);
    read_substrate(root.table("substrate"), plan);
    read_products(root, plan);
    const auto written = root.table_if("phase");
    const bool has_two = call.has("anaerobic") || (written && written->has("anaerobic"));
    read_gases_and_base(root, has_two, plan);
    for (const char* const name : {"aerobic", "anaerobic"})
        if (call.has(name) || (written && written->has(name))) {
            const auto table = written ? written->table_if(name) : std::nullopt;
            STRANDLINE_TRY(CulturePhase phase, read_phase(inputs, name, table, plan));
            plan.phases.push_back(std::move(phase));
        }
    STRANDLINE_CHECK(file.finish());
    if (plan.phases.empty() || plan.phases.front().name != "aerobic")
        return fail(Error::input("process.culture", "the culture has no aerobic phase")
                        .at({.file = call.input("culture").name()})
                        .expected("fluxes as --aerobic and --aerobic-resting, or [phase.aerobic.growing] and "
                                  "[phase.aerobic.resting]")
                        .mend("strandline strain fba MODEL -o aerobic.json gives such fluxes"));
    return plan;
}

}  // namespace strandline::process
