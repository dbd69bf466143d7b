#include "scale/study/study_reader.hpp"

#include <strandline/base/text.hpp>
#include <strandline/base/units.hpp>

#include <algorithm>

namespace strandline::process {
namespace {

using formats::positive;
using formats::SettingsTable;

/// What may be told of the model, and the units that it may be in.
struct KnownQuantity {
    std::string_view name;
    std::vector<std::string_view> units;
};
const std::vector<KnownQuantity>& known_quantities() {
    static const std::vector<KnownQuantity> known{
        {"volume", {"L"}},
        {"biomass", {"g/L", "g"}},
        {"product", {"g/L", "g"}},
        {"substrate", {"g/L", "g"}},
        {"oxygen_uptake", {"mmol/(L.h)"}},
        {"carbon_dioxide_evolution", {"mmol/(L.h)"}},
        {"heat", {"kW/m3"}},
        {"dissolved_oxygen", {"1"}},
        {"aeration", {"1"}},
    };
    return known;
}

/// A unit that can be converted to one of these; noted where it cannot.
std::string read_unit(const SettingsTable& table, std::string_view entry, std::string written,
                      const std::vector<std::string_view>& allowed) {
    const auto unit = Unit::parse(written);
    std::vector<std::string> shown;
    for (const std::string_view one : allowed) {
        shown.emplace_back(one);
        if (unit && unit->commensurable(*Unit::parse(one))) return written;
    }
    Error error =
        unit ? Error::input("settings.unit", "{} is in '{}'", table.path(), written) : Error(unit.error());
    table.refuse(std::move(error)
                     .at(table.place(entry))
                     .expected("a unit that can be converted to {}", join(shown, " or ")));
    return std::string(allowed.front());
}

void read_quantities(const SettingsTable& table, RecipeSettings& recipe) {
    for (const KnownQuantity& known : known_quantities()) {
        const auto one = table.table_if(known.name);
        if (!one) continue;
        recipe.quantities[std::string(known.name)] = {
            .formula = one->formula("formula"),
            .unit = read_unit(*one, "unit", one->text_or("unit", known.units.front()), known.units),
            .place = one->place()};
    }
    for (const std::string_view needed : {"volume", "oxygen_uptake"})
        if (!table.has(needed))
            table.refuse(Error::input("process.scale_recipe", "the model's {} is not told", needed)
                             .at(table.place())
                             .expected("{} = {{ formula = \"…\", unit = \"{}\" }} in [{}]", needed,
                                       needed == "volume" ? "L" : "mmol/(L.h)", table.path()));
}

}  // namespace

RecipeSettings read_recipe(const SettingsTable& table, FigureLog& log) {
    RecipeSettings recipe;
    recipe.place = table.place();
    recipe.model = table.text_or("model", "");
    recipe.feed = table.text_or("feed", "");
    recipe.time_unit = read_unit(table, "time_unit", table.text_or("time_unit", "h"), {"h"});
    recipe.flow_unit = read_unit(table, "flow_unit", table.text_or("flow_unit", "L/h"), {"L/h"});
    recipe.reference_volume = log.if_given(table, {"volume", "L", 1e-3, positive}).value_or(0);
    recipe.end = log.if_given(table, {"end", "h", 3600, positive});
    recipe.steps = table.integer_or("steps", 400, 10, 20000);
    recipe.scaled = table.texts("scaled");
    recipe.turnaround =
        log.or_usual(table, {"turnaround", "h", 3600}, 0, "none told: the cycle is the run alone");
    for (const auto& [id, one] : table.named_tables("set"))
        recipe.set.push_back(
            {.id = id, .quantity = one.text("vessel"), .unit = one.text("unit"), .place = one.place()});
    if (const auto feeds = table.table_if("feed_concentrations"))
        for (const std::string& feed : feeds->names())
            recipe.feed_concentrations[feed] = log.given(*feeds, {feed, "g/L"});
    read_quantities(table.table("quantities"), recipe);
    if (const auto told = table.table_if("told"))
        for (const std::string& name : told->names())
            recipe.told[name] = {.formula = told->formula(name), .unit = "1", .place = told->place(name)};
    return recipe;
}

}  // namespace strandline::process
