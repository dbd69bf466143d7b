#include "cost/plant_reader.hpp"

#include <strandline/base/units.hpp>

#include <algorithm>

namespace strandline::process {
namespace {

using formats::fraction;
using formats::not_negative;
using formats::positive;
using formats::SettingsTable;

void read_materials(PlantReader& reader, const SettingsTable& root) {
    const std::vector<std::string> ways{"mass_per_batch", "concentration", "mass_per_product", "balance"};
    for (const auto& [name, table] : root.named_tables("media")) {
        Material made;
        made.name = name;
        made.price = reader.need(table, "price", "$/kg", not_negative);
        PlantReader::just_one(table, ways);
        made.mass_per_batch = reader.perhaps(table, "mass_per_batch", "kg", not_negative);
        made.concentration = reader.perhaps(table, "concentration", "g/L", not_negative);
        if (made.concentration.stated() && PlantReader::just_one(table, {"volume", "seed_stage"}, true)) {
            made.volume = reader.perhaps(table, "volume", "m3", not_negative);
            made.seed_stage = table.text_or("seed_stage", "");
        }
        made.mass_per_product = reader.perhaps(table, "mass_per_product", "kg/kg", not_negative);
        made.balance = table.text_or("balance", "");
        if (!made.balance.empty()) made.excess = reader.perhaps(table, "excess", "1", not_negative);
        reader.plant().materials.push_back(std::move(made));
    }
}

/// The place of a name among those known, or an error with the nearest.
template <class List>
std::int32_t place_of(const SettingsTable& table, std::string_view entry, const std::string& name,
                      const List& list, std::string_view what) {
    std::vector<std::string> known;
    for (const auto& each : list) {
        if (each.name == name) return static_cast<std::int32_t>(known.size());
        known.push_back(each.name);
    }
    table.refuse(Error::input("process.cost", "there is no {} '{}'", what, printable(name))
                     .at(table.place(entry))
                     .expected("{}", known.empty() ? format("a {} of that name", what) : join(known, ", "))
                     .candidates(nearest(name, known)));
    return -1;
}

void join_materials(PlantReader& reader, const SettingsTable& root) {
    Plant& plant = reader.plant();
    static const std::vector<Compound> none;
    const auto tables = root.named_tables("media");
    for (std::size_t i = 0; i < plant.materials.size(); ++i) {
        Material& each = plant.materials[i];
        const SettingsTable& table = tables[i].second;
        if (!each.balance.empty())
            each.reactant =
                place_of(table, "balance", each.balance, plant.balance ? plant.balance->consumed : none,
                         "reactant of the balance");
        if (!each.seed_stage.empty())
            each.stage = place_of(table, "seed_stage", each.seed_stage, plant.seed, "seed stage");
    }
}

/// Units of the utilities that the process asks for by itself.
std::string_view unit_of(std::string_view utility) {
    if (utility == "electricity") return "kW.h";
    if (utility == "cooling") return "GJ";
    if (utility == "steam") return "kg";
    if (utility == "water") return "m3";
    return "";
}

void read_utilities(PlantReader& reader, const SettingsTable& root) {
    Plant& plant = reader.plant();
    for (const auto& [name, table] : root.named_tables("utilities")) {
        Utility made;
        made.name = name;
        made.standing = name + ", standing";
        made.unit = unit_of(name);
        if (made.unit.empty()) {
            made.unit = table.text("unit");
            if (auto parsed = Unit::parse(format("1/({})", made.unit)); !parsed) {
                table.refuse(Error::input("process.cost", "'{}' is no unit", printable(made.unit))
                                 .at(table.place("unit"))
                                 .expected("a unit of UCUM such as kg, m3, kW.h"));
                made.unit = "1";
            }
        }
        made.price = reader.need(table, "price", format("$/({})", made.unit), not_negative);
        made.per_batch = reader.perhaps(table, "per_batch", made.unit, not_negative);
        made.per_year = reader.perhaps(table, "per_year", made.unit, not_negative);
        const auto place = static_cast<std::int32_t>(plant.utilities.size());
        if (name == "electricity") plant.process_utilities.electricity = place;
        if (name == "cooling") plant.process_utilities.cooling = place;
        if (name == "steam") plant.process_utilities.steam = place;
        if (name == "water") plant.process_utilities.water = place;
        plant.utilities.push_back(std::move(made));
    }
}

/// What vessels ask for: steam to sterilise, water to clean.
void read_vessel_needs(PlantReader& reader, const SettingsTable& root) {
    ProcessUtilities& needs = reader.plant().process_utilities;
    if (const auto table = root.table_if("sterilisation")) {
        needs.steam_per_vessel_volume =
            reader.perhaps(*table, "steam_per_vessel_volume", "kg/m3", not_negative);
        needs.medium_heating = reader.perhaps(*table, "medium_heating", "K", not_negative);
        if (needs.medium_heating.stated()) {
            needs.heat_recovery = reader.otherwise(*table, "heat_recovery", "1", 0, "none", fraction);
            needs.steam_heat = reader.otherwise(*table, "steam_heat", "kJ/kg", 2133,
                                                "of vaporisation at 4 bar absolute, IAPWS-IF97", positive);
        }
    }
    if (const auto table = root.table_if("cleaning"))
        needs.cleaning_water = reader.perhaps(*table, "water_per_vessel_volume", "m3/m3", not_negative);
}

void read_labour(PlantReader& reader, const SettingsTable& root) {
    const auto table = root.table_if("labour");
    if (!table) return;
    LabourPlan& plan = reader.plant().labour;
    if (PlantReader::just_one(*table, {"operators_per_shift", "hours_per_batch"})) {
        if (table->has("operators_per_shift")) {
            plan.operators = reader.need(*table, "operators_per_shift", "1", not_negative);
            plan.teams =
                reader.otherwise(*table, "teams", "1", 4.5,
                                 "operators hired for each place round the year, Turton et al.", positive);
            plan.wage = reader.need(*table, "wage", "$/a", not_negative);
        } else {
            plan.hours_per_batch = reader.need(*table, "hours_per_batch", "h", not_negative);
            plan.hourly_wage = reader.need(*table, "wage", "$/h", not_negative);
        }
    }
    plan.supervision = reader.perhaps(*table, "supervision", "1", not_negative);
    plan.overhead = reader.perhaps(*table, "overhead", "1", not_negative);
}

void read_stated(PlantReader& reader, const SettingsTable& root, std::string_view where,
                 std::vector<StatedCost>& costs) {
    for (const auto& [name, table] : root.named_tables(where)) {
        StatedCost made;
        made.name = name;
        PlantReader::just_one(table, {"per_batch", "per_year", "price"});
        made.per_batch = reader.perhaps(table, "per_batch", "$", not_negative);
        made.per_year = reader.perhaps(table, "per_year", "$/a", not_negative);
        if (table.has("price")) {
            made.unit = table.text_or("unit", where == "consumables" ? "1" : "m3");
            if (auto parsed = Unit::parse(format("1/({})", made.unit)); !parsed) {
                table.refuse(Error::input("process.cost", "'{}' is no unit", printable(made.unit))
                                 .at(table.place("unit"))
                                 .expected("a unit of UCUM such as kg, m2, m3"));
                made.unit = "1";
            }
            made.price = reader.need(table, "price", made.unit == "1" ? "$" : format("$/({})", made.unit),
                                     not_negative);
            made.of_broth = table.flag_or("of_broth", false);
            if (made.of_broth && made.unit != "m3")
                table.refuse(Error::input("process.cost", "the broth is in m3, the price of {} in {}",
                                          table.path(), made.unit)
                                 .at(table.place("of_broth")));
            if (!made.of_broth) made.amount = reader.need(table, "amount", made.unit, not_negative);
            made.batches = reader.perhaps(table, "batches", "1", positive);
        }
        costs.push_back(std::move(made));
    }
}

}  // namespace

void read_operating_costs(PlantReader& reader, const SettingsTable& root) {
    Plant& plant = reader.plant();
    if (plant.has_process) {
        read_materials(reader, root);
        join_materials(reader, root);
        read_utilities(reader, root);
        read_vessel_needs(reader, root);
        read_labour(reader, root);
        read_stated(reader, root, "consumables", plant.consumables);
        read_stated(reader, root, "waste", plant.waste);
        read_stated(reader, root, "quality", plant.quality);
        read_stated(reader, root, "other", plant.other);
    }
}

void join_uses(PlantReader& reader, const SettingsTable& root) {
    Plant& plant = reader.plant();
    const auto tables = root.tables("downstream");
    for (std::size_t i = 0; i < tables.size() && i < plant.downstream.size(); ++i) {
        const auto uses = tables[i].table_if("uses");
        if (!uses) continue;
        for (const std::string& name : uses->names()) {
            const std::int32_t place = place_of(*uses, name, name, plant.utilities, "utility");
            const std::string unit = place < 0 ? "" : plant.utilities[static_cast<std::size_t>(place)].unit;
            if (place < 0)
                uses->text_or(name, "");
            else
                plant.downstream[i].uses.push_back({place, reader.need(*uses, name, unit, not_negative)});
        }
    }
}

}  // namespace strandline::process
