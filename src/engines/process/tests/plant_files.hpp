#pragma once

#include "cost/plant.hpp"

#include <doctest/doctest.h>

#include <string>

namespace strandline::process::testing {

inline Result<Plant> plant_from(const std::string& toml) {
    auto file = formats::SettingsDocument::read(Source::memory("plant.toml", toml));
    REQUIRE_MESSAGE(file.has_value(), (file ? std::string() : render(file.error())));
    return read_plant(*file);
}

inline Plant good_plant(const std::string& toml) {
    auto plant = plant_from(toml);
    REQUIRE_MESSAGE(plant.has_value(), (plant ? std::string() : render(plant.error())));
    return std::move(*plant);
}

/// A plant small enough to be worked by hand: 100 kg in the broth of 1 m3, two steps that keep 80 % and 75 %.
inline std::string small_plant(const std::string& more = "") {
    return R"toml(
cost_year = 2019
[plant]
operating_time = "1000 h"
[product]
name = "acid"
titre = "100 g/L"
price = { value = "300 USD/kg", low = "250 USD/kg", high = "350 USD/kg", distribution = "uniform" }
[[seed]]
name = "flask"
volume = "1 L"
duration = "20 h"
[[seed]]
name = "seed"
share_of_next = 0.1
growth_rate = "0.5 1/h"
lag = "1 h"
turnaround = "4 h"
[fermentation]
vessels = 2
vessel_volume = "1.25 m3"
broth_volume = "1 m3"
success = 0.9
agitation_power = "3 kW"
motor_efficiency = 0.75
[[fermentation.step]]
name = "clean"
duration = "6 h"
[[fermentation.step]]
name = "fermentation"
duration = "40 h"
[[fermentation.step]]
name = "harvest"
duration = "4 h"
[[downstream]]
name = "filter"
recovery = 0.8
duration = "10 h"
uses = { electricity = "40 kW.h", water = "2 m3" }
[[downstream]]
name = "crystallise"
recovery = 0.75
duration = "15 h"
[media.sugar]
mass_per_product = "2 kg/kg"
price = "0.5 USD/kg"
[media.salts]
concentration = "10 g/L"
price = "1 USD/kg"
[utilities.electricity]
price = "0.1 USD/(kW.h)"
[utilities.water]
price = "2 USD/m3"
[labour]
operators_per_shift = 1
teams = 4
wage = "50 kUSD/a"
supervision = 0.1
overhead = 0.5
[consumables.filters]
price = "100 USD"
amount = 3
batches = 6
[waste.broth]
price = "5 USD/m3"
of_broth = true
[capital]
lang_factor = 4
maintenance = 0.05
[equipment.tank]
year = 2019
base_cost = "100 kUSD"
unit = "m3"
base_size = "10 m3"
size = "1.25 m3"
exponent = 0.5
count = 2
[equipment.skid]
year = 2019
base_cost = "60 kUSD"
installed = true
[finance]
income_tax = 0.25
years = 10
discount_rate = 0.1
depreciation = "straight_line"
depreciation_years = 10
)toml" + more;
}

}  // namespace strandline::process::testing
