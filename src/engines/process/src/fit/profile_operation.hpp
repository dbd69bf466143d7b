#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::process {

operation::Operation profile_operation();

}  // namespace strandline::process
