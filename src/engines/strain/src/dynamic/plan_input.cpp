#include "dynamic/plan_input.hpp"

#include "dynamic/feed_schedule.hpp"
#include "dynamic/kinetics_table.hpp"
#include "model/exchanges.hpp"
#include "model/model_input.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::strain {
namespace {

using operation::Call;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

bool is_tracked(const CulturePlan& plan, std::int32_t reaction) {
    return std::ranges::find(plan.tracked, reaction, &TrackedExchange::reaction) != plan.tracked.end();
}

/// Demands, sinks and growth itself put nothing into the medium.
bool leaves_the_culture_alone(const FluxModel& model, std::int32_t reaction) {
    const std::string& id = model.reaction_id(reaction);
    for (const std::string_view prefix : {"DM_", "SK_", "sink_"})
        if (id.starts_with(prefix)) return true;
    const auto has = [&](const std::vector<domain::Term>& terms) {
        return std::ranges::find(terms, reaction, &domain::Term::index) != terms.end();
    };
    return has(model.objective) || std::ranges::any_of(model.network->objectives, [&](const auto& objective) {
               return has(objective.terms);
           });
}

/// What the model secretes and does not take up, of carbon.
void track_products(CulturePlan& plan, const FluxModel& model) {
    for (std::int32_t j = 0; j < model.reactions(); ++j) {
        const domain::Reaction& reaction = model.network->reactions[at(j)];
        if (!is_exchange(reaction) || leaves_the_culture_alone(model, j) || is_tracked(plan, j)) continue;
        const bool consumes = reaction.terms.front().coefficient < 0;
        const double uptake = consumes ? -model.lower[at(j)] : model.upper[at(j)];
        const double secretion = consumes ? model.upper[at(j)] : -model.lower[at(j)];
        const auto& metabolite = model.network->metabolites[at(reaction.terms.front().index)];
        if (uptake <= 0 && secretion > 0 && has_carbon(metabolite.formula))
            plan.tracked.push_back({j, 0, 0, std::nullopt});
    }
}

Result<void> track_named(CulturePlan& plan, const FluxModel& model, std::string_view list) {
    for (const std::string& id : words_of(list)) {
        STRANDLINE_TRY(const std::int32_t reaction, reaction_named(*model.network, id, "--track"));
        if (!is_exchange(model.network->reactions[at(reaction)]))
            return fail(Error::input("strain.track", "--track: '{}' is no exchange reaction", id)
                            .expected("reactions of one metabolite, such as EX_ac_e"));
        if (!is_tracked(plan, reaction)) plan.tracked.push_back({reaction, 0, 0, std::nullopt});
    }
    return {};
}

Result<void> read_aeration(CulturePlan& plan, const Call& call, const FluxModel& model) {
    plan.aeration.kla = call.number("kla");
    plan.aeration.saturation = call.number("oxygen-saturation");
    if (call.number("anaerobic-from") >= 0) plan.aeration.anaerobic_from = call.number("anaerobic-from");
    const bool asked = plan.aeration.kla > 0 || std::isfinite(plan.aeration.anaerobic_from);
    plan.aeration.oxygen = domain::find_reaction(*model.network, call.text("oxygen"));
    if (!asked) return {};
    STRANDLINE_TRY(plan.aeration.oxygen, reaction_named(*model.network, call.text("oxygen"), "--oxygen"));
    if (!is_exchange(model.network->reactions[at(plan.aeration.oxygen)]))
        return fail(
            Error::input("strain.oxygen", "--oxygen: '{}' is no exchange reaction", call.text("oxygen")));
    const auto row = std::ranges::find(plan.tracked, plan.aeration.oxygen, &TrackedExchange::reaction);
    if (plan.aeration.kla > 0 && (row == plan.tracked.end() || !row->uptake))
        return fail(Error::input("strain.oxygen", "--kla, and no kinetics of the uptake of oxygen")
                        .expected("a row of {} in --kinetics", model.reaction_id(plan.aeration.oxygen))
                        .mend("add it with vmax_mmol_gdw_h, km_mmol_L and initial_mmol_L, such as 15, 0.005 "
                              "and 0.21"));
    return {};
}

Result<void> read_feeding(CulturePlan& plan, const Call& call) {
    const double rate = call.number("feed-rate");
    if (call.has("feed")) {
        if (rate > 0)
            return fail(Error::input("strain.feed", "two feeds: --feed and --feed-rate")
                            .mend("leave one of them out"));
        STRANDLINE_TRY(plan.feed, read_feed(call.input("feed")));
    } else if (rate > 0) {
        plan.feed = {{call.number("feed-start"), rate, call.number("feed-growth")}};
    } else if (call.number("feed-growth") != 0) {
        return fail(Error::input("strain.feed", "--feed-growth without --feed-rate")
                        .expected("the rate at the start of the feed, in L/h"));
    }
    if (const double most = call.number("max-volume"); most > 0) {
        if (most < plan.volume)
            return fail(Error::input("strain.feed", "--max-volume is below --volume")
                            .found("{} L, {} L", most, plan.volume));
        plan.max_volume = most;
    }
    constexpr double most_volume = 1e9;  // L
    const double planned = FeedSchedule(plan).volume(plan.hours);
    if (planned <= most_volume) return {};
    return fail(
        Error::input("strain.feed", "the feed fills no vessel: {:.3g} L after {} h", planned, plan.hours)
            .expected("at most {:.0e} L", most_volume)
            .mend("give --max-volume, fewer --hours or a smaller --feed-growth"));
}

/// More points than this are of no use to a reader of the table.
constexpr double most_points = 1000000;

}  // namespace

std::vector<operation::Port> culture_ports() {
    return {operation::port("kinetics")
                .format("strain.kinetics/1")
                .described("TSV: exchange, initial_mmol_L, and as needed vmax_mmol_gdw_h, km_mmol_L, "
                           "feed_mmol_L, inhibited_by (EX_etoh_e:20)"),
            operation::port("feed")
                .format("strain.feed/1")
                .optional()
                .described("TSV: time_h, rate_L_h, and if you like growth_1_h; each row until the next")};
}

std::vector<operation::Param> culture_params() {
    using namespace operation;
    return {
        number("hours", 20).range(1e-6, 100000).unit("h").help("length of the culture"),
        number("step", 0.1).range(1e-6, 100000).unit("h").help("time between rows of the table"),
        number("volume", 1).range(1e-9, 1e9).unit("L").help("volume at the start"),
        number("biomass", 0.1).range(1e-9, 1000).unit("g/L").help("dry biomass at the start"),
        number("max-volume", 0).range(0, 1e9).unit("L").help("the feed stops at this volume; 0: never"),
        number("feed-rate", 0).range(0, 1e9).unit("L/h").help("feed, at its start"),
        number("feed-start", 0).range(0, 100000).unit("h").help("when the feed starts"),
        number("feed-growth", 0).range(-10, 10).unit("h-1").help("the feed grows at this rate; 0: constant"),
        number("kla", 0).range(0, 100000).unit("h-1").help("transfer of oxygen; 0: the model's bound holds"),
        number("oxygen-saturation", 0.21)
            .range(0, 100)
            .unit("mmol/L")
            .help("dissolved oxygen at saturation; 0.21: air, 37 Cel"),
        text("oxygen", "EX_o2_e").value("REACTION").help("exchange of oxygen"),
        number("anaerobic-from", -1).range(-1, 100000).unit("h").help("no oxygen from then on; -1: never"),
        number("decay", 0).range(0, 100).unit("h-1").help("death of biomass when maintenance is not met"),
        text("lexicographic")
            .value("LIST")
            .help("fluxes to maximise after growth, in order, commas between; -EX_ac_e: minimise"),
        text("track").value("LIST").help(
            "exchanges with a concentration besides those of --kinetics; without it all carbon products"),
        text("fluxes").value("LIST").help("further reactions to report")};
}

Result<CulturePlan> read_culture_plan(const Call& call, const FluxModel& model) {
    CulturePlan plan;
    plan.hours = call.number("hours");
    plan.step = call.number("step");
    plan.volume = call.number("volume");
    plan.biomass = call.number("biomass");
    plan.decay = call.number("decay");
    if (plan.hours / plan.step > most_points)
        return fail(Error::input("strain.simulate", "--step is too small for --hours")
                        .expected("at most {} rows", static_cast<std::int64_t>(most_points)));
    STRANDLINE_TRY(plan.tracked, read_kinetics(call.input("kinetics"), model));
    if (call.given("track"))
        STRANDLINE_CHECK(track_named(plan, model, call.text("track")));
    else
        track_products(plan, model);
    STRANDLINE_CHECK(read_aeration(plan, call, model));
    STRANDLINE_CHECK(read_feeding(plan, call));
    if (call.given("lexicographic"))
        for (const std::string_view part : split(call.text("lexicographic"), ',')) {
            STRANDLINE_TRY(FluxExpression expression, parse_expression(part, model, "--lexicographic"));
            plan.lexicographic.push_back(std::move(expression));
        }
    for (const std::string& id : words_of(call.text("fluxes"))) {
        STRANDLINE_TRY(const std::int32_t reaction, reaction_named(*model.network, id, "--fluxes"));
        plan.fluxes.push_back(reaction);
    }
    return plan;
}

}  // namespace strandline::strain
