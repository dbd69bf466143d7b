#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::edit {

/// edit outcome
operation::Operation outcome_operation();

}  // namespace strandline::edit
