#include "system_builder.hpp"

namespace strandline::process {

/// A trigger without formula never fires; assignments without formula do nothing.
Result<EventEquations> SystemBuilder::event(const domain::KineticEvent& event) {
    EventEquations result{.id = event.id, .trigger = graph_.zero()};
    result.initially_true = event.initially_true;
    result.persistent = event.persistent;
    result.values_at_trigger = event.values_at_trigger;
    if (event.trigger) {
        STRANDLINE_TRY(const Node trigger, formula(*event.trigger));
        result.trigger = translator_.truth(trigger);
    }
    if (event.delay) { STRANDLINE_TRY(result.delay, formula(*event.delay)); }
    if (event.priority) { STRANDLINE_TRY(result.priority, formula(*event.priority)); }
    for (const auto& assignment : event.assignments) {
        if (!assignment.formula) continue;
        const std::uint32_t number = index_.by_id.at(assignment.variable);
        const Entity& entity = index_.entities[number];
        // What an algebraic rule determines has its value from there, whatever an event says.
        if (entity.role == Role::solved) continue;
        if (!entity.place)
            return fail(Error::input("process.not_assignable", "event {} sets {}", event.id, entity.id)
                            .expected("something that no assignment rule determines")
                            .found("{}, which an assignment rule determines", entity.id));
        STRANDLINE_TRY(const Values own, values(number));
        STRANDLINE_TRY(const Node value, formula(*assignment.formula));
        result.assignments.push_back({.place = *entity.place,
                                      .value = graph_.multiply(value, own.scale),
                                      .formula = value,
                                      .scale = own.scale});
    }
    return result;
}

Result<void> SystemBuilder::build_events() {
    for (const auto& one : model_.events) {
        STRANDLINE_TRY(auto equations, event(one));
        equations_.events.push_back(std::move(equations));
    }
    return {};
}

}  // namespace strandline::process
