#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::strain {

operation::Operation fba_operation();
operation::Operation pfba_operation();
operation::Operation envelope_operation();
operation::Operation moma_operation();
operation::Operation room_operation();

}  // namespace strandline::strain
