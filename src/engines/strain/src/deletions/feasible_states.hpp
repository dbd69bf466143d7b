#pragma once

#include "deletions/index_set.hpp"

#include <strandline/base/result.hpp>
#include <strandline/numerics/linear_program.hpp>
#include <strandline/strain/compression.hpp>

#include <span>
#include <vector>

namespace strandline::strain {

/// Whether the small model has any steady state without some columns. Answers from states seen before, each
/// with as little flux as possible, so that few linear programs are needed.
class FeasibleStates {
public:
    explicit FeasibleStates(const CompressedModel& small);
    Result<bool> without(std::span<const std::int32_t> columns);
    std::uint64_t linear_programs() const { return linear_programs_; }

private:
    void close(std::span<const std::int32_t> columns);
    void open(std::span<const std::int32_t> columns);

    const CompressedModel& small_;
    numerics::LpSolver solver_;  // each flux as the difference of two that are not negative
    numerics::Basis base_;
    std::vector<IndexSet> supports_;
    std::uint64_t linear_programs_ = 0;
};

}  // namespace strandline::strain
