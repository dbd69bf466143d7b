#include "fit/fit_report.hpp"

#include "fit/problem_cost.hpp"
#include "fit/uncertainty.hpp"
#include "simulate/time_course.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace strandline::process {
namespace {

using formats::PetabParameter;

const PetabParameter& parameter_of(const Objective& objective, std::size_t k) {
    return objective.problem().parameters[static_cast<std::size_t>(objective.free()[k])];
}

Json finite(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json estimate_json(const PetabParameter& parameter, const FitReport& report, std::size_t k) {
    const double at = report.starts[0].at[k];
    Json made = Json::object();
    made.set("scale", scale_name(parameter.scale));
    made.set("value", from_scale(parameter.scale, at));
    if (report.on_bound[k]) made.set("on_bound", report.on_bound[k] == 1 ? "lower" : "upper");
    const std::optional<double>& error = report.standard_errors[k];
    made.set("standard_error", error ? finite(*error) : Json());
    if (error) {
        const double reach = normal_quantile(0.5 + report.confidence / 2) * *error;
        made.set("lower", finite(from_scale(parameter.scale, at - reach)));
        made.set("upper", finite(from_scale(parameter.scale, at + reach)));
    }
    return made;
}

/// Of the parameters with a standard error, on their scales.
Json covariance_json(const Objective& objective, const FitReport& report) {
    const std::size_t free = report.standard_errors.size();
    Json made = Json::object(), names = Json::array(), rows = Json::array();
    for (std::size_t i = 0; i < free; ++i) {
        if (!report.standard_errors[i]) continue;
        names.push_back(parameter_of(objective, i).id);
        Json row = Json::array();
        for (std::size_t j = 0; j < free; ++j)
            if (report.standard_errors[j]) row.push_back(report.covariance[i * free + j]);
        rows.push_back(std::move(row));
    }
    made.set("parameters", std::move(names)).set("scaled", std::move(rows));
    return made;
}

Json start_json(const StartResult& start) {
    Json made = Json::object();
    made.set("start", static_cast<std::int64_t>(start.index + 1));
    made.set("objective", finite(-start.cost));
    made.set("objective_at_start", finite(-start.start_cost));
    made.set("iterations", start.iterations);
    made.set("evaluations", start.evaluations);
    made.set("optimality", finite(start.optimality));
    made.set("status", name(start.status));
    if (start.drawn > 1) made.set("drawn", start.drawn);
    if (!start.failure.empty()) made.set("failure", start.failure);
    return made;
}

}  // namespace

std::string_view scale_name(formats::PetabScale scale) {
    if (scale == formats::PetabScale::log) return "log";
    return scale == formats::PetabScale::log10 ? "log10" : "lin";
}

FitReport fit_report(const Objective& objective, std::vector<StartResult> starts, double confidence,
                     const Context& context) {
    FitReport made;
    for (const std::size_t i : best_first(starts)) made.starts.push_back(std::move(starts[i]));
    made.confidence = confidence;
    const std::vector<double>& at = made.starts[0].at;
    made.best = objective.evaluate(at, Wanted::sensitivities, context);
    const Bounds bounds = problem_bounds(objective);
    for (std::size_t k = 0; k < at.size(); ++k) {
        const double near = 1e-4 * std::max(1e-300, bounds.upper[k] - bounds.lower[k]);
        made.on_bound.push_back(at[k] - bounds.lower[k] < near ? 1 : bounds.upper[k] - at[k] < near ? 2 : 0);
    }
    if (!made.best.failure) {
        const std::vector<double> information = fisher_information(objective.problem(), made.best, at.size());
        made.standard_errors = standard_errors(information, made.on_bound);
        made.covariance = covariance(information, made.on_bound);
    }
    made.standard_errors.resize(at.size());
    // As wide as what is allowed, an error tells nothing that the bounds do not.
    for (std::size_t k = 0; k < at.size(); ++k)
        if (made.standard_errors[k] && !(*made.standard_errors[k] < bounds.upper[k] - bounds.lower[k]))
            made.standard_errors[k].reset();
    return made;
}

Json fit_json(const Objective& objective, const FitReport& report) {
    const std::size_t free = objective.free().size(), rows = objective.problem().measurements.size();
    const auto k = static_cast<double>(free);
    Json made = Json::object(), parameters = Json::object(), estimates = Json::object(),
         starts = Json::array();
    std::size_t converged = 0;
    for (std::size_t i = 0; i < free; ++i) {
        const PetabParameter& parameter = parameter_of(objective, i);
        parameters.set(parameter.id, from_scale(parameter.scale, report.starts[0].at[i]));
        estimates.set(parameter.id, estimate_json(parameter, report, i));
    }
    for (const StartResult& start : report.starts) {
        starts.push_back(start_json(start));
        converged += start.status == FitStatus::converged;
    }
    made.set("status", name(report.starts[0].status));
    made.set("llh", finite(report.best.llh));
    made.set("log_prior", finite(report.best.log_prior));
    made.set("chi2", finite(report.best.chi2));
    made.set("aic", finite(2 * k - 2 * report.best.llh));
    made.set("bic", finite(k * std::log(static_cast<double>(rows)) - 2 * report.best.llh));
    made.set("measurements", static_cast<std::int64_t>(rows));
    made.set("estimated", static_cast<std::int64_t>(free));
    made.set("optimality", finite(report.starts[0].optimality));
    made.set("confidence", report.confidence);
    made.set("parameters", std::move(parameters));
    made.set("estimates", std::move(estimates));
    made.set("covariance", covariance_json(objective, report));
    made.set("converged_starts", static_cast<std::int64_t>(converged));
    made.set("starts", std::move(starts));
    return made;
}

Result<void> write_parameter_table(const Objective& objective, const FitReport& report, Sink& sink) {
    // PEtab 2 knows no scales, and says true where PEtab 1 says 1.
    const bool second = objective.problem().version >= 2;
    sink.write(format("parameterId\t{}lowerBound\tupperBound\tnominalValue\testimate\n",
                      second ? "" : "parameterScale\t"));
    const auto cell = [](double number) { return std::isfinite(number) ? number_text(number) : ""; };
    std::size_t next = 0;
    for (const PetabParameter& parameter : objective.problem().parameters) {
        const double value = parameter.estimated ? from_scale(parameter.scale, report.starts[0].at[next++])
                                                 : parameter.nominal;
        const std::string scale = second ? "" : format("{}\t", scale_name(parameter.scale));
        sink.write(format("{}\t{}{}\t{}\t{}\t{}\n", parameter.id, scale, cell(parameter.lower),
                          cell(parameter.upper), cell(value),
                          parameter.estimated ? (second ? "true" : "1") : (second ? "false" : "0")));
    }
    return sink.status();
}

}  // namespace strandline::process
