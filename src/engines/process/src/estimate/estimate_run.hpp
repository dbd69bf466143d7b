#pragma once

#include "estimate/alarms.hpp"
#include "estimate/balance_run.hpp"
#include "estimate/estimation_case.hpp"
#include "estimate/soft_sensor.hpp"

#include <string>
#include <vector>

namespace strandline::process {

/// Estimates at one time: of every quantity of the system, then of the outputs.
struct EstimateRow {
    double time = 0;  // h
    std::vector<Uncertain> quantities, outputs;
};

/// What is known at a time, with `outputs` outputs.
EstimateRow estimate_at(const EstimationProblem& problem, Estimator& estimator, std::size_t outputs,
                        double hour);

/// What a run says in the end, and what was known of it while it went on.
struct EstimateRun {
    std::vector<EstimateRow> final_rows;  // from all readings taken up to then, late ones included
    std::vector<EstimateRow> live_rows;   // from those that were known then
    std::vector<MomentReport> reports;
    std::vector<Alarm> alarms;
    std::vector<std::vector<GrowthEstimate>> soft_sensors;
    std::vector<BalanceWindow> balance;
    std::size_t readings = 0, too_late = 0;
    std::int64_t moments = 0, computed_live = 0;
    std::vector<std::string> remarks;

    /// NIS within its two-sided 95 % bounds: how many of the reports that were used.
    std::size_t inside = 0, used = 0;
    double normalised = 0, degrees = 0;
};

/// Slips of columns are noted in the document.
Result<EstimateRun> run_estimate(const formats::SettingsDocument& document, const EstimationCase& estimation,
                                 const EstimateSettings& settings, const RunData& run, Context& context);

}  // namespace strandline::process
