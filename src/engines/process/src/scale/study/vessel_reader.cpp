#include "scale/study/study_reader.hpp"

#include <cmath>
#include <numbers>

namespace strandline::process {
namespace {

using formats::fraction;
using formats::positive;
using formats::SettingsTable;

constexpr double per_minute = 1 / 60.0, per_hour = 1 / 3600.0;

/// Both or neither is no answer to which of two ways a quantity is told.
bool tells_one(const SettingsTable& table, std::string_view one, std::string_view other) {
    const bool first = table.has(one), second = table.has(other);
    if (first == second)
        table.refuse(Error::input("process.scale_vessel", "{} {}", table.path(),
                                  first ? format("has both {} and {}", one, other)
                                        : format("has neither {} nor {}", one, other))
                         .at(first ? table.place(other) : table.place())
                         .expected("one of the two"));
    return first;
}

void read_shape(const SettingsTable& table, FigureLog& log, Vessel& vessel) {
    vessel.volume = log.given(table, {"volume", "L", 1e-3, positive});
    if (tells_one(table, "tank_diameter", "height_to_diameter")) {
        vessel.tank_diameter = log.given(table, {"tank_diameter", "m", 1, positive});
    } else if (const auto ratio = log.if_given(table, {"height_to_diameter", "1", 1, positive})) {
        vessel.tank_diameter = std::cbrt(4 * vessel.volume / (std::numbers::pi * *ratio));
    }
    const double area = std::numbers::pi / 4 * vessel.tank_diameter * vessel.tank_diameter;
    vessel.liquid_height = vessel.volume / area;
    if (const auto height = log.if_given(table, {"sparger_height", "m"})) vessel.sparger_height = *height;
}

const ImpellerKind& read_kind(const SettingsTable& table) {
    std::vector<std::string> words;
    for (const ImpellerKind& kind : impeller_kinds()) words.emplace_back(kind.name);
    return *impeller_kind(table.choice("kind", words));
}

void read_impellers(const SettingsTable& table, FigureLog& log, Vessel& vessel) {
    const auto groups = table.tables("impellers");
    if (groups.empty())
        table.refuse(Error::input("process.scale_vessel", "{} has no impellers", table.path())
                         .expected("[[{}.impellers]] with kind, count and diameter, from bottom to top",
                                   table.path()));
    for (const SettingsTable& group : groups) {
        const ImpellerKind& kind = read_kind(group);
        Impeller impeller;
        impeller.kind = kind.name;
        if (tells_one(group, "diameter", "diameter_to_tank"))
            impeller.diameter = log.given(group, {"diameter", "m", 1, positive});
        else if (const auto ratio = log.if_given(group, {"diameter_to_tank", "1", 1, positive}))
            impeller.diameter = *ratio * vessel.tank_diameter;
        if (impeller.diameter >= vessel.tank_diameter)
            group.refuse(Error::input("process.scale_vessel", "the impeller is as wide as the tank")
                             .expected("a diameter below {:.4g} m", vessel.tank_diameter)
                             .found("{:.4g} m", impeller.diameter));
        const std::string why = format("of a {}, {}", kind.name, kind.source);
        impeller.power_number =
            log.or_usual(group, {"power_number", "1", 1, positive}, kind.power_number, why);
        impeller.flow_number = log.or_usual(group, {"flow_number", "1", 1, positive}, kind.flow_number, why);
        if (const auto spacing = log.if_given(group, {"spacing", "m", 1, positive}))
            impeller.spacing = *spacing;
        const std::int64_t count = group.integer_or("count", 1, 1, 12);
        vessel.impellers.insert(vessel.impellers.end(), static_cast<std::size_t>(count), impeller);
    }
}

/// The speed, or what it is to keep.
void read_speed(const SettingsTable& table, FigureLog& log, StudyVessel& made) {
    struct Way {
        AskedFigure asked;
        std::optional<Kept> kept;
    };
    const Way ways[] = {
        {{"speed", "/min", per_minute, positive}, std::nullopt},
        {{"power_per_volume", "W/m3", 1, positive}, Kept::power_per_volume},
        {{"kla", "/h", per_hour, positive}, Kept::transfer_coefficient},
        {{"tip_speed", "m/s", 1, positive}, Kept::tip_speed},
        {{"mixing_time", "s", 1, positive}, Kept::mixing_time},
    };
    for (const Way& way : ways) {
        const auto value = log.if_given(table, way.asked);
        if (!value) continue;
        if (made.own_speed)
            table.refuse(Error::input("process.scale_vessel", "{} tells its speed in two ways", table.path())
                             .at(table.place(way.asked.name))
                             .expected("one of speed, power_per_volume, kla, tip_speed, mixing_time"));
        made.own_speed = true;
        if (way.kept)
            made.own_kept = {*way.kept, *value};
        else
            made.vessel.speed = *value;
    }
    made.vessel.speed_most = log.if_given(table, {"speed_most", "/min", per_minute, positive}).value_or(0);
    made.vessel.motor_power = log.if_given(table, {"motor_power", "kW", 1e3, positive}).value_or(0);
}

/// m3/s, from a flow or a flow per volume of liquid and minute.
std::optional<double> read_gas(const SettingsTable& table, FigureLog& log, double volume,
                               std::string_view flow, std::string_view per_volume) {
    if (table.has(flow) && table.has(per_volume)) tells_one(table, flow, per_volume);
    if (const auto told = log.if_given(table, {flow, "m3/h", per_hour, positive})) return told;
    if (const auto vvm = log.if_given(table, {per_volume, "1", per_minute, positive})) return *vvm * volume;
    return std::nullopt;
}

void read_gases(const SettingsTable& table, FigureLog& log, StudyVessel& made) {
    Vessel& vessel = made.vessel;
    if (const auto flow = read_gas(table, log, vessel.volume, "gas_flow", "vvm")) {
        vessel.gas_flow = *flow;
        made.own_gas = true;
    }
    vessel.gas_flow_most = read_gas(table, log, vessel.volume, "gas_flow_most", "vvm_most").value_or(0);
    vessel.oxygen_fraction = log.or_usual(table, {"oxygen_fraction", "1", 1, fraction}, 0.2095, "dry air");
    vessel.carbon_dioxide_fraction =
        log.or_usual(table, {"carbon_dioxide_fraction", "1", 1, fraction}, 0.0004, "dry air");
    vessel.head_pressure =
        log.or_usual(table, {"head_pressure", "bar", 1e5, positive}, 1.01325, "the atmosphere's, absolute");
}

void read_cooling(const SettingsTable& table, FigureLog& log, Vessel& vessel) {
    const auto cooling = table.table_if("cooling");
    if (!cooling) return;
    vessel.cooling_area = log.given(*cooling, {"area", "m2"});
    vessel.cooling_coefficient = log.given(*cooling, {"coefficient", "W/(m2.K)"});
    if (const auto area = log.if_given(*cooling, {"coil_area", "m2"})) {
        vessel.coil_area = *area;
        vessel.coil_coefficient = log.given(*cooling, {"coil_coefficient", "W/(m2.K)"});
    }
    vessel.coolant_temperature = log.given(*cooling, {"coolant", "K", 1, positive});
    vessel.coolant_flow_most = log.if_given(*cooling, {"flow_most", "kg/s", 1, positive}).value_or(0);
}

}  // namespace

StudyVessel read_vessel(const std::string& name, const SettingsTable& table, FigureLog& log) {
    StudyVessel made;
    made.place = table.place();
    made.vessel.name = name;
    read_shape(table, log, made.vessel);
    read_impellers(table, log, made.vessel);
    read_speed(table, log, made);
    read_gases(table, log, made);
    read_cooling(table, log, made.vessel);
    made.volume_most = log.if_given(table, {"volume_most", "L", 1e-3, positive}).value_or(made.vessel.volume);
    made.motor_efficiency = log.or_usual(table, {"motor_efficiency", "1", 1, fraction}, 0.9,
                                         "of electricity to the shaft, motor and gear; assumed");
    made.compressor_efficiency = log.or_usual(table, {"compressor_efficiency", "1", 1, fraction}, 0.7,
                                              "isentropic and motor; assumed");
    made.gas_line_loss =
        log.or_usual(table, {"gas_line_loss", "bar", 1e5}, 0.3, "filters and sparger; assumed");
    return made;
}

}  // namespace strandline::process
