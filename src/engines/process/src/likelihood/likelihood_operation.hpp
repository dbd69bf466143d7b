#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::process {

operation::Operation likelihood_operation();

}  // namespace strandline::process
