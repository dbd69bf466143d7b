#pragma once

#include <strandline/operation/operation.hpp>
#include <strandline/strain/dynamic.hpp>

#include <vector>

namespace strandline::strain {

/// "kinetics" and "feed".
std::vector<operation::Port> culture_ports();
/// How the culture is set up, run and fed.
std::vector<operation::Param> culture_params();

/// The plan of a call. Exchanges that the table does not name are tracked where their metabolite has carbon
/// and the model secretes but does not take it up.
Result<CulturePlan> read_culture_plan(const operation::Call& call, const FluxModel& model);

}  // namespace strandline::strain
