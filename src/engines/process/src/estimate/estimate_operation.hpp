#pragma once

#include <strandline/domain/kinetic_model.hpp>
#include <strandline/operation/operation.hpp>

namespace strandline::process {

operation::Operation estimate_operation();

/// The model that --settings names becomes the input --model, unless it is given.
Result<void> find_estimate_model(operation::Call& call);
/// "process.estimate_model" where there is none.
Result<domain::KineticModel> read_estimate_model(const operation::Call& call, Context& context);

}  // namespace strandline::process
