#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::strain {

operation::Operation certify_operation();

}  // namespace strandline::strain
