#pragma once

#include "simulate/simulation_request.hpp"

namespace strandline::process {

operation::Port scan_input();
operation::Port sets_output();

/// Writes the table of all sets, as CSV and JSON, and what came of each; no where one of them failed. The
/// page is of the first sets.
Result<operation::Answer> scan_to_outputs(const operation::Call& call, SimulationRequest request,
                                          Context& context);

/// For calls without sets: the table of them without rows.
Result<void> without_sets(const operation::Call& call);

}  // namespace strandline::process
