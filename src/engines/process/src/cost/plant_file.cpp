#include "cost/plant_reader.hpp"

#include <cmath>

namespace strandline::process {

using formats::Allowed;
using formats::Figure;
using formats::SettingsTable;

FigureIndex PlantReader::add(Figure figure) {
    plant_.figures.push_back(std::move(figure));
    return {static_cast<std::int32_t>(plant_.figures.size()) - 1};
}

FigureIndex PlantReader::need(const SettingsTable& table, std::string_view name, std::string_view unit,
                              Allowed allowed) {
    return add(table.figure(name, unit, allowed));
}

FigureIndex PlantReader::perhaps(const SettingsTable& table, std::string_view name, std::string_view unit,
                                 Allowed allowed) {
    auto figure = table.figure_if(name, unit, allowed);
    return figure ? add(std::move(*figure)) : FigureIndex{};
}

FigureIndex PlantReader::otherwise(const SettingsTable& table, std::string_view name, std::string_view unit,
                                   double value, std::string_view reason, Allowed allowed) {
    if (table.has(name)) return need(table, name, unit, allowed);
    table.figure_if(name, unit, allowed);  // known, though not there
    return known(table.path().empty() ? std::string(name) : format("{}.{}", table.path(), name), unit, value,
                 format("default: {}", reason), table.place());
}

FigureIndex PlantReader::known(std::string path, std::string_view unit, double value, std::string source,
                               Place place) {
    Figure figure;
    figure.value = value;
    figure.unit = unit;
    figure.path = std::move(path);
    figure.source = std::move(source);
    figure.place = std::move(place);
    return add(std::move(figure));
}

FigureIndex PlantReader::whole(const SettingsTable& table, std::string_view name, std::int64_t least,
                               std::int64_t most) {
    const FigureIndex made = perhaps(table, name, "1");
    if (!made.stated()) return made;
    const Figure& figure = plant_.figures[static_cast<std::size_t>(made.at)];
    const double value = figure.value;
    const bool good =
        std::isnan(value) || (value == std::floor(value) && value >= static_cast<double>(least) &&
                              value <= static_cast<double>(most));
    if (!good)
        table.refuse(Error::input("process.cost", "{} is {}", figure.path, value)
                         .at(figure.place)
                         .expected("a whole number from {} to {}", least, most));
    else if (figure.low)
        table.refuse(Error::input("process.cost", "{} has a spread", figure.path)
                         .at(figure.place)
                         .expected("one whole number: what has a spread is drawn between its ends"));
    return made;
}

bool PlantReader::just_one(const SettingsTable& table, const std::vector<std::string>& names,
                           bool none_is_good) {
    std::vector<std::string> there;
    for (const std::string& name : names)
        if (table.has(name)) there.push_back(name);
    if (there.size() == 1 || (there.empty() && none_is_good)) return !there.empty();
    table.refuse(Error::input("process.cost", "[{}] states {}", table.path(),
                              there.empty() ? "none of " + join(names, ", ") : join(there, " and "))
                     .at(there.empty() ? table.place() : table.place(there.back()))
                     .expected("just one of {}", join(names, ", ")));
    return false;
}

std::vector<double> Plant::values() const {
    std::vector<double> made;
    made.reserve(figures.size());
    for (const Figure& figure : figures) made.push_back(figure.value);
    return made;
}

namespace {

void demand_sources(const Plant& plant, const SettingsTable& root) {
    for (const Figure& figure : plant.figures)
        if (figure.source.empty())
            root.refuse(Error::input("process.source", "{} has no source", figure.path)
                            .at(figure.place)
                            .expected("a source of every figure, as [sources] required = true asks")
                            .mend("write {{ value = …, source = \"…\" }}, or source = \"assumed\""));
}

}  // namespace

Result<Plant> read_plant(formats::SettingsDocument& file) {
    Plant plant;
    PlantReader reader(plant);
    const SettingsTable root = file.root();
    plant.title = root.text_or("title", "");
    plant.currency = root.text_or("currency", "USD");
    file.set_currency(plant.currency);
    if (root.has("cost_year")) plant.cost_year = root.integer("cost_year", 1900, 2200);
    plant.has_process = root.has("fermentation") || root.has("product");
    if (plant.has_process) read_process(reader, root);
    read_operating_costs(reader, root);
    if (plant.has_process) join_uses(reader, root);
    read_capital(reader, root);
    read_finance(reader, root);
    if (const auto sources = root.table_if("sources"); sources && sources->flag_or("required", false))
        demand_sources(plant, root);
    STRANDLINE_CHECK(file.finish());
    return plant;
}

}  // namespace strandline::process
