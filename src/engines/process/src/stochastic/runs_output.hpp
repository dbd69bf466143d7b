#pragma once

#include "simulate/simulation_request.hpp"
#include "simulate/time_course.hpp"

namespace strandline::process {

std::vector<operation::Param> runs_params();
operation::Port trajectories_port();

/// Whether the call asks for many runs: of the jump process, or of equations with draws.
bool asks_for_runs(const operation::Call& call);

/// Means and standard deviations over the runs that are asked for, columns X-mean and X-sd; the first ones go
/// into the output `trajectories` as they are.
Result<TimeCourse> over_runs(const operation::Call& call, SimulationRequest request, Context& context);

/// For calls without runs: the table without rows. "process.runs" for settings that need runs.
Result<void> without_runs(const operation::Call& call, const SimulationRequest& request);

}  // namespace strandline::process
