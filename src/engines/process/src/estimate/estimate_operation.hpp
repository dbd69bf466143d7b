#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::process {

operation::Operation estimate_operation();

}  // namespace strandline::process
