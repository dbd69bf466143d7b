#pragma once

#include <strandline/base/context.hpp>
#include <strandline/numerics/linear_program.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace strandline::numerics {

/// limit: the nodes ran out; `values` (if any) are the best found and `bound` is proved.
enum class MixedStatus { optimal, infeasible, unbounded, limit, failure };

struct MixedSolution {
    MixedStatus status = MixedStatus::failure;
    double objective = 0;
    double bound = 0;            // no solution is better
    std::vector<double> values;  // by column; the whole ones exactly whole; empty where none was found
};

/// Nodes rather than seconds, so that the same input ends the same way on any machine.
struct MixedLimits {
    std::int64_t nodes = 1000000;
};

/// A linear program some of whose columns must be whole numbers (bounds of those finite), by Cbc with
/// integrality 1e-9 and no gap allowed. The solution is checked by fixing the whole columns and solving the
/// rest again as a linear program of its own; one that does not hold is a failure.
MixedSolution solve_mixed(const LinearProgram& program, std::span<const std::int32_t> whole_columns,
                          const MixedLimits& limits, Context& context);

}  // namespace strandline::numerics
