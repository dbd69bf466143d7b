#pragma once

#include "program_code.hpp"

#include <vector>

namespace strandline::numerics {

/// Eight values at once, by vector instructions; what they give in one lane does not depend on the others.
using UnaryLanes = void (*)(const double* a, double* result);
using BinaryLanes = void (*)(const double* a, const double* b, double* result);

/// Null for kinds that have none: those are computed lane by lane.
UnaryLanes unary_lanes(NodeKind kind);
BinaryLanes binary_lanes(NodeKind kind);

/// Runs the instructions; slots[slot * 8 + lane].
void run_lanes(const ProgramCode& code, double* slots);

/// A place for `size` numbers that starts at a multiple of 64 bytes, as wide vectors like it. Grows `memory`.
double* aligned_place(std::vector<double>& memory, std::size_t size);

}  // namespace strandline::numerics
