#pragma once

#include <strandline/operation/operation.hpp>
#include <strandline/strain/design.hpp>
#include <strandline/strain/expression.hpp>

#include <vector>

namespace strandline::strain {

/// What was asked for, understood.
struct DesignRequest {
    FluxModel model;
    DesignTask task;
    std::int32_t target = -1;     // reaction
    std::int32_t substrate = -1;  // exchange; -1: none
    FluxExpression uptake;        // of the substrate; empty without one
    std::vector<bool> genes_that_may_go;
    bool with_costs = false;  // costs, knock-ins or regulations were given
    std::size_t genes = 0;    // of the model; what comes after them stands for a regulation
};

std::vector<operation::Param> design_params();
Result<DesignRequest> read_design_request(const operation::Call& call, Context& context);

}  // namespace strandline::strain
