#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::process {

operation::Operation scale_operation();

}  // namespace strandline::process
