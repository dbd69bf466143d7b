#pragma once

#include <strandline/operation/operation.hpp>
#include <strandline/strain/cutsets.hpp>

#include <vector>

namespace strandline::strain {

/// "cost": TSV with id and cost.
operation::Port cost_port();
/// "regulation": TSV with constraint and cost.
operation::Port regulation_port();
/// genes, reactions, suppress, suppress-best, protect, max-size, max-cost, only, except, knock-in,
/// with-reactions.
std::vector<operation::Param> cut_set_params();

/// The question that a call asks. Regulations are put into the model. Errors name the option or the row.
Result<CutSetProblem> cut_set_problem(const operation::Call& call, FluxModel& model);

}  // namespace strandline::strain
