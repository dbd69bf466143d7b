#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::process {

operation::Operation listen_operation();

}  // namespace strandline::process
