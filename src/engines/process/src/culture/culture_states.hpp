#pragma once

#include "culture/culture.hpp"

#include <strandline/base/json.hpp>
#include <strandline/formats/settings.hpp>
#include <strandline/operation/operation.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace strandline::process {

/// The fluxes that were given, by port, and their files' names.
struct StateInputs {
    std::map<std::string, Json, std::less<>> json;
    std::map<std::string, std::string, std::less<>> names;
};

Result<StateInputs> read_state_inputs(const operation::Call& call);

/// Both states of the phase: each from its table (growing, resting) in the settings where there is one, else
/// from the port of the phase's name, or that with "-resting".
Result<CulturePhase> read_phase(const StateInputs& inputs, const std::string& name,
                                const std::optional<formats::SettingsTable>& table, const CulturePlan& plan);

}  // namespace strandline::process
