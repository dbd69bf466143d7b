#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::strain {

operation::Operation medium_operation();

}  // namespace strandline::strain
