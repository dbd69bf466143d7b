#pragma once

#include "operation_value.hpp"

namespace strandline::numerics {

/// What native code calls for kinds without instructions of their own.
BinaryFunction called_binary(NodeKind kind);
bool is_call(NodeKind kind);

/// LLVM's name of what is an instruction on most processors, or null.
const char* intrinsic_of(NodeKind kind);

/// Lane by lane, for functions without a vector version.
void each_lane(UnaryFunction function, const double* a, double* result);
void each_lane_of_two(BinaryFunction function, const double* a, const double* b, double* result);

}  // namespace strandline::numerics
