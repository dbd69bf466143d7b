#pragma once

#include "cost/plant.hpp"

#include <strandline/formats/settings.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace strandline::process {

/// Takes figures out of the tables of a plant's file and numbers them.
class PlantReader {
public:
    explicit PlantReader(Plant& plant) : plant_(plant) {}

    FigureIndex need(const formats::SettingsTable& table, std::string_view name, std::string_view unit,
                     formats::Allowed allowed = {});
    FigureIndex perhaps(const formats::SettingsTable& table, std::string_view name, std::string_view unit,
                        formats::Allowed allowed = {});
    /// What the file says, else this value, told with the reason.
    FigureIndex otherwise(const formats::SettingsTable& table, std::string_view name, std::string_view unit,
                          double value, std::string_view reason, formats::Allowed allowed = {});
    /// A figure that is not in the file.
    FigureIndex known(std::string path, std::string_view unit, double value, std::string source, Place place);
    /// A whole number without spread.
    FigureIndex whole(const formats::SettingsTable& table, std::string_view name, std::int64_t least,
                      std::int64_t most);

    /// Just one of these entries is there; false, and an error is noted, where not.
    static bool just_one(const formats::SettingsTable& table, const std::vector<std::string>& names,
                         bool none_is_good = false);

    double value(FigureIndex of) const { return plant_.figures[static_cast<std::size_t>(of.at)].value; }
    Plant& plant() { return plant_; }

private:
    FigureIndex add(formats::Figure figure);
    Plant& plant_;
};

/// [plant], [product], [fermentation], [[seed]], [[downstream]], [balance].
void read_process(PlantReader& reader, const formats::SettingsTable& root);
/// [media], [utilities], [labour], [consumables], [waste], [quality], [other].
void read_operating_costs(PlantReader& reader, const formats::SettingsTable& root);
/// [equipment], [capital], [finance].
void read_capital(PlantReader& reader, const formats::SettingsTable& root);
void read_finance(PlantReader& reader, const formats::SettingsTable& root);
/// The utilities that the steps downstream use, once these are known.
void join_uses(PlantReader& reader, const formats::SettingsTable& root);

}  // namespace strandline::process
