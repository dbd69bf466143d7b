#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::strain {

operation::Operation cutsets_operation();

}  // namespace strandline::strain
