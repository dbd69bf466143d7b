#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::process {

operation::Operation check_operation();

}  // namespace strandline::process
