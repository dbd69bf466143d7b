#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::process {

operation::Operation culture_operation();

}  // namespace strandline::process
