#pragma once

#include "loopless/loops.hpp"

#include <strandline/numerics/mixed_program.hpp>
#include <strandline/strain/compression.hpp>

namespace strandline::strain {

/// The mixed program of a compressed model with the loop law on one block of cycles: each of its reactions
/// runs down a difference of potentials of its metabolites. Columns of the model come first.
struct LoopLaw {
    numerics::LinearProgram program;
    std::vector<std::int32_t> whole;  // columns that are 0 or 1: 1 where the reaction may run forward
};

LoopLaw loop_law(const FluxModel& model, const CompressedModel& small, numerics::LinearProgram program,
                 const LoopSpace& space, std::int32_t block);

}  // namespace strandline::strain
