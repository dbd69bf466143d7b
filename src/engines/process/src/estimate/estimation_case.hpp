#pragma once

#include "estimate/estimate_settings.hpp"
#include "estimate/estimator.hpp"

namespace strandline::process {

/// All that a run's estimate needs: the model compiled with its expressions, and the run's readings put to
/// the signals and inputs of the settings.
struct EstimationCase {
    EstimationProblem problem;
    std::vector<Reading> readings;    // of the settings' signals, in their units, at their sample times
    std::vector<InputChange> inputs;  // as measured
    double end = 0;                   // h: of the last row
    std::vector<std::string> remarks;
    std::size_t missing = 0, late = 0;
};

/// Slips are noted in the document; ids and columns are checked.
Result<EstimationCase> estimation_case(const formats::SettingsDocument& document,
                                       const domain::KineticModel& model, const EstimateSettings& settings,
                                       const RunData& run, const RunData& feed);

/// From a unit of a file to one of the settings: value * factor + zero.
struct UnitChange {
    double factor = 1, zero = 0;
    double of(double value) const { return value * factor + zero; }
};
/// The column, and the change of its unit; slips at the place are noted, and nothing comes back.
struct RunColumn {
    std::uint32_t signal = 0;
    UnitChange change;
};
std::optional<RunColumn> run_column(const formats::SettingsTable& root, const RunData& run,
                                    const std::string& column, const std::string& unit,
                                    const strandline::Place& place, std::string_view table = "run");

}  // namespace strandline::process
