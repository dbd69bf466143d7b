#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::edit {

/// `edit pack`: a genome as the file that a search maps into memory.
operation::Operation pack_operation();

}  // namespace strandline::edit
