#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::strain {

operation::Operation sample_operation();

}  // namespace strandline::strain
