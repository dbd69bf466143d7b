#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::strain {

operation::Operation knockouts_operation();

}  // namespace strandline::strain
