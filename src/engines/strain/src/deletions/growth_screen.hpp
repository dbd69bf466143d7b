#pragma once

#include "deletions/dead_sets.hpp"
#include "deletions/index_set.hpp"

#include <strandline/base/context.hpp>
#include <strandline/base/result.hpp>
#include <strandline/numerics/linear_program.hpp>

#include <span>
#include <vector>

namespace strandline::strain {

/// The best that is left without a set of columns, and the columns that carry flux then. Where there is no
/// optimum every column counts as carrying flux: nothing is known of less.
struct ScreenedState {
    DeletionOutcome outcome;
    IndexSet support;
    std::vector<double> duals;  // by row, of a lethal deletion that has an optimum
};

/// Growth of the small model without columns, each from the basis that is optimal with all of them.
class GrowthScreen {
public:
    explicit GrowthScreen(const CompressedModel& small);

    const ScreenedState& unchanged() const { return unchanged_; }
    /// One state a set; the same for any number of threads.
    std::vector<ScreenedState> states_without(std::span<const DeadSet> sets, Context& context);
    /// At the optimum of the small model.
    const numerics::LpSolver& solver() const { return solver_; }
    std::uint64_t linear_programs() const { return linear_programs_; }

private:
    ScreenedState state_without(numerics::LpSolver& solver, const DeadSet& set) const;
    ScreenedState present_state(numerics::LpSolver& solver, numerics::LpStatus status) const;

    const CompressedModel& small_;
    numerics::LpSolver solver_;
    numerics::Basis base_;
    ScreenedState unchanged_;
    std::uint64_t linear_programs_ = 0;
};

}  // namespace strandline::strain
