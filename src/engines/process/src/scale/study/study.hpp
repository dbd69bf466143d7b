#pragma once

#include "scale/conditions.hpp"
#include "scale/scale_up.hpp"
#include "scale/vessel.hpp"

#include <strandline/base/error.hpp>
#include <strandline/domain/formula.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace strandline::process {

/// What is kept equal from one vessel to the next. `own`: the vessel runs as its table says.
enum class ScaleRule {
    power_per_volume,
    oxygen_transfer,
    tip_speed,
    mixing_time,
    reynolds,
    vvm,
    impeller_flow,
    superficial_velocity,
    own
};
inline constexpr ScaleRule all_rules[] = {ScaleRule::power_per_volume, ScaleRule::oxygen_transfer,
                                          ScaleRule::tip_speed,        ScaleRule::mixing_time,
                                          ScaleRule::reynolds,         ScaleRule::vvm,
                                          ScaleRule::impeller_flow,    ScaleRule::superficial_velocity};
/// "P/V", "kLa", "tip speed", "mixing time", "Re", "vvm", "impeller flow", "gas velocity", "own"; so files
/// and tables have it.
std::string_view name(ScaleRule rule);
std::optional<ScaleRule> find_rule(std::string_view name);

/// A number that the study rests on, with where it comes from: what the file says, or a default of the field.
struct StatedFigure {
    std::string path, unit, source;
    double value = 0;
    bool is_default = false;
};

/// What must not be passed besides what a vessel itself allows; nothing where nothing was said. SI.
struct StatedLimits {
    std::optional<double> tip_speed;         // m/s
    std::optional<double> eddy_to_cell;      // length of the smallest eddies over the cells' size, at least
    std::optional<double> mixing_time;       // s
    std::optional<double> mixing_to_uptake;  // mixing time over time of substrate uptake
    std::optional<double> power_per_volume;  // W/m3
    std::optional<double> superficial_velocity;  // m/s
};

/// A vessel and how it is run.
struct StudyVessel {
    Vessel vessel;
    bool own_speed = false, own_gas = false;          // the file states speed (or `own_kept`), gas flow
    std::optional<std::pair<Kept, double>> own_kept;  // what gives the speed where none is stated
    double volume_most = 0;                           // m3 of liquid
    double motor_efficiency = 0, compressor_efficiency = 0;
    double gas_line_loss = 0;  // Pa between compressor and sparger
    ::strandline::Place place;
};

/// A model's quantity: formula over its ids, and the unit that this is in.
struct ModelQuantity {
    domain::Formula formula;
    std::string unit;
    ::strandline::Place place;
};

/// A parameter of the model that the vessel gives: a quantity of its operating point in the model's unit.
struct VesselParameter {
    std::string id, quantity, unit;
    ::strandline::Place place;
};

/// How a recipe is run at each scale.
struct RecipeSettings {
    std::string model, feed;  // files that the settings name; empty where none is named
    std::string time_unit = "h", flow_unit = "L/h";
    double reference_volume = 0;  // m3; the recipe grows by the vessel's volume over this
    std::optional<double> end;    // s
    std::int64_t steps = 0;
    std::vector<std::string> scaled;  // ids of the model that grow with the vessel
    std::vector<VesselParameter> set;
    std::map<std::string, ModelQuantity, std::less<>> quantities;  // volume, oxygen_uptake, …
    std::map<std::string, ModelQuantity, std::less<>>
        told;  // at the end, by names; none grows with the vessel
    std::map<std::string, double, std::less<>> feed_concentrations;  // kg/m3 of substrate, by feed
    double turnaround = 0;                                           // s, between runs
    ::strandline::Place place;
};

struct ScaleStudy {
    std::string title;
    Broth broth;
    Demand demand;
    double cell_size = 0;  // m; 0: not told
    StatedLimits limits;
    Correlations correlations;
    std::vector<ScaleRule> rules;
    ScaleRule chosen = ScaleRule::oxygen_transfer;
    std::optional<KeptGas> gas;  // how gas flow goes along; none: as the vessel says, else the gas velocity
    std::size_t reference = 0;
    std::vector<StudyVessel> vessels;
    std::optional<RecipeSettings> recipe;
    std::vector<StatedFigure> figures;
};

}  // namespace strandline::process
