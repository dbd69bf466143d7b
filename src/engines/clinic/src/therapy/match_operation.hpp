#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::clinic {

/// `clinic match`: a patient's results against what a therapy asks of them.
operation::Operation match_operation();

}  // namespace strandline::clinic
