#include "scale/study/outputs.hpp"

#include <cmath>

namespace strandline::process {
namespace {

Json texts(const std::vector<std::string>& words) {
    Json made = Json::array();
    for (const std::string& word : words) made.push_back(word);
    return made;
}

Json marks_json(const OperatingPoint& point) {
    Json made = Json::object();
    for (const QuantityRow& row : point.rows) {
        if (!row.detail.empty()) continue;
        const Estimate& estimate = row.estimate;
        if (estimate.in_range && estimate.error == 0 && estimate.source.empty()) continue;
        Json one = Json::object();
        one.set("error", number_json(estimate.error)).set("in_range", estimate.in_range);
        if (!estimate.outside.empty()) one.set("outside", estimate.outside);
        if (!estimate.source.empty()) one.set("source", estimate.source);
        made.set(row.member(), std::move(one));
    }
    return made;
}

Json correlations_json(const OperatingPoint& point) {
    Json made = Json::array();
    for (const QuantityRow& row : point.rows) {
        if (row.detail.empty()) continue;
        Json one = Json::object();
        one.set("correlation", row.detail).set(row.member(), number_json(row.estimate.value));
        one.set("error", number_json(row.estimate.error)).set("in_range", row.estimate.in_range);
        if (!row.estimate.outside.empty()) one.set("outside", row.estimate.outside);
        one.set("source", row.estimate.source);
        made.push_back(std::move(one));
    }
    return made;
}

Json limits_json(const OperatingPoint& point) {
    Json made = Json::array();
    for (const VesselLimit& limit : point.limits) {
        Json one = Json::object();
        one.set("limit", limit.name).set("unit", limit.unit).set("value", number_json(limit.value));
        one.set("allowed", number_json(limit.allowed)).set("held", limit.held).set("words", limit.words);
        made.push_back(std::move(one));
    }
    return made;
}

Json point_json(const OperatingPoint& point) {
    Json made = Json::object();
    made.set("rule", name(point.rule)).set("kept", point.speed.has_value());
    if (!point.words.empty()) made.set("words", point.words);
    if (!point.speed) return made;
    for (const QuantityRow& row : point.rows)
        if (row.detail.empty()) made.set(row.member(), number_json(row.estimate.value));
    made.set("gas_regime", named(point.conditions.gas.regime));
    made.set("limits_broken", texts(broken_limits(point)));
    made.set("kla_by_correlation", correlations_json(point));
    made.set("limits", limits_json(point)).set("marks", marks_json(point));
    return made;
}

Json window_json(const OperatingWindow& window) {
    Json made = Json::object(), flows = Json::array(), lowest = Json::array(), highest = Json::array(),
         edges = Json::array(), never = Json::array();
    for (std::size_t i = 0; i < window.gas_flows.size(); ++i) {
        flows.push_back(number_json(window.gas_flows[i] * 3600));
        lowest.push_back(number_json(window.lowest[i] * 60));
        highest.push_back(number_json(window.highest[i] * 60));
    }
    for (const LimitEdge& edge : window.edges) edges.push_back(edge.limit);
    for (const std::string& limit : window.never_held) never.push_back(limit);
    made.set("feasible", window.feasible()).set("binding_limits", std::move(edges));
    made.set("never_held", std::move(never)).set("gas_flow_m3_per_h", std::move(flows));
    made.set("lowest_speed_per_min", std::move(lowest)).set("highest_speed_per_min", std::move(highest));
    return made;
}

Json run_json(const RecipeRun& run) {
    Json made = Json::object(), feeds = Json::object(), limits = Json::object(), given = Json::object();
    made.set("enlarged_by", number_json(run.factor));
    for (const auto& [name, value] : run.totals) made.set(name, number_json(value));
    for (const auto& [id, litres] : run.feed_volumes) feeds.set(id, number_json(litres));
    made.set("feed_volumes_L", std::move(feeds));
    for (const RunLimit& limit : run.limits) {
        Json one = Json::object();
        one.set("quantity", limit.member).set(limit.at_least ? "lowest" : "peak", number_json(limit.peak));
        one.set(limit.at_least ? "least" : "most", number_json(limit.allowed));
        one.set("held", !limit.first_time.has_value());
        one.set("first_time_h", limit.first_time ? number_json(*limit.first_time) : Json());
        limits.set(limit.name, std::move(one));
    }
    for (const auto& [id, value] : run.given) given.set(id, number_json(value));
    made.set("limits", std::move(limits)).set("set_in_model", std::move(given));
    return made;
}

Json vessel_json(const ScaleReport& report, std::size_t i) {
    const Vessel& vessel = report.study.vessels[i].vessel;
    Json made = Json::object(), points = Json::object();
    made.set("working_volume_L", number_json(vessel.volume * 1e3));
    made.set("tank_diameter_m", number_json(vessel.tank_diameter));
    made.set("liquid_height_m", number_json(vessel.liquid_height));
    made.set("chosen_rule", name(report.chosen(i).rule));
    made.set("operating_point", point_json(report.chosen(i)));
    for (const OperatingPoint& point : report.vessels[i].points)
        points.set(std::string(name(point.rule)), point_json(point));
    made.set("rules", std::move(points)).set("window", window_json(report.windows[i]));
    if (const RecipeRun* run = report.run(i)) made.set("run", run_json(*run));
    return made;
}

}  // namespace

Json scale_json(const ScaleReport& report) {
    Json made = Json::object(), vessels = Json::object(), figures = Json::array();
    made.set("title", report.study.title);
    made.set("reference", report.study.vessels[report.study.reference].vessel.name);
    made.set("chosen_rule", name(report.study.chosen));
    for (std::size_t i = 0; i < report.vessels.size(); ++i)
        vessels.set(report.study.vessels[i].vessel.name, vessel_json(report, i));
    for (const StatedFigure& figure : report.study.figures) {
        Json one = Json::object();
        one.set("path", figure.path).set("value", number_json(figure.value)).set("unit", figure.unit);
        one.set("source", figure.source).set("is_default", figure.is_default);
        figures.push_back(std::move(one));
    }
    made.set("vessels", std::move(vessels)).set("figures", std::move(figures));
    return made;
}

}  // namespace strandline::process
