#include "dynamic/culture_outputs.hpp"

#include "model/exchanges.hpp"
#include "model/numbers.hpp"

#include <strandline/formats/table.hpp>

#include <cmath>
#include <string>

namespace strandline::strain {
namespace {

/// g/mol of what is exchanged.
std::optional<double> molar_mass(const FluxModel& model, std::int32_t exchange) {
    const auto content = exchanged_content(model, exchange);
    if (!content) return std::nullopt;
    return content->molar_mass;
}

std::vector<operation::Column> culture_columns() {
    using operation::number_column;
    return {number_column("time_h", "time since the start"),
            number_column("volume_L", "volume of the culture"), number_column("biomass_g_L", "dry biomass"),
            number_column("growth_1_h", "specific growth rate"),
            number_column("starvation", "share of the maintenance that is not met, 0 to 1")};
}

/// The substrate that yields are of: the first of the table that is taken up, has carbon, and was consumed.
std::size_t main_substrate(const FluxModel& model, const CulturePlan& plan, const Culture& culture) {
    std::size_t any = plan.tracked.size();
    for (std::size_t i = 0; i < culture.totals.size(); ++i) {
        if (!plan.tracked[i].uptake || meant(culture.totals[i].made()) >= 0) continue;
        if (has_carbon(exchanged(model, plan.tracked[i].reaction).formula)) return i;
        if (any == plan.tracked.size() && plan.tracked[i].reaction != plan.aeration.oxygen) any = i;
    }
    return any;
}

Json events_json(const FluxModel& model, const Culture& culture) {
    Json events = Json::array();
    for (const CultureEvent& event : culture.events) {
        Json one = Json::object();
        one.set("time_h", meant(event.time)).set("event", word(event.kind));
        if (event.reaction >= 0) one.set("exchange", model.reaction_id(event.reaction));
        events.push_back(std::move(one));
    }
    return events;
}

Json basis_json(const Culture& culture) {
    Json times = Json::array();
    for (const double time : culture.basis_changes) times.push_back(meant(time));
    return times;
}

/// mmol, and g where the formula is known, per volume and per main substrate; not of what never was there.
Json metabolites_json(const FluxModel& model, const CulturePlan& plan, const Culture& culture) {
    const CulturePoint& end = culture.points.back();
    const std::size_t substrate = main_substrate(model, plan, culture);
    std::optional<double> substrate_mass;
    double consumed = 0;
    if (substrate < plan.tracked.size()) {
        consumed = -culture.totals[substrate].made();
        substrate_mass = molar_mass(model, plan.tracked[substrate].reaction);
    }
    Json list = Json::array();
    for (std::size_t i = 0; i < plan.tracked.size(); ++i) {
        const domain::Metabolite& metabolite = exchanged(model, plan.tracked[i].reaction);
        const std::optional<double> mass = molar_mass(model, plan.tracked[i].reaction);
        const double made = culture.totals[i].made();
        if (!plan.tracked[i].uptake && meant(made) == 0 && meant(end.concentration[i]) == 0) continue;
        Json one = Json::object();
        one.set("exchange", model.reaction_id(plan.tracked[i].reaction)).set("metabolite", metabolite.id);
        one.set("titre_mmol_L", meant(end.concentration[i]));
        if (mass) one.set("titre_g_L", meant(end.concentration[i] * *mass / 1000));
        one.set("made_mmol", meant(made));
        if (meant(made) > 0 && consumed > 0) {
            one.set("yield_mol_mol", meant(made / consumed));
            if (mass && substrate_mass)
                one.set("yield_g_g", meant(made * *mass / (consumed * *substrate_mass)));
        }
        if (meant(made) > 0 && mass && end.time > 0)
            one.set("productivity_g_L_h", meant(made * *mass / 1000 / end.volume / end.time));
        list.push_back(std::move(one));
    }
    return list;
}

}  // namespace

std::vector<operation::Column> exchange_columns() {
    using operation::number_column;
    return {number_column("*_mmol_L", "concentration of each exchange tracked, as EX_ac_e_mmol_L"),
            number_column("*_mmol_gdw_h",
                          "its flux, as EX_ac_e_mmol_gdw_h; then --fluxes, as flux_PFK_mmol_gdw_h")};
}

std::vector<operation::Port> culture_outputs() {
    return {operation::table("culture", "strain.culture/1", culture_columns())
                .and_perhaps(exchange_columns())
                .described("the time course")
                .file("culture.tsv"),
            operation::port("summary")
                .format("strain.culture-summary/1")
                .described("JSON: status, events, and titre, yield and productivity of each metabolite")
                .file("culture.json")};
}

Result<void> write_culture(Sink& sink, const FluxModel& model, const CulturePlan& plan,
                           const Culture& culture) {
    std::vector<std::string> names;
    for (const operation::Column& column : culture_columns()) names.push_back(column.name);
    for (const TrackedExchange& tracked : plan.tracked)
        names.push_back(model.reaction_id(tracked.reaction) + "_mmol_L");
    for (const TrackedExchange& tracked : plan.tracked)
        names.push_back(model.reaction_id(tracked.reaction) + "_mmol_gdw_h");
    for (const std::int32_t reaction : plan.fluxes)
        names.push_back("flux_" + model.reaction_id(reaction) + "_mmol_gdw_h");
    formats::TableWriter table(sink, names);
    for (const CulturePoint& point : culture.points) {
        for (const double value : {point.time, point.volume, point.biomass, point.growth, point.shortfall})
            table.text(shown(value));
        for (const auto* values : {&point.concentration, &point.exchange, &point.flux})
            for (const double value : *values) table.text(shown(value));
        table.end_row();
    }
    return table.finish();
}

Result<void> write_culture_summary(Sink& sink, const FluxModel& model, const CulturePlan& plan,
                                   const Culture& culture) {
    Json made = Json::object();
    made.set("status", word(culture.status));
    if (!culture.points.empty()) {
        const CulturePoint& end = culture.points.back();
        const double grown = end.biomass * end.volume - plan.biomass * plan.volume;
        made.set("hours", meant(end.time)).set("volume_L", meant(end.volume));
        made.set("biomass_g_L", meant(end.biomass)).set("biomass_made_g", meant(grown));
        const std::size_t substrate = main_substrate(model, plan, culture);
        if (substrate < culture.totals.size()) {
            const double consumed = -culture.totals[substrate].made();
            const std::int32_t exchange = plan.tracked[substrate].reaction;
            made.set("substrate", model.reaction_id(exchange))
                .set("substrate_consumed_mmol", meant(consumed));
            made.set("biomass_yield_g_mmol", meant(grown / consumed));
            if (const auto mass = molar_mass(model, exchange))
                made.set("biomass_yield_g_g", meant(grown / consumed / *mass * 1000));
        }
        made.set("metabolites", metabolites_json(model, plan, culture));
    }
    made.set("events", events_json(model, culture));
    made.set("basis_changes_h", basis_json(culture));
    sink.write(made.pretty());
    return sink.status();
}

}  // namespace strandline::strain
