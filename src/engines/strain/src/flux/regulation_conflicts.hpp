#pragma once

#include "flux/regulation_program.hpp"

#include <optional>
#include <vector>

namespace strandline::strain {

/// Which windows contradict each other. Not shared by threads.
class WindowConflicts {
public:
    using Open = std::vector<bool>;  // by open switch of the program: may leave its window

    WindowConflicts(const CompressedModel& small, const ColumnRanges& ranges, const SwitchProgram& program,
                    std::span<const WindowSwitch> all);

    /// Whether there is a state; nothing where the solver gave up.
    std::optional<bool> has_state(const Open& open);
    /// The state that has_state found, by column of the model.
    std::span<const double> state() const { return solver_.values(); }
    /// After has_state said no: closed switches of which one must open, none of them to spare. Nothing where
    /// the solver gave up or the rest of the model has no state.
    std::optional<std::vector<std::int32_t>> conflict(const Open& open);

private:
    std::vector<std::int32_t> named(const Open& open) const;
    std::optional<bool> is_conflict(const std::vector<std::int32_t>& part);

    const numerics::SparseColumns* matrix_;
    const SwitchProgram& program_;
    std::span<const WindowSwitch> all_;
    std::vector<double> lower_, upper_;
    std::vector<std::int32_t> columns_;  // with a switch
    numerics::LpSolver solver_;
    numerics::Basis base_;
    std::int32_t crossed_ = -1;  // a column whose closed windows do not meet
};

}  // namespace strandline::strain
