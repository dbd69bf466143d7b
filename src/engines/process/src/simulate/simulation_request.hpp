#pragma once

#include "simulate/columns.hpp"
#include "simulate/start_state.hpp"

#include <strandline/operation/operation.hpp>

#include <string>
#include <vector>

namespace strandline::process {

/// What a call of `process simulate` asks for.
struct SimulationRequest {
    domain::KineticModel model;
    Equations equations;
    Columns columns;
    std::vector<Given> given;
    double start = 0;           // the time of the initial state
    std::vector<double> times;  // rising
    SimulationOptions options;
};

std::vector<operation::Port> simulation_inputs();
std::vector<operation::Param> simulation_params();
Result<SimulationRequest> read_simulation_request(const operation::Call& call, Context& context);

}  // namespace strandline::process
