#include "scale/study/study_reader.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>

namespace strandline::process {
namespace {

using formats::positive;
using formats::SettingsTable;

Broth read_broth(const SettingsTable& table, FigureLog& log) {
    Broth broth;
    broth.temperature = log.given(table, {"temperature", "K", 1, positive});
    broth.density = log.or_usual(table, {"density", "kg/m3", 1, positive}, 1000, "water");
    broth.viscosity = log.given(table, {"viscosity", "mPa.s", 1e-3, positive});
    broth.flow_index = log.or_usual(table, {"flow_index", "1", 1, positive}, 1, "Newtonian");
    broth.surface_tension =
        log.or_usual(table, {"surface_tension", "mN/m", 1e-3, positive}, 70, "water at 37 °C");
    const std::vector<std::string> words{"coalescing", "non-coalescing"};
    broth.coalescing = table.choice("bubbles", words) == words.front();
    broth.salts_factor = log.or_usual(table, {"oxygen_solubility", "1", 1, positive}, 1,
                                      "of that in pure water; salts and sugars lower it");
    return broth;
}

/// A rate by volume, told as it is or as the product of biomass and a specific rate.
double read_oxygen_uptake(const SettingsTable& table, FigureLog& log, double biomass) {
    constexpr double per_hour = 1 / 3600.0;  // mmol/(L.h) is mol/(m3.h)
    if (const auto told = log.if_given(table, {"oxygen_uptake", "mmol/(L.h)", per_hour, positive}))
        return *told;
    if (!table.has("specific_oxygen_uptake") || biomass <= 0) {
        table.refuse(Error::input("process.scale_demand", "what the culture takes up of oxygen is not told")
                         .expected("oxygen_uptake, or biomass and specific_oxygen_uptake, at the peak"));
        return 0;
    }
    return biomass * log.given(table, {"specific_oxygen_uptake", "mmol/(g.h)", per_hour, positive});
}

void read_culture(const SettingsTable& table, FigureLog& log, ScaleStudy& study) {
    Demand& demand = study.demand;
    demand.biomass = log.if_given(table, {"biomass", "g/L", 1, positive}).value_or(0);
    demand.oxygen_uptake = read_oxygen_uptake(table, log, demand.biomass);
    demand.respiratory_quotient = log.or_usual(table, {"respiratory_quotient", "1", 1, positive}, 1,
                                               "growth on glucose, CO2 made for each O2");
    demand.substrate = log.if_given(table, {"substrate", "g/L", 1, positive}).value_or(0);
    if (demand.substrate > 0)
        demand.substrate_uptake =
            log.given(table, {"specific_substrate_uptake", "g/(g.h)", 1 / 3600.0, positive});
    study.cell_size = log.if_given(table, {"cell_size", "um", 1e-6, positive}).value_or(0);
}

constexpr double usual_oxygen = 0.2, usual_carbon_dioxide = 150;  // of air's saturation; mbar
constexpr std::string_view oxygen_words = "of saturation with air at 101325 Pa; assumed";
constexpr std::string_view carbon_dioxide_words = "dissolved CO2 that slows growth of many cultures; assumed";

void usual_limits(FigureLog& log, Demand& demand) {
    demand.least_oxygen = usual_oxygen;
    demand.most_carbon_dioxide = usual_carbon_dioxide * 100;
    log.add("limits.oxygen_least", "1", usual_oxygen, oxygen_words);
    log.add("limits.carbon_dioxide_most", "mbar", usual_carbon_dioxide, carbon_dioxide_words);
}

void read_limits(const SettingsTable& table, FigureLog& log, ScaleStudy& study) {
    StatedLimits& limits = study.limits;
    study.demand.least_oxygen =
        log.or_usual(table, {"oxygen_least", "1", 1, formats::fraction}, usual_oxygen, oxygen_words);
    study.demand.most_carbon_dioxide = log.or_usual(table, {"carbon_dioxide_most", "mbar", 100, positive},
                                                    usual_carbon_dioxide, carbon_dioxide_words);
    limits.tip_speed = log.if_given(table, {"tip_speed_most", "m/s", 1, positive});
    limits.eddy_to_cell = log.if_given(table, {"eddy_to_cell_least", "1", 1, positive});
    if (limits.eddy_to_cell && study.cell_size <= 0)
        table.refuse(Error::input("process.scale_demand", "eddies are to be compared with cells of no size")
                         .at(table.place("eddy_to_cell_least"))
                         .expected("culture.cell_size"));
    limits.mixing_time = log.if_given(table, {"mixing_time_most", "s", 1, positive});
    limits.mixing_to_uptake = log.if_given(table, {"mixing_to_uptake_most", "1", 1, positive});
    if (limits.mixing_to_uptake && study.demand.substrate <= 0)
        table.refuse(Error::input("process.scale_demand", "the time of substrate uptake is not known")
                         .at(table.place("mixing_to_uptake_most"))
                         .expected("culture.substrate, culture.specific_substrate_uptake and "
                                   "culture.biomass"));
    limits.power_per_volume = log.if_given(table, {"power_per_volume_most", "W/m3", 1, positive});
    limits.superficial_velocity = log.if_given(table, {"gas_velocity_most", "m/s", 1, positive});
}

ScaleRule read_rule(const SettingsTable& table, std::string_view word, std::string_view entry) {
    if (const auto rule = find_rule(word); rule && *rule != ScaleRule::own) return *rule;
    std::vector<std::string> known;
    for (const ScaleRule rule : all_rules) known.emplace_back(name(rule));
    table.refuse(Error::input("process.scale_rule", "'{}' is no rule of scale-up", word)
                     .at(table.place(entry))
                     .expected("one of {}", join(known, ", "))
                     .candidates(nearest(word, known)));
    return ScaleRule::oxygen_transfer;
}

void read_rules(const SettingsTable& table, ScaleStudy& study) {
    study.rules.clear();
    for (const std::string& word : table.texts("compare")) {
        const ScaleRule rule = read_rule(table, word, "compare");
        if (std::ranges::find(study.rules, rule) == study.rules.end()) study.rules.push_back(rule);
    }
    if (study.rules.empty()) study.rules.assign(std::begin(all_rules), std::end(all_rules));
    if (table.has("chosen")) {
        study.chosen = read_rule(table, table.text("chosen"), "chosen");
        if (std::ranges::find(study.rules, study.chosen) == study.rules.end())
            study.rules.push_back(study.chosen);
    } else if (std::ranges::find(study.rules, study.chosen) == study.rules.end()) {
        study.chosen = study.rules.front();
    }
    if (table.has("gas")) {
        const std::string gas = table.choice("gas", {"as stated", "vvm", "gas velocity"});
        study.gas = gas == "vvm"            ? KeptGas::gas_per_volume
                    : gas == "gas velocity" ? KeptGas::superficial_velocity
                                            : KeptGas::as_given;
    }
}

void read_correlations(const SettingsTable& table, ScaleStudy& study) {
    std::vector<std::string> transfers;
    for (const TransferCorrelation& one : transfer_correlations()) transfers.emplace_back(one.name);
    if (table.has("kla")) study.correlations.transfer = transfer_correlation(table.choice("kla", transfers));
    const std::string power =
        table.choice_or("gassed_power", "hughmark", {"hughmark", "michel-miller", "cui"});
    study.correlations.gassed_power = power == "michel-miller" ? GassedPower::michel_miller
                                      : power == "cui"         ? GassedPower::cui
                                                               : GassedPower::hughmark;
    if (table.choice_or("gas_flow", "plug", {"plug", "mixed"}) == "mixed")
        study.correlations.gas_flow = GasFlow::mixed;
}

void find_reference(const SettingsTable& table, ScaleStudy& study) {
    if (study.vessels.empty()) return;
    const std::string wanted = table.text_or("reference", study.vessels.front().vessel.name);
    std::vector<std::string> known;
    for (const StudyVessel& one : study.vessels) known.push_back(one.vessel.name);
    const auto found = std::ranges::find(known, wanted);
    if (found == known.end()) {
        table.refuse(Error::input("process.scale_vessel", "there is no vessel '{}'", wanted)
                         .at(table.place("reference"))
                         .expected("one of {}", join(known, ", "))
                         .candidates(nearest(wanted, known)));
        return;
    }
    study.reference = static_cast<std::size_t>(found - known.begin());
    const StudyVessel& reference = study.vessels[study.reference];
    if (!reference.own_speed || !reference.own_gas)
        table.refuse(Error::input("process.scale_vessel",
                                  "vessel '{}', from which the others are scaled, "
                                  "does not tell how it runs",
                                  wanted)
                         .at(reference.place)
                         .expected("speed (or power_per_volume, kla, tip_speed, mixing_time) and gas_flow "
                                   "or vvm"));
}

void read_vessels(const SettingsTable& root, FigureLog& log, ScaleStudy& study) {
    const auto tables = root.named_tables("vessel");
    for (const auto& [name, table] : tables) study.vessels.push_back(read_vessel(name, table, log));
    if (tables.size() < 2)
        root.refuse(Error::input("process.scale_vessel", "there {} in the file",
                                 tables.empty() ? "are no vessels" : "is one vessel")
                        .expected("two or more tables [vessel.NAME]"));
    if (study.gas == KeptGas::as_given)
        for (const StudyVessel& one : study.vessels)
            if (!one.own_gas)
                root.refuse(
                    Error::input("process.scale_vessel", "vessel '{}' states no gas flow", one.vessel.name)
                        .at(one.place)
                        .expected("gas_flow or vvm, since rules.gas is \"as stated\""));
}

}  // namespace

Result<ScaleStudy> read_scale_study(const formats::SettingsDocument& file) {
    const SettingsTable root = file.root();
    FigureLog log;
    ScaleStudy study;
    study.title = root.text_or("title", "Scale-up");
    study.broth = read_broth(root.table("broth"), log);
    read_culture(root.table("culture"), log, study);
    if (const auto limits = root.table_if("limits"))
        read_limits(*limits, log, study);
    else
        usual_limits(log, study.demand);
    study.rules.assign(std::begin(all_rules), std::end(all_rules));
    const auto rules = root.table_if("rules");
    if (rules) read_rules(*rules, study);
    if (const auto correlations = root.table_if("correlations")) read_correlations(*correlations, study);
    read_vessels(root, log, study);
    find_reference(rules ? *rules : root, study);
    if (const auto recipe = root.table_if("simulation")) study.recipe = read_recipe(*recipe, log);
    STRANDLINE_CHECK(file.finish());
    study.figures = log.take();
    return study;
}

}  // namespace strandline::process
