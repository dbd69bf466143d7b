#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::strain {

operation::Operation insert_operation();

}  // namespace strandline::strain
