#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::edit {

operation::Operation library_operation();

}  // namespace strandline::edit
