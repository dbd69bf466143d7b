#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::strain {

operation::Operation enzymes_operation();

}  // namespace strandline::strain
