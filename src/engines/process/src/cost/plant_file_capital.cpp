#include "cost/capital.hpp"
#include "cost/plant_reader.hpp"

#include <strandline/base/units.hpp>

#include <charconv>
#include <cmath>
#include <optional>

namespace strandline::process {
namespace {

constexpr std::string_view chemical_engineering = "CEPCI";

using formats::fraction;
using formats::not_negative;
using formats::positive;
using formats::SettingsTable;

void read_index(PlantReader& reader, const SettingsTable& table) {
    CapitalPlan& plan = reader.plant().capital;
    const auto index = table.table_if("index");
    if (!index) return;
    plan.index_name = index->text("name");
    const auto years = index->table("years");
    for (const std::string& key : years.names()) {
        std::int64_t year = 0;
        const auto [end, slip] = std::from_chars(key.data(), key.data() + key.size(), year);
        if (slip != std::errc() || end != key.data() + key.size())
            years.refuse(Error::input("process.cost", "'{}' is no year", printable(key))
                             .at(years.place(key))
                             .expected("such as 2019 = 607.5"));
        plan.index.emplace_back(year, reader.need(years, key, "1", positive));
    }
}

/// The place of a year in the index, or an error with the years that are there. Without an index of the
/// file's own: that of Chemical Engineering.
std::int32_t place_of_year(PlantReader& reader, const SettingsTable& table, std::string_view entry,
                           std::int64_t year) {
    CapitalPlan& plan = reader.plant().capital;
    std::vector<std::string> years;
    for (const auto& [known, value] : plan.index) {
        if (known == year) return static_cast<std::int32_t>(years.size());
        years.push_back(format("{}", known));
    }
    const bool own = !plan.index_name.empty() && plan.index_name != chemical_engineering;
    const auto known = own ? std::nullopt : plant_cost_index(static_cast<std::int32_t>(year));
    if (known) {
        plan.index_name = chemical_engineering;
        plan.index.emplace_back(year, reader.known(format("capital.index.years.{}", year), "1", *known,
                                                   "Chemical Engineering Plant Cost Index, mean of the year",
                                                   table.place(entry)));
        return static_cast<std::int32_t>(plan.index.size()) - 1;
    }
    table.refuse(
        Error::input("process.cost", "the cost index has no value for {}", year)
            .at(table.place(entry))
            .expected("{}", own ? join(years, ", ") : format("{} to {}", first_index_year, last_index_year))
            .mend("add the index of {} to [capital.index.years]", year));
    return -1;
}

/// Nothing where it is none: what is measured in it then cannot be read, and is not to be complained of.
std::optional<std::string> size_unit(const SettingsTable& table) {
    const std::string unit = table.text("unit");
    if (!unit.empty() && Unit::parse(unit)) return unit;
    for (const std::string_view of : {"size", "base_size", "exponent", "least_size", "most_size"})
        static_cast<void>(table.has(of));
    if (unit.empty()) return {};  // told as missing
    table.refuse(Error::input("process.cost", "'{}' is no unit", printable(unit))
                     .at(table.place("unit"))
                     .expected("the unit of the size: m3, m2, kW"));
    return {};
}

/// Its cost curve, where it has a size.
void read_size(PlantReader& reader, const SettingsTable& table, Equipment& made) {
    if (!table.has("size")) return;
    const auto unit = size_unit(table);
    if (!unit) return;
    made.unit = *unit;
    made.size = reader.need(table, "size", made.unit, positive);
    made.base_size = reader.need(table, "base_size", made.unit, positive);
    made.exponent = reader.otherwise(table, "exponent", "1", 0.6, "six-tenths rule, Williams 1947",
                                     {.least = 0, .most = 2});
    made.least_size = reader.perhaps(table, "least_size", made.unit, positive);
    made.most_size = reader.perhaps(table, "most_size", made.unit, positive);
}

void read_equipment(PlantReader& reader, const SettingsTable& root, bool needs_lang) {
    Plant& plant = reader.plant();
    for (const auto& [name, table] : root.named_tables("equipment")) {
        Equipment made;
        made.name = name;
        made.base_cost = reader.need(table, "base_cost", "$", positive);
        made.base_year = place_of_year(reader, table, "year", table.integer("year", 1900, 2200));
        read_size(reader, table, made);
        made.count = reader.whole(table, "count", 1, 10000);
        made.installed = table.flag_or("installed", false);
        made.factor = reader.perhaps(table, "factor", "1", {.least = 1});
        if (made.installed && made.factor.stated())
            table.refuse(Error::input("process.cost", "{} is installed and has a factor", table.path())
                             .at(table.place("factor"))
                             .expected("installed = true, or the factor from delivered to installed"));
        if (!made.installed && !made.factor.stated() && !needs_lang)
            table.refuse(Error::input("process.cost", "the installation of {} is not stated", table.path())
                             .expected("installed = true, factor, or lang_factor in [capital]"));
        plant.equipment.push_back(std::move(made));
    }
}

void read_lang(PlantReader& reader, const SettingsTable& table) {
    FigureIndex& lang = reader.plant().capital.lang;
    if (!PlantReader::just_one(table, {"lang_factor", "plant_kind"}, true)) return;
    lang = reader.perhaps(table, "lang_factor", "1", {.least = 1});
    if (lang.stated()) return;
    const std::string kind = table.choice("plant_kind", {"solids", "solids_and_fluids", "fluids"});
    const PlantKind of = kind == "solids"   ? PlantKind::solids
                         : kind == "fluids" ? PlantKind::fluids
                                            : PlantKind::solids_and_fluids;
    lang = reader.known("capital.lang_factor", "1", lang_factors(of, LangSource::lang_1948).fixed_capital,
                        "Lang, Chemical Engineering 55(6):112 (1948)", table.place("plant_kind"));
}

}  // namespace

void read_capital(PlantReader& reader, const SettingsTable& root) {
    Plant& plant = reader.plant();
    const auto table = root.table_if("capital");
    const bool has_equipment = root.has("equipment");
    if (table) {
        CapitalPlan& plan = plant.capital;
        read_index(reader, *table);
        read_lang(reader, *table);
        plan.indirect = reader.perhaps(*table, "indirect", "1", not_negative);
        plan.contingency = reader.perhaps(*table, "contingency", "1", not_negative);
        plan.depreciable_share =
            reader.otherwise(*table, "depreciable_share", "1", 1, "all of the fixed capital",
                             {.least = 0, .most = 1, .above_least = true});
        plan.maintenance = reader.perhaps(*table, "maintenance", "1", not_negative);
        plan.insurance = reader.perhaps(*table, "insurance_and_taxes", "1", not_negative);
    }
    if (!has_equipment) return;
    if (!plant.cost_year)
        root.refuse(Error::input("process.cost", "the year of the money is not stated")
                        .expected("cost_year = 2019 at the top of the file: the year to which the cost index "
                                  "brings the equipment"));
    else
        plant.capital.cost_year = place_of_year(reader, root, "cost_year", *plant.cost_year);
    read_equipment(reader, root, plant.capital.lang.stated());
}

}  // namespace strandline::process
