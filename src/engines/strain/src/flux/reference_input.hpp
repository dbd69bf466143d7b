#pragma once

#include <strandline/operation/operation.hpp>
#include <strandline/strain/balance.hpp>

#include <vector>

namespace strandline::strain {

/// "reference": fluxes as `strain fba` and its kin write them.
operation::Port reference_port();
/// "from": how the reference is made where none is given.
operation::Param reference_param();

/// By reaction: of the file where one is given, else of the wild type's pFBA or FBA. A wild type without a
/// steady state, or without an end, is a "no".
Result<std::vector<double>> reference_fluxes(const operation::Call& call, const FluxModel& wild_type);

}  // namespace strandline::strain
