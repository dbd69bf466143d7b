#pragma once

#include "estimate/estimate_run.hpp"

#include <strandline/base/file.hpp>
#include <strandline/base/json.hpp>

namespace strandline::process {

/// A run's estimate with what is needed to tell of it.
struct EstimateReport {
    const EstimationCase& estimation;
    const EstimateSettings& settings;
    const EstimateRun& run;
    std::string model;

    /// "X", "g/L" of each quantity of the system, then of each output.
    std::vector<std::pair<std::string, std::string>> columns() const;
};

/// time_h, then each quantity and output with its _sd, units in the names.
Result<void> write_estimates(const EstimateReport& report, const std::vector<EstimateRow>& rows, Sink& sink);
/// One row a window: rates as measured and reconciled, statistic, chance.
Result<void> write_balance(const EstimateReport& report, Sink& sink);
Json estimate_json(const EstimateReport& report);
Result<void> write_estimate_page(const EstimateReport& report, Sink& sink);

}  // namespace strandline::process
