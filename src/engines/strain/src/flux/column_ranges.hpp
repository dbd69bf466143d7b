#pragma once

#include <strandline/base/context.hpp>
#include <strandline/strain/balance.hpp>
#include <strandline/strain/compression.hpp>

#include <span>
#include <vector>

namespace strandline::strain {

struct ColumnRanges {
    FluxStatus status = FluxStatus::solver_failure;  // optimal: the ranges are there
    std::vector<double> least, most;                 // by column; infinite where there is no end
    std::vector<double> mean;                        // of all states that were met, a feasible state too
};

/// The feasible range of each column of a compressed model: two linear programs each, less those whose bound
/// an earlier state has reached.
ColumnRanges column_ranges(const CompressedModel& model, Context& context);

}  // namespace strandline::strain
