#include "scale/study/points.hpp"
#include "scale/estimates.hpp"

#include <strandline/base/text.hpp>

#include <cmath>

namespace strandline::process {
namespace {

/// Which of the correlations' rules a rule of ours is; none for those that need none.
std::optional<Kept> kept_of(ScaleRule rule) {
    switch (rule) {
    case ScaleRule::power_per_volume:
    case ScaleRule::vvm:
    case ScaleRule::superficial_velocity:
        return Kept::power_per_volume;
    case ScaleRule::oxygen_transfer:
        return Kept::transfer_coefficient;
    case ScaleRule::tip_speed:
        return Kept::tip_speed;
    case ScaleRule::mixing_time:
        return Kept::mixing_time;
    case ScaleRule::reynolds:
        return Kept::reynolds_number;
    case ScaleRule::impeller_flow:
    case ScaleRule::own:
        return std::nullopt;
    }
    return std::nullopt;
}

KeptGas gas_of(const ScaleStudy& study, ScaleRule rule, const StudyVessel& vessel) {
    if (rule == ScaleRule::vvm) return KeptGas::gas_per_volume;
    if (rule == ScaleRule::superficial_velocity) return KeptGas::superficial_velocity;
    if (study.gas) return *study.gas;
    return vessel.own_gas ? KeptGas::as_given : KeptGas::superficial_velocity;
}

/// m3 for each turn of the shaft.
double pumped_volume(const Vessel& vessel) {
    double sum = 0;
    for (const Impeller& impeller : vessel.impellers)
        sum += impeller.flow_number * std::pow(impeller.diameter, 3);
    return sum;
}

/// The speed at which all impellers pump the same share of the volume.
ScaledUp scale_impeller_flow(KeptGas gas, const Vessel& small, const Vessel& large, const Broth& broth) {
    // tip speed always has a solution: it gives the gas flow and the words on the vessel's own limits.
    ScaledUp made = scale_up(Kept::tip_speed, gas, small, large, broth);
    made.small = small.speed * pumped_volume(small) / small.volume;
    made.large = made.small;
    made.speed = made.small * large.volume / pumped_volume(large);
    made.words.clear();
    return made;
}

/// The speed that gives `wanted` of a kept quantity, which rises with the speed or falls with it.
std::optional<double> speed_for(const ScaleStudy& study, const Vessel& vessel, Kept kept, double wanted) {
    const auto at = [&](double speed) {
        return kept_value(kept, vessel, study.broth, speed, vessel.gas_flow, study.correlations);
    };
    double low = 1e-3, high = 1e2;  // 1/s
    const bool rises = at(high) > at(low);
    const auto below = [&](double speed) { return (at(speed) < wanted) == rises; };
    if (!below(low) || below(high)) return std::nullopt;
    for (int i = 0; i < 200 && high - low > 1e-12 * high; ++i) {
        const double middle = std::sqrt(low * high);
        (below(middle) ? low : high) = middle;
    }
    return std::sqrt(low * high);
}

VesselLimit at_most(std::string_view name, std::string_view unit, double value, double allowed,
                    std::string_view what) {
    return {.name = name,
            .unit = unit,
            .value = value,
            .allowed = allowed,
            .held = value <= allowed,
            .words = format("{} {:.3g}{}, at most {:.3g}{} wanted", what, value,
                            unit == "1" ? "" : format(" {}", unit), allowed,
                            unit == "1" ? "" : format(" {}", unit))};
}

/// A vessel's limit in the unit that the field uses.
void in_field_unit(VesselLimit& limit) {
    struct Field {
        std::string_view name, unit;
        double factor;
        std::string_view is, may;
    };
    static constexpr Field fields[] = {{"speed", "1/min", 60, "turns at", "may turn at"},
                                       {"motor", "kW", 1e-3, "draws without gas", "the motor gives"},
                                       {"gas flow", "m3/h", 3600, "gas flow", "at most"},
                                       {"oxygen", "mmol/(L.h)", 3600, "oxygen uptake", "transferred at most"},
                                       {"heat", "kW", 1e-3, "to be removed", "cooling takes"},
                                       {"carbon dioxide", "mbar", 0.01, "CO2 in the liquid", "at most"}};
    for (const Field& field : fields) {
        if (field.name != limit.name) continue;
        limit.unit = field.unit;
        limit.value *= field.factor;
        limit.allowed *= field.factor;
        limit.words = format("{} {:.3g} {}, {} {:.3g} {}", field.is, limit.value, field.unit, field.may,
                             limit.allowed, field.unit);
    }
}

/// The first quantity of a point that is no number: figures far from any vessel make such.
const QuantityRow* not_a_number(const OperatingPoint& point) {
    for (const std::string_view name :
         {"speed", "gas_flow", "gas_velocity", "tip_speed", "power", "kla", "heat_removable"})
        if (const QuantityRow* row = find_row(point.rows, name); row && !std::isfinite(row->estimate.value))
            return row;
    return nullptr;
}

}  // namespace

std::vector<VesselLimit> study_limits(const ScaleStudy& study, const Vessel& vessel, const Conditions& now) {
    std::vector<VesselLimit> limits = vessel_limits(vessel, study.demand, now);
    // Slow blending makes gradients, not a vessel that cannot be run: a limit only where one is stated.
    std::erase_if(limits, [](const VesselLimit& limit) { return limit.name == "mixing"; });
    for (VesselLimit& limit : limits) in_field_unit(limit);
    const StatedLimits& stated = study.limits;
    if (stated.tip_speed)
        limits.push_back(at_most("tip speed", "m/s", now.tip_speed, *stated.tip_speed, "tip speed"));
    if (stated.eddy_to_cell) {
        const double ratio = now.least_kolmogorov_length / study.cell_size;
        limits.push_back({.name = "eddies",
                          .unit = "1",
                          .value = ratio,
                          .allowed = *stated.eddy_to_cell,
                          .held = ratio >= *stated.eddy_to_cell,
                          .words = format("smallest eddies {:.3g} times a cell, at least {:.3g} wanted",
                                          ratio, *stated.eddy_to_cell)});
    }
    if (stated.mixing_time)
        limits.push_back(
            at_most("mixing time", "s", now.mixing_time.value, *stated.mixing_time, "mixing time"));
    if (stated.mixing_to_uptake && now.uptake_time > 0)
        limits.push_back(at_most("blending", "1", now.mixing_to_uptake, *stated.mixing_to_uptake,
                                 "mixing time over substrate uptake time"));
    if (stated.power_per_volume)
        limits.push_back(
            at_most("power per volume", "W/m3", now.power_per_volume.value, *stated.power_per_volume, "P/V"));
    if (stated.superficial_velocity)
        limits.push_back(at_most("gas velocity", "m/s", now.superficial_velocity,
                                 *stated.superficial_velocity, "gas velocity"));
    return limits;
}

Conditions study_conditions(const ScaleStudy& study, const Vessel& vessel, double speed,
                            double normal_gas_flow) {
    const Demand& demand = study.demand;
    Conditions made = conditions(vessel, study.broth, demand, speed, normal_gas_flow, study.correlations);
    made.heat = heat_balance(vessel, study.broth, demand.oxygen_uptake, made.power.value, normal_gas_flow);
    made.carbon_dioxide = stripping(vessel, study.broth, normal_gas_flow, made.transfer_coefficient.value,
                                    demand.respiratory_quotient * demand.oxygen_uptake, demand.oxygen_uptake,
                                    study.correlations.gas_flow);
    carry(made.carbon_dioxide.partial_pressure, made.transfer_coefficient, 1 - made.carbon_dioxide.gas_share);
    return made;
}

OperatingPoint point_at(const ScaleStudy& study, std::size_t vessel, ScaleRule rule, double speed,
                        double normal_gas_flow) {
    const StudyVessel& of = study.vessels[vessel];
    OperatingPoint made{.vessel = vessel,
                        .rule = rule,
                        .speed = speed,
                        .gas_flow = normal_gas_flow,
                        .words = {},
                        .conditions = study_conditions(study, of.vessel, speed, normal_gas_flow),
                        .rows = {},
                        .limits = {}};
    made.rows = quantity_rows(study, of, made.conditions);
    made.limits = study_limits(study, of.vessel, made.conditions);
    return made;
}

Result<OperatingPoint> own_point(const ScaleStudy& study, std::size_t vessel) {
    const StudyVessel& of = study.vessels[vessel];
    const auto checked = [&](OperatingPoint made) -> Result<OperatingPoint> {
        const QuantityRow* row = not_a_number(made);
        if (!row) return made;
        return fail(Error::input("process.scale_vessel", "the {} of vessel '{}' cannot be counted", row->name,
                                 of.vessel.name)
                        .at(of.place)
                        .expected("figures of a vessel and broth that can be")
                        .mend("look for figures that are too large or too small by powers of ten"));
    };
    if (!of.own_kept)
        return checked(point_at(study, vessel, ScaleRule::own, of.vessel.speed, of.vessel.gas_flow));
    const auto speed = speed_for(study, of.vessel, of.own_kept->first, of.own_kept->second);
    if (!speed)
        return fail(Error::input("process.scale_vessel",
                                 "vessel '{}' does not reach the {} that its table states", of.vessel.name,
                                 named(of.own_kept->first))
                        .at(of.place)
                        .expected("a value that some speed between 0.06 and 6000 1/min gives")
                        .mend("state the speed"));
    return checked(point_at(study, vessel, ScaleRule::own, *speed, of.vessel.gas_flow));
}

OperatingPoint scaled_point(const ScaleStudy& study, const OperatingPoint& reference, std::size_t vessel,
                            ScaleRule rule) {
    Vessel small = study.vessels[reference.vessel].vessel;
    small.speed = *reference.speed;
    small.gas_flow = reference.gas_flow;
    const StudyVessel& large = study.vessels[vessel];
    const KeptGas gas = gas_of(study, rule, large);
    const auto kept = kept_of(rule);
    const ScaledUp found = kept ? scale_up(*kept, gas, small, large.vessel, study.broth, study.correlations)
                                : scale_impeller_flow(gas, small, large.vessel, study.broth);
    OperatingPoint none;
    none.vessel = vessel;
    none.rule = rule;
    none.gas_flow = found.normal_gas_flow;
    none.words = found.words;
    if (!found.speed) return none;
    OperatingPoint made = point_at(study, vessel, rule, *found.speed, found.normal_gas_flow);
    if (const QuantityRow* row = not_a_number(made)) {
        none.words = format("{} cannot be counted", row->name);
        return none;
    }
    made.words = found.words;
    return made;
}

Result<std::vector<ScaledVessel>> scale_vessels(const ScaleStudy& study) {
    STRANDLINE_TRY(const OperatingPoint reference, own_point(study, study.reference));
    std::vector<ScaledVessel> vessels(study.vessels.size());
    for (std::size_t i = 0; i < vessels.size(); ++i) {
        ScaledVessel& made = vessels[i];
        if (i == study.reference) {
            made.points.push_back(reference);
            continue;
        }
        for (const ScaleRule rule : study.rules) {
            if (rule == study.chosen) made.chosen = made.points.size();
            made.points.push_back(scaled_point(study, reference, i, rule));
        }
        if (!study.vessels[i].own_speed || !study.vessels[i].own_gas) continue;
        STRANDLINE_TRY(OperatingPoint own, own_point(study, i));
        made.chosen = made.points.size();
        made.points.push_back(std::move(own));
    }
    return vessels;
}

}  // namespace strandline::process
