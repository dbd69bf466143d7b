#pragma once

#include "estimate/estimate_report.hpp"

#include <strandline/operation/operation.hpp>

#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace strandline::process {

/// Estimates of a run while it goes on: what came since the last call is taken, late readings at the time of
/// their sample. A model and settings as `process estimate` has them.
class LiveEstimates {
public:
    static Result<LiveEstimates> make(const operation::Call& call, Context& context);

    /// The estimate at the last arrival; nothing before the first reading of a signal that the settings name.
    /// An error where columns or units do not fit.
    Result<bool> update(const RunData& run);
    /// "1.25 h: X 3.2 ± 0.1 g/L, mu 0.41 ± 0.02 1/h"
    std::string words() const;
    /// The table of `process estimate`, a row for each update.
    Result<void> write(Sink& sink) const;

private:
    LiveEstimates(Source settings, domain::KineticModel model)
        : settings_(std::move(settings)), model_(std::move(model)) {}
    void take(const EstimationCase& now);

    Source settings_;
    domain::KineticModel model_;
    EstimateSettings read_;
    /// Of the first update: the estimator refers to it.
    std::unique_ptr<EstimationCase> first_;
    std::unique_ptr<Estimator> estimator_;
    std::set<std::tuple<std::uint32_t, double, double>> readings_, inputs_;  // that were taken
    std::vector<EstimateRow> rows_;
};

}  // namespace strandline::process
