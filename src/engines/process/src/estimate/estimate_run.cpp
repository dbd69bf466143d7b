#include "estimate/estimate_run.hpp"

#include <strandline/base/text.hpp>
#include <strandline/numerics/chi_squared.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

using formats::SettingsTable;

std::vector<Uncertain> with_deviations(const std::vector<double>& mean, const std::vector<double>& root) {
    const std::size_t n = mean.size();
    std::vector<Uncertain> made(n);
    for (std::size_t i = 0; i < n; ++i) {
        double square = 0;
        for (std::size_t j = 0; j <= i; ++j) square += root[i * n + j] * root[i * n + j];
        made[i] = {mean[i], std::sqrt(square)};
    }
    return made;
}

}  // namespace

EstimateRow estimate_at(const EstimationProblem& problem, Estimator& estimator, std::size_t outputs,
                        double hour) {
    const Belief belief = estimator.at(hour);
    EstimateRow row{hour, with_deviations(belief.mean, belief.root), {}};
    if (outputs == 0) return row;
    Moments moments;
    const std::vector<double> held = estimator.held_at(hour);
    const auto function = [&](std::span<const double> points, std::span<double> values) {
        return problem.system.outputs(hour, held, points, values);
    };
    if (transformed(problem.filter, problem.options, belief, outputs, function, moments))
        row.outputs = with_deviations(moments.mean, moments.root);
    else
        row.outputs.assign(outputs, {std::nan(""), std::nan("")});
    return row;
}

namespace {

std::vector<double> report_times(double end, double every) {
    std::vector<double> times;
    for (std::size_t k = 0; static_cast<double>(k) * every < end - 1e-9 * every; ++k)
        times.push_back(static_cast<double>(k) * every);
    times.push_back(end);
    return times;
}

/// Readings become known one after the other; those that come late change what follows their sample.
void run_live(const EstimationCase& estimation, const EstimateSettings& settings,
              const std::vector<double>& times, EstimateRun& made, Context& context) {
    Estimator estimator(estimation.problem);
    std::size_t reading = 0, input = 0;
    for (const double time : times) {
        if (context.cancelled()) return;
        for (; input < estimation.inputs.size() && estimation.inputs[input].arrival <= time; ++input)
            estimator.take(estimation.inputs[input]);
        for (; reading < estimation.readings.size() && estimation.readings[reading].arrival <= time;
             ++reading)
            made.too_late += !estimator.take(estimation.readings[reading]);
        made.live_rows.push_back(estimate_at(estimation.problem, estimator, settings.outputs.size(), time));
        estimator.forget_before(time - settings.late);
        context.progress("live estimates", made.live_rows.size(), times.size());
    }
    made.computed_live = estimator.computed();
}

void count_innovations(EstimateRun& made) {
    for (const MomentReport& report : made.reports) {
        if (!report.used || report.signals.empty()) continue;
        const auto degrees = static_cast<double>(report.signals.size());
        ++made.used;
        made.normalised += report.normalised;
        made.degrees += degrees;
        made.inside += report.normalised > numerics::chi_squared_quantile(0.025, degrees) &&
                       report.normalised < numerics::chi_squared_quantile(0.975, degrees);
    }
}

void remark_failures(EstimateRun& made) {
    std::size_t stood = 0, unused = 0;
    for (const MomentReport& report : made.reports) {
        stood += !report.predicted;
        unused += !report.used;
    }
    if (stood > 0)
        made.remarks.push_back(
            format("the model had no value before {}: the estimate stood still, and its "
                   "deviation grew",
                   counted(stood, "moment")));
    if (unused > 0)
        made.remarks.push_back(format("expressions had no value at {}: its readings count for nothing",
                                      counted(unused, "moment")));
}

std::vector<GrowthEstimate> soft_sensor(const SettingsTable& root, const SoftSensor& sensor,
                                        const RunData& run) {
    const auto column = run_column(root, run, sensor.column, sensor.unit, sensor.place);
    if (!column) return {};
    std::vector<MeasuredRate> rates;
    for (const Reading& reading : run.readings)
        if (reading.signal == column->signal && reading.missing == Missing::no &&
            reading.time >= sensor.begin) {
            const double value = column->change.of(reading.value);
            rates.push_back({reading.time, value, std::hypot(sensor.deviation, sensor.relative * value)});
        }
    std::ranges::stable_sort(rates, {}, &MeasuredRate::time);
    return growth_from_rate(sensor.signal, sensor.biomass, rates);
}

/// Innovations and balance share the chance of a false alarm.
double chance_of_each(const EstimateSettings& settings) {
    return settings.alarms.false_alarm_chance / (settings.balance ? 2 : 1);
}

Result<void> run_balance(const SettingsTable& root, const EstimateSettings& settings, const RunData& run,
                         const EstimationCase& estimation, Estimator& estimator, EstimateRun& made) {
    if (!settings.balance) return {};
    std::vector<OffGasMoment> off_gas;
    if (settings.off_gas) off_gas = off_gas_course(root, *settings.off_gas, run);
    std::vector<std::string> names;
    for (const SoughtOutput& output : settings.outputs) names.push_back(output.name);
    const EstimatedOutputs estimated = [&](const std::string& name, double time) -> std::optional<Uncertain> {
        const EstimateRow row = estimate_at(estimation.problem, estimator, names.size(), time);
        const auto at = std::ranges::find(names, name) - names.begin();
        const Uncertain& value = row.outputs[static_cast<std::size_t>(at)];
        return std::isfinite(value.value) ? std::optional(value) : std::nullopt;
    };
    STRANDLINE_TRY(made.balance,
                   balance_windows(root, *settings.balance, run, off_gas, names, estimated, estimation.end));
    const double level =
        chance_of_each(settings) / static_cast<double>(std::max<std::size_t>(1, made.balance.size()));
    for (BalanceWindow& window : made.balance)
        if (window.reconciled.chance < level)
            if (const auto one = guilty(window.reconciled, level))
                window.suspect = settings.balance->rates[*one].name;
    for (Alarm& alarm : balance_alarms(made.balance, chance_of_each(settings)))
        made.alarms.push_back(std::move(alarm));
    return {};
}

}  // namespace

Result<EstimateRun> run_estimate(const formats::SettingsDocument& document, const EstimationCase& estimation,
                                 const EstimateSettings& settings, const RunData& run, Context& context) {
    const SettingsTable root = document.root();
    EstimateRun made;
    made.remarks = estimation.remarks;
    made.readings = estimation.readings.size();
    const std::vector<double> times = report_times(estimation.end, settings.report);
    run_live(estimation, settings, times, made, context);
    Estimator estimator(estimation.problem);
    for (const InputChange& change : estimation.inputs) estimator.take(change);
    for (const Reading& reading : estimation.readings) estimator.take(reading);
    for (const double time : times) {
        if (context.cancelled()) return fail(Error::interrupted());
        made.final_rows.push_back(estimate_at(estimation.problem, estimator, settings.outputs.size(), time));
        context.progress("estimates", made.final_rows.size(), times.size());
    }
    made.reports = estimator.reports(estimation.end);
    made.moments = estimator.computed();
    count_innovations(made);
    remark_failures(made);
    std::vector<std::string> signals;
    for (const MeasuredSignal& signal : settings.signals) signals.push_back(signal.name);
    AlarmOptions alarms = settings.alarms;
    if (settings.alarms_end_with_run) alarms.end = std::max(estimation.end, alarms.begin + alarms.window);
    alarms.false_alarm_chance = chance_of_each(settings);
    made.alarms = innovation_alarms(made.reports, signals, alarms);
    STRANDLINE_CHECK(run_balance(root, settings, run, estimation, estimator, made));
    for (const SoftSensor& sensor : settings.soft_sensors)
        made.soft_sensors.push_back(soft_sensor(root, sensor, run));
    STRANDLINE_CHECK(document.finish());
    return made;
}

}  // namespace strandline::process
