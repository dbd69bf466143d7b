#pragma once

#include <strandline/operation/operation.hpp>
#include <strandline/strain/cutsets.hpp>

#include <vector>

namespace strandline::strain {

/// "cost": TSV with id and cost.
operation::Port cost_port();
/// genes, reactions, suppress, protect, max-size, max-cost, only, except, knock-in.
std::vector<operation::Param> cut_set_params();

/// The question that a call asks. Errors name the option or the row.
Result<CutSetProblem> cut_set_problem(const operation::Call& call, const FluxModel& model);

}  // namespace strandline::strain
