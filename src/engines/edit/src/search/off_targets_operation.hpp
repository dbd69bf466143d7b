#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::edit {

/// edit offtargets
operation::Operation off_targets_operation();

}  // namespace strandline::edit
