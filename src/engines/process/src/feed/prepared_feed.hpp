#pragma once

#include "feed/feed_settings.hpp"
#include "feed/parameter_sets.hpp"
#include "simulate/columns.hpp"

#include <memory>
#include <string>
#include <vector>

namespace strandline::process {

/// What is told of a run: an id or an expression, in its unit (empty or "1" where there is none).
struct FeedQuantity {
    std::string name, unit;
};

/// A problem ready to be optimised, and the same model made ready to be followed: two systems of equal
/// states and held values, which observe different things.
struct PreparedFeed {
    std::unique_ptr<CompiledSystem> optimised;  // objective, then each limit; with sensitivities
    std::unique_ptr<CompiledSystem> followed;   // objective, each limit, `course`, then `all`
    FeedProblem problem;
    std::vector<FeedQuantity> limits, course, all;
    std::vector<std::uint32_t> control_places;  // index of each control in SystemState::held
};

/// Errors of names in the settings are noted in the document; of the model and the ensemble, returned.
Result<PreparedFeed> prepare_feed(const formats::SettingsDocument& document,
                                  const domain::KineticModel& model, const FeedSettings& settings,
                                  const ParameterSets& ensemble, const std::string& ensemble_file,
                                  Context& context);

}  // namespace strandline::process
