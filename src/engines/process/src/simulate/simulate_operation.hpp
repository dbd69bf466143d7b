#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::process {

operation::Operation simulate_operation();

}  // namespace strandline::process
