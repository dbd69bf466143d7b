#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::process {

/// "process cost".
operation::Operation cost_operation();

}  // namespace strandline::process
