#pragma once

#include <strandline/base/file.hpp>
#include <strandline/operation/port.hpp>
#include <strandline/strain/balance.hpp>

namespace strandline::strain {

/// The port "fluxes": status, objective and fluxes as one JSON object.
operation::Port fluxes_port();

/// {"status", "objective", "objective_name", "fluxes": {id: mmol/gDW/h}}; further members before "fluxes".
Result<void> write_solution(Sink& sink, const FluxModel& model, const FluxSolution& solution,
                            Json::Members further = {});

}  // namespace strandline::strain
