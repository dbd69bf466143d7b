#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::strain {

operation::Operation simulate_operation();

}  // namespace strandline::strain
