#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::strain {

operation::Operation fva_operation();

}  // namespace strandline::strain
