#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::process {

operation::Operation fit_operation();

}  // namespace strandline::process
