#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::edit {

/// edit index
operation::Operation index_operation();

}  // namespace strandline::edit
