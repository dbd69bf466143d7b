#include "simulation/run.hpp"

namespace strandline::process {

void Run::stand_still() {
    shift_.assign(now_.directions, 0);
    if (path_) path_->stand_still();
}

/// What a triggered event keeps until it is executed: its moment, and the values of its formulas.
void Run::note_waiting(const CompiledEvent& event, bool values, std::span<const double> velocity,
                       PendingEvent& made) {
    using Derivative = RecordedPath::Derivative;
    const double* here = inputs_.at(now_.time, now_.states.data());
    std::vector<Derivative> by;
    if (event.delay.size() > 0) by = path_->derivatives(event.delay_by, here, true, velocity);
    by.push_back({0, path_->shift_slot(), 1});
    const std::size_t count = values ? event.formulas.size() : 0;
    made.slot = path_->reserve(1 + count);
    if (count > 0)
        for (const Derivative& each : path_->derivatives(event.formulas_by, here, true, velocity))
            by.push_back({each.value + 1, each.by, each.factor});
    std::vector<std::uint32_t> slots;
    for (std::uint32_t i = 0; i <= count; ++i) slots.push_back(made.slot + i);
    path_->add(RecordedPath::Items::Assignment{std::move(slots), std::move(by)});
}

/// `scales` are those by which the values of the time of triggering are multiplied.
void Run::note_assignments(const PendingEvent& pending, std::span<const double> scales) {
    const EventEquations& event = parts_.equations.events[pending.event];
    const CompiledEvent& compiled = parts_.events[pending.event];
    const double* here = inputs_.at(now_.time, now_.states.data());
    RecordedPath::Items::Assignment made;
    for (const auto& assignment : event.assignments) made.values.push_back(path_->slot(assignment.place));
    if (event.values_at_trigger) {
        made.derivatives = path_->derivatives(compiled.scales_by, here, true);
        for (auto& each : made.derivatives) each.factor *= pending.values[each.value];
        for (std::uint32_t i = 0; i < scales.size(); ++i)
            made.derivatives.push_back({i, pending.slot + 1 + i, scales[i]});
    } else {
        made.derivatives = path_->derivatives(compiled.values_by, here, true);
    }
    path_->add(std::move(made));
}

}  // namespace strandline::process
