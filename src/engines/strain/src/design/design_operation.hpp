#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::strain {

operation::Operation design_operation();

}  // namespace strandline::strain
