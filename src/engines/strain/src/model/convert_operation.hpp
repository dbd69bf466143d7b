#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::strain {

/// `strain convert`: a model in COBRA JSON or in SBML.
operation::Operation convert_operation();

}  // namespace strandline::strain
