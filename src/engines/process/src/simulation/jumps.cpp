#include "simulation/relaxation.hpp"
#include "simulation/run.hpp"

#include <strandline/base/text.hpp>

#include <cmath>

namespace strandline::process {

/// Events at one time beyond which they are taken to set each other off without end.
constexpr std::int64_t crowd = 100'000;

std::vector<double> Run::velocity() { return jumps_.velocity(inputs_, now_.time, now_.states.data()); }

bool Run::settle() {
    relax(parts_, inputs_, now_, options_);
    const std::string why = algebraic_.settle(inputs_, now_.time, now_.states);
    return why.empty() || fail(why);
}

/// The random numbers that the assignments of an event use.
bool Run::draw() {
    const std::string wrong = inputs_.draw(now_.time, now_.states.data(), random_);
    return wrong.empty() || fail(format("no number can be drawn from {} with its arguments", wrong));
}

/// The history of the integrator does not hold any more.
void Run::restart() {
    fresh_ = false;
    turn_.reset();
    look(parts_, inputs_.at(now_.time, now_.states.data()), watch_);
}

/// A gap that depends on the states went through zero: rates may have jumped, triggers turned.
bool Run::cross(const Crossing& crossing) {
    const Sides sides = watch_.sides;
    if (crossing.after - now_.time <= 1e-13 * std::abs(now_.time)) {
        if (++crowded_ > crowd) return fail("the conditions of the model switch to and fro without end");
    } else {
        crowded_ = 0;
    }
    std::vector<double> before(now_.states.size());
    if (differentiated()) state_at(crossing.before, before.data());
    arrive(crossing.after);
    inputs_.remember_jump(now_.time, now_.states.data());
    stand_still();
    if (differentiated()) {
        const std::vector<double> came = jumps_.velocity(inputs_, crossing.before, before.data());
        for (std::size_t i = 0; i < parts_.free_switches.size(); ++i) {
            if (sides[i] == crossing.sides[i]) continue;
            shift_ =
                jumps_.shift(parts_.free_switches[i], inputs_, crossing.before, before.data(), came, now_);
            break;
        }
        const std::vector<double> goes = velocity();
        jumps_.move(now_, came, shift_, 1);
        jumps_.move(now_, goes, shift_, -1);
    }
    if (!settle()) return false;
    jumps_.settle(inputs_, now_, {});
    return handle_events();
}

/// The states stand just before a turn.
bool Run::pass(const TimedTurn& turn) {
    stand_still();
    if (differentiated()) {
        const std::vector<double> came = velocity();
        shift_ = jumps_.shift(turn.of_switch, inputs_, now_.time, now_.states.data(), came, now_);
        const std::vector<double> goes = jumps_.velocity(inputs_, turn.after, now_.states.data());
        jumps_.move(now_, came, shift_, 1);
        jumps_.move(now_, goes, shift_, -1);
    }
    if (turn.at) {
        now_.time = *turn.at;
        inputs_.remember_jump(now_.time, now_.states.data());
        if (!settle() || !handle_events()) return false;
        record_now();
    } else {
        record_now();
    }
    now_.time = turn.after;
    inputs_.remember_jump(now_.time, now_.states.data());
    if (!settle()) return false;
    jumps_.settle(inputs_, now_, {});
    return handle_events();
}

bool Run::handle_events() {
    std::vector<double> triggers(parts_.events.size());
    std::int64_t executed = 0;
    for (;;) {
        look(parts_, inputs_.at(now_.time, now_.states.data()), watch_);
        for (std::size_t i = 0; i < triggers.size(); ++i)
            triggers[i] = watch_.sides[parts_.free_switches.size() + i];
        for (const std::uint32_t event : queue_.look(triggers))
            if (!trigger(event)) return false;
        PendingEvent due;
        const bool any = queue_.take_due(
            now_.time,
            [&](std::uint32_t event) {
                double priority = -std::numeric_limits<double>::infinity();
                parts_.events[event].priority.evaluate(inputs_.at(now_.time, now_.states.data()), &priority);
                return std::isnan(priority) ? -std::numeric_limits<double>::infinity() : priority;
            },
            due);
        if (!any) break;
        if (++executed > crowd) return fail("events set each other off without end");
        if (!execute(due)) return false;
        jumped_ = true;
    }
    restart();
    return true;
}

bool Run::trigger(std::uint32_t number) {
    const EventEquations& event = parts_.equations.events[number];
    const CompiledEvent& compiled = parts_.events[number];
    double delay = 0;
    if (!draw()) return false;
    const double* here = inputs_.at(now_.time, now_.states.data());
    compiled.delay.evaluate(here, &delay);
    if (!(delay >= 0)) return fail(format("the delay of event {} is {}", event.id, delay), event.id);
    PendingEvent made{number, now_.time + delay, {}, {}, {}};
    if (event.values_at_trigger) {
        made.values.resize(event.assignments.size());
        compiled.formulas.evaluate(here, made.values.data());
    }
    if (now_.directions > 0) {
        // Derivatives of what is taken at the moment of the triggering, which moves by `shift_` itself.
        SystemState moving = now_;
        jumps_.move(moving, velocity(), shift_, 1);
        made.shift = shift_;
        here = inputs_.at(now_.time, now_.states.data());
        if (compiled.delay.size() > 0) {
            const auto by = JumpSensitivities::along(compiled.delay_by, here, moving, shift_);
            for (std::size_t k = 0; k < by.size(); ++k) made.shift[k] += by[k];
        }
        if (event.values_at_trigger)
            made.value_sensitivities = JumpSensitivities::along(compiled.formulas_by, here, moving, shift_);
    }
    if (path_) note_waiting(compiled, event.values_at_trigger, velocity(), made);
    queue_.add(std::move(made));
    return true;
}

bool Run::execute(const PendingEvent& pending) {
    const EventEquations& event = parts_.equations.events[pending.event];
    const CompiledEvent& compiled = parts_.events[pending.event];
    std::vector<double> values = pending.values, by = pending.value_sensitivities;
    if (differentiated()) {
        shift_ = pending.shift;
        if (path_) path_->shift_from(pending.slot);
        jumps_.move(now_, velocity(), shift_, 1);
    }
    const double* here = inputs_.at(now_.time, now_.states.data());
    const std::size_t count = event.assignments.size();
    std::vector<double> scales(count, 1.0);
    if (event.values_at_trigger) {
        compiled.scales.evaluate(here, scales.data());
        const auto scales_by = now_.directions > 0
                                   ? JumpSensitivities::along(compiled.scales_by, here, now_, shift_)
                                   : std::vector<double>();
        for (std::size_t e = 0; e < by.size(); ++e)
            by[e] = by[e] * scales[e % count] + values[e % count] * scales_by[e];
        for (std::size_t i = 0; i < count; ++i) values[i] *= scales[i];
    } else {
        if (!draw()) return false;
        here = inputs_.at(now_.time, now_.states.data());
        values.resize(count);
        compiled.values.evaluate(here, values.data());
        if (now_.directions > 0) by = JumpSensitivities::along(compiled.values_by, here, now_, shift_);
    }
    if (path_) note_assignments(pending, scales);
    assign(event, values, by);
    inputs_.hold(now_.held);
    inputs_.remember_jump(now_.time, now_.states.data());
    if (!settle()) return false;
    if (differentiated()) {
        jumps_.settle(inputs_, now_, shift_);
        jumps_.move(now_, velocity(), shift_, -1);
        jumps_.settle(inputs_, now_, {});
    }
    return true;
}

void Run::assign(const EventEquations& event, std::span<const double> values,
                 std::span<const double> value_sensitivities) {
    const std::size_t states = now_.states.size(), held = now_.held.size(), count = values.size();
    for (std::size_t i = 0; i < count; ++i) {
        const Place place = event.assignments[i].place;
        const bool state = place.kind == Place::Kind::state;
        (state ? now_.states : now_.held)[place.index] = values[i];
        for (std::size_t k = 0; k < now_.directions; ++k)
            (state ? now_.state_sensitivities[k * states + place.index]
                   : now_.held_sensitivities[k * held + place.index]) = value_sensitivities[k * count + i];
    }
}

}  // namespace strandline::process
