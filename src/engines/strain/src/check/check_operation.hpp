#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::strain {

operation::Operation check_operation();

}  // namespace strandline::strain
