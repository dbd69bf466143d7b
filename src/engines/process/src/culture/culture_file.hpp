#pragma once

#include "culture/culture.hpp"

#include <strandline/operation/operation.hpp>

namespace strandline::process {

/// The settings of a culture with the states of its phases: from the fluxes given as inputs "aerobic",
/// "aerobic-resting", "anaerobic" and "anaerobic-resting", or written out in the file. All slips at once.
Result<CulturePlan> read_culture(const operation::Call& call);

}  // namespace strandline::process
