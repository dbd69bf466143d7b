#include "fit/fit_report.hpp"
#include "fit/uncertainty.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace strandline::process {
namespace {

using formats::PetabParameter;

Json finite(double value) { return std::isfinite(value) ? Json(value) : Json(); }

/// One picture for each observable in each experiment; more than a page can show are left out.
Json fits_json(const formats::PetabProblem& problem, const Evaluation& best) {
    constexpr std::size_t most = 200;
    std::map<std::pair<std::int32_t, std::int32_t>, std::vector<std::size_t>> groups;
    for (std::size_t m = 0; m < problem.measurements.size(); ++m)
        groups[{problem.measurements[m].observable, problem.measurements[m].experiment}].push_back(m);
    Json made = Json::array();
    for (const auto& [group, members] : groups) {
        Json time = Json::array(), measured = Json::array(), simulated = Json::array();
        bool steady = false;
        for (std::size_t i = 0; i < members.size(); ++i) {
            const auto& measurement = problem.measurements[members[i]];
            const double value = best.simulations[members[i]];
            if (!std::isfinite(value)) continue;
            steady |= !std::isfinite(measurement.time);
            time.push_back(std::isfinite(measurement.time) ? measurement.time : static_cast<double>(i + 1));
            measured.push_back(measurement.value);
            simulated.push_back(value);
        }
        if (!time.is_array() || time.items().empty()) continue;
        Json each = Json::object();
        const auto& observable = problem.observables[static_cast<std::size_t>(group.first)];
        each.set("title",
                 observable.id + ", " + problem.experiments[static_cast<std::size_t>(group.second)].id);
        each.set("steady", steady).set("time", std::move(time));
        each.set("measured", std::move(measured)).set("simulated", std::move(simulated));
        made.push_back(std::move(each));
        if (made.items().size() == most) break;
    }
    return made;
}

Json parameters_json(const Objective& objective, const FitReport& report) {
    constexpr double near = 2;  // in likelihood: within the range that data could tell apart
    const std::vector<double> lower = objective.lower(), upper = objective.upper();
    Json made = Json::array();
    for (std::size_t k = 0; k < objective.free().size(); ++k) {
        const PetabParameter& parameter =
            objective.problem().parameters[static_cast<std::size_t>(objective.free()[k])];
        Json others = Json::array(), each = Json::object();
        for (std::size_t i = 1; i < report.starts.size() && i < 100; ++i)
            if (report.starts[i].cost < report.starts[0].cost + near)
                others.push_back(report.starts[i].at[k]);
        const double at = report.starts[0].at[k];
        each.set("id", parameter.id).set("low", lower[k]).set("high", upper[k]).set("at", at);
        each.set("value", from_scale(parameter.scale, at)).set("bound", report.on_bound[k] != 0);
        const auto& error = report.standard_errors[k];
        each.set("error", error ? finite(*error) : Json()).set("others", std::move(others));
        made.push_back(std::move(each));
    }
    return made;
}

}  // namespace

Json page_data(const Objective& objective, const FitReport& report) {
    Json starts = Json::array(), residuals = Json::array(), quantiles = Json::array();
    for (const StartResult& start : report.starts) {
        Json each = Json::object();
        each.set("start", static_cast<std::int64_t>(start.index + 1));
        each.set("objective", finite(-start.cost)).set("status", name(start.status));
        starts.push_back(std::move(each));
    }
    std::vector<double> kept;
    for (const double residual : report.best.residuals)
        if (std::isfinite(residual)) kept.push_back(residual);
    for (std::size_t i = 0; i < kept.size(); ++i) {
        residuals.push_back(kept[i]);
        quantiles.push_back(
            normal_quantile((static_cast<double>(i) + 0.5) / static_cast<double>(kept.size())));
    }
    Json data = Json::object();
    data.set("starts", std::move(starts)).set("fits", fits_json(objective.problem(), report.best));
    data.set("residuals", std::move(residuals)).set("quantiles", std::move(quantiles));
    data.set("parameters", parameters_json(objective, report));
    return data;
}

}  // namespace strandline::process
