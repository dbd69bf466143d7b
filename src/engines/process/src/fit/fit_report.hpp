#pragma once

#include "fit/multi_start.hpp"

#include <strandline/base/file.hpp>
#include <strandline/base/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace strandline::process {

/// What a fit found: all starts, and the best of them looked at once more.
struct FitReport {
    std::vector<StartResult> starts;                     // the best first
    Evaluation best;                                     // at starts[0].at, with sensitivities
    std::vector<std::optional<double>> standard_errors;  // [free], on the scales
    std::vector<double> covariance;                      // [free * free], on the scales; 0 without an error
    std::vector<std::uint8_t> on_bound;                  // [free]: 1 the lower, 2 the upper, 0 none
    double confidence = 0.95;
};

FitReport fit_report(const Objective& objective, std::vector<StartResult> starts, double confidence,
                     const Context& context);

Json fit_json(const Objective& objective, const FitReport& report);
/// A PEtab parameter table with the estimates as nominalValue.
Result<void> write_parameter_table(const Objective& objective, const FitReport& report, Sink& sink);
/// What the page draws: starts, data and simulations by observable and experiment, residuals, parameters.
Json page_data(const Objective& objective, const FitReport& report);
Result<void> write_fit_page(const Objective& objective, const FitReport& report, const std::string& title,
                            Sink& sink);

/// 'lin', 'log' or 'log10', as PEtab has it.
std::string_view scale_name(formats::PetabScale scale);

}  // namespace strandline::process
