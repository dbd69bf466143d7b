#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::process {

operation::Operation feed_operation();

}  // namespace strandline::process
