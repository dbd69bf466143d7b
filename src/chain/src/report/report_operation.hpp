#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::chain {

operation::Operation report_operation();

}  // namespace strandline::chain
