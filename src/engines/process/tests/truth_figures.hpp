#pragma once

#include "fed_batch_truth.hpp"

#include "estimate/alarms.hpp"
#include "estimate/balance_run.hpp"
#include "estimate/soft_sensor.hpp"
#include "estimate/square_root.hpp"

namespace strandline::process::testing {

/// What 200 simulated runs say of the filter.
struct TruthFigures {
    std::size_t runs = 0, times = 0;
    double nees = 0;          // mean over runs and times, of a filter that is right the number of states
    double nis = 0;           // mean by degree of freedom, of a filter that is right 1
    double nis_degrees = 0;   // of one run, mean
    double biomass = 0;       // RMS of the relative error, over the last ten hours
    double biomass_soft = 0;  // that of the integrated CO2 alone
    double growth = 0;        // RMS error of mu in the last ten hours, 1/h
    std::size_t false_by_innovations = 0, false_by_balance = 0, false_alarms = 0;  // runs; by either
    std::size_t caught_by_innovations = 0, caught_by_balance = 0;  // runs with the O2 analyser wrong
    std::size_t named_by_balance = 0, named_by_innovations = 0;
};

/// Bias of the O2 analyser, in percent of the gas, from this hour on.
inline constexpr double wrong_by = 0.1, wrong_from = 10;

/// Half of the chance of a false alarm for innovations, half for the balance.
inline constexpr double alarm_chance = 0.025;

/// Normalised squared error of an estimate, chi-squared with n degrees when the filter is consistent.
inline double normalised_error(const Belief& belief, const std::vector<double>& truth) {
    std::vector<double> error(truth.size());
    for (std::size_t i = 0; i < truth.size(); ++i) error[i] = truth[i] - belief.mean[i];
    if (!solve_lower(belief.root, truth.size(), error)) return NAN;
    double sum = 0;
    for (const double each : error) sum += each * each;
    return sum;
}

/// OUR and CER of a run, with an O2 analyser that reads so much too high.
inline std::vector<OffGasMoment> gas_of(const TruthRun& run, double bias) {
    std::vector<OffGasMoment> made;
    double oxygen = 0;
    for (const Reading& reading : run.readings) {
        if (reading.signal == FedBatch::oxygen_out)
            oxygen = reading.value / 100 + (reading.time > wrong_from ? bias / 100 : 0);
        if (reading.signal != FedBatch::carbon_dioxide_out) continue;
        const auto rates = off_gas_rates({7.35, 0}, {{0.2095, 0}, {0.0004, 0}, {}},
                                         {{oxygen, 2e-4}, {reading.value / 100, 1e-4}, {}});
        made.push_back({reading.time, *rates});
    }
    return made;
}

/// Errors of what is measured besides the gas, the same for a whole run: feed, ammonia, product, gas flow for
/// O2 and for CO2.
struct RunErrors {
    double feed, ammonia, product, oxygen, carbon_dioxide;
};

/// Hourly balances from hour 8 on: carbon, electrons, nitrogen.
inline std::vector<BalanceWindow> balances_of_run(const TruthRun& run, const std::vector<OffGasMoment>& gas,
                                                  const RunErrors& errors) {
    std::vector<BalanceWindow> made;
    for (int hour = 8; hour < static_cast<int>(FedBatch::end); ++hour) {
        double feed = 0, ammonia = 0, product = 0, oxygen = 0, carbon = 0, oxygen_variance = 0,
               carbon_variance = 0, count = 0;
        for (std::size_t k = 0; k < run.times.size(); ++k) {
            if (run.times[k] <= hour + 1e-9 || run.times[k] > hour + 1 + 1e-9) continue;
            feed += FedBatch::feed(run.times[k] - FedBatch::step) * 500 / 180.156;
            product += run.outputs[k][1];
            ammonia += run.outputs[k][2];
            oxygen += gas[k].rates.oxygen_uptake.value;
            carbon += gas[k].rates.carbon_dioxide_evolution.value;
            oxygen_variance += std::pow(gas[k].rates.oxygen_uptake.deviation, 2);
            carbon_variance += std::pow(gas[k].rates.carbon_dioxide_evolution.deviation, 2);
            count += 1;
        }
        const auto rate = [&](const char* name, std::vector<double> content, double value, double relative,
                              double variance) {
            return BalancedRate{
                name, std::move(content),
                Uncertain{value / count, std::hypot(relative * value / count, std::sqrt(variance) / count)}};
        };
        BalanceWindow window{.from = static_cast<double>(hour),
                             .to = static_cast<double>(hour) + 1,
                             .measured = {},
                             .reconciled = {},
                             .suspect = {}};
        window.reconciled = reconcile(
            {rate("feed", {6, 24, 0}, feed * errors.feed, 0.02, 0),
             rate("oxygen", {0, -4, 0}, oxygen * errors.oxygen, 0.015, oxygen_variance),
             rate("carbon dioxide", {1, 0, 0}, -carbon * errors.carbon_dioxide, 0.015, carbon_variance),
             rate("ammonia", {0, 0, 1}, ammonia * errors.ammonia, 0.03, 0),
             rate("product", {4, 14, 0}, -product * errors.product, 0.05, 0),
             BalancedRate{"biomass", {1, 4.2, 0.2}, std::nullopt}});
        made.push_back(std::move(window));
    }
    return made;
}

/// Whether a run without fault has an alarm.
inline bool watch_balance(const TruthRun& run, const RunErrors& errors, TruthFigures& made) {
    constexpr double level = alarm_chance;
    const bool accused = !balance_alarms(balances_of_run(run, gas_of(run, 0), errors), level).empty();
    made.false_by_balance += accused;
    const auto wrong = balances_of_run(run, gas_of(run, wrong_by), errors);
    made.caught_by_balance += std::ranges::any_of(
        balance_alarms(wrong, level), [](const Alarm& alarm) { return alarm.from >= wrong_from; });
    made.named_by_balance += std::ranges::any_of(wrong, [](const BalanceWindow& window) {
        return window.from >= wrong_from && window.reconciled.chance < level / 8 &&
               guilty(window.reconciled, level / 8) == 1U;
    });
    return accused;
}

inline bool watch_innovations(const std::vector<MomentReport>& clean, const std::vector<MomentReport>& wrong,
                              TruthFigures& made) {
    const std::vector<std::string> names{"oxygen", "carbon dioxide", "DO", "X", "S", "A", "P"};
    const AlarmOptions options{
        .window = 1, .begin = 0, .end = FedBatch::end, .false_alarm_chance = alarm_chance};
    const bool accused = !innovation_alarms(clean, names, options).empty();
    made.false_by_innovations += accused;
    const auto alarms = innovation_alarms(wrong, names, options);
    const auto later =
        std::ranges::find_if(alarms, [](const Alarm& alarm) { return alarm.from >= wrong_from - 1e-9; });
    made.caught_by_innovations += later != alarms.end();
    made.named_by_innovations += later != alarms.end() && later->signal == "oxygen";
    return accused;
}

/// What CO2 a gram of biomass stands for, of the run without noise.
inline double carbon_dioxide_per_biomass(const EstimationProblem& problem) {
    EstimationProblem quiet = problem;
    for (auto* list : {&quiet.filter.process_noise, &quiet.filter.relative_noise, &quiet.start.root})
        std::ranges::fill(*list, 0.0);
    const TruthRun run = true_runs(quiet, 1).front();
    double evolved = 0;
    for (std::size_t k = 0; k < run.times.size(); ++k)
        evolved += FedBatch::step * off_gas_rates({7.35, 0}, {{0.2095, 0}, {0.0004, 0}, {}},
                                                  {{run.states[k][6], 0}, {run.states[k][7], 0}, {}})
                                        ->carbon_dioxide_evolution.value;
    return evolved / (run.states.back()[0] * run.states.back()[4] - 1);
}

/// Whether it has an alarm without fault.
inline bool follow_run(const EstimationProblem& problem, const TruthRun& run, double per_biomass,
                       TruthFigures& made) {
    Estimator estimator(problem);
    take_feed(estimator);
    for (const Reading& reading : run.readings)
        if (reading.time <= wrong_from + 1e-9) estimator.take(reading);
    estimator.at(wrong_from);
    Estimator wrong = estimator;
    for (Reading reading : run.readings) {
        if (reading.time <= wrong_from + 1e-9) continue;
        estimator.take(reading);
        if (reading.signal == FedBatch::oxygen_out) reading.value += wrong_by;
        wrong.take(reading);
    }
    std::vector<MeasuredRate> carbon_dioxide{{0, 0, 0}};
    for (const OffGasMoment& moment : gas_of(run, 0))
        carbon_dioxide.push_back({moment.time, moment.rates.carbon_dioxide_evolution.value,
                                  moment.rates.carbon_dioxide_evolution.deviation});
    const auto soft = growth_from_rate({{per_biomass, 0}, {}}, {1, 0.1}, carbon_dioxide);
    for (std::size_t k = 0; k < run.times.size(); ++k) {
        const Belief belief = estimator.at(run.times[k]);
        made.nees += normalised_error(belief, run.states[k]);
        ++made.times;
        if (run.times[k] <= FedBatch::feed_begin) continue;
        made.biomass += std::pow(belief.mean[0] / run.states[k][0] - 1, 2);
        made.biomass_soft +=
            std::pow(soft[k + 1].biomass.value / (run.states[k][0] * run.states[k][4]) - 1, 2);
        std::vector<double> outputs(FedBatch::outputs);
        problem.system.outputs(run.times[k], estimator.held_at(run.times[k]), belief.mean, outputs);
        made.growth += std::pow(outputs[0] - run.outputs[k][0], 2);
    }
    const auto reports = estimator.reports(FedBatch::end);
    for (const MomentReport& report : reports) {
        made.nis += report.normalised;
        made.nis_degrees += static_cast<double>(report.signals.size());
    }
    return watch_innovations(reports, wrong.reports(FedBatch::end), made);
}

inline TruthFigures truth_figures(const std::string& folder, std::size_t runs) {
    const EstimationProblem problem = fed_batch_problem(folder);
    const double per_biomass = carbon_dioxide_per_biomass(problem);
    TruthFigures made;
    for (std::size_t first = 0; first < runs; first += 8) {
        const auto all = true_runs(problem, first);
        for (std::size_t r = 0; r < all.size(); ++r) {
            RandomStream random(7, first + r);
            const auto off = [&](double deviation) { return 1 + deviation * normal(random); };
            const RunErrors errors{off(0.02), off(0.03), off(0.05), off(0.015), off(0.015)};
            const bool by_innovations = follow_run(problem, all[r], per_biomass, made);
            made.false_alarms += watch_balance(all[r], errors, made) || by_innovations;
            ++made.runs;
        }
    }
    const auto times = static_cast<double>(made.times), fed = times * 60 / 96;
    made.nees /= times;
    made.nis /= made.nis_degrees;
    made.nis_degrees /= static_cast<double>(made.runs);
    for (double* each : {&made.biomass, &made.biomass_soft, &made.growth}) *each = std::sqrt(*each / fed);
    return made;
}

}  // namespace strandline::process::testing
