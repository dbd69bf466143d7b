#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::strain {

operation::Operation fba_operation();

}  // namespace strandline::strain
