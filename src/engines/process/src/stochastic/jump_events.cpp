#include "simulate/time_course.hpp"
#include "stochastic/distributions.hpp"
#include "stochastic/jump_run.hpp"

#include <strandline/base/text.hpp>

#include <cmath>

namespace strandline::process {

/// Events at one time beyond which they are taken to set each other off without end.
constexpr std::int64_t crowd = 100'000;

/// Everything at a moment, nothing of what was before being taken for granted.
bool JumpRun::look_anew() {
    const auto& whole = system_.whole();
    for (std::size_t i = 0; i < whole.size(); ++i) {
        const double amount = states()[i];
        if (whole[i] && !(amount >= 0 && amount == std::floor(amount)))
            return fail(format("the amount is {}, which is no number of molecules", number_text(amount)),
                        system_.equations().state_ids[i]);
        if (whole[i] && amount > countable) return fail(too_many(amount), system_.equations().state_ids[i]);
    }
    system_.program().run(system_.everything(), slots_.data());
    for (std::size_t i = 0; i < propensities_.size(); ++i) {
        const auto& reaction = system_.reactions()[i];
        propensities_[i] = slots_[reaction.propensity];
        if (!(propensities_[i] >= 0 && std::isfinite(propensities_[i])))
            return fail(format("the propensity of the reaction is {}", number_text(propensities_[i])),
                        reaction.id);
    }
    tree_.assign(propensities_);
    return true;
}

void JumpRun::find_turn() {
    const auto& parts = system_.compiled().parts();
    turn_.reset();
    if (parts.timed_switches.empty()) return;
    const Equations& equations = system_.equations();
    SystemState now;
    now.time = time_;
    now.states.assign(states(), states() + equations.state_ids.size());
    const auto held = slots_.begin() + equations.held_input(0);
    now.held.assign(held, held + static_cast<std::ptrdiff_t>(equations.held_ids.size()));
    Inputs inputs(parts, now);
    turn_ = next_turn(parts, inputs, now);
}

bool JumpRun::handle_events() {
    if (!look_anew()) return false;
    if (queue_) {
        std::vector<double> triggers(system_.triggers().size());
        for (std::int64_t executed = 0;;) {
            for (std::size_t i = 0; i < triggers.size(); ++i) triggers[i] = slots_[system_.triggers()[i]];
            for (const std::uint32_t event : queue_->look(triggers))
                if (!trigger(event)) return false;
            const auto priority = [this](std::uint32_t event) {
                const JumpSystem::Event& one = system_.events()[event];
                if (!system_.equations().events[event].priority)
                    return -std::numeric_limits<double>::infinity();
                system_.program().run(one.priority, slots_.data());
                const double found = slots_[one.priority_slot];
                return std::isnan(found) ? -std::numeric_limits<double>::infinity() : found;
            };
            PendingEvent due;
            if (!queue_->take_due(time_, priority, due)) break;
            if (++executed > crowd) return fail("events set each other off without end");
            if (!execute(due) || !look_anew()) return false;
        }
    }
    find_turn();
    return true;
}

bool JumpRun::trigger(std::uint32_t number) {
    const JumpSystem::Event& event = system_.events()[number];
    const EventEquations& equations = system_.equations().events[number];
    if (!renew_draws()) return false;
    double delay = 0;
    if (equations.delay) {
        system_.program().run(event.delay, slots_.data());
        delay = slots_[event.delay_slot];
    }
    if (!(delay >= 0))
        return fail(format("the delay of event {} is {}", equations.id, number_text(delay)), equations.id);
    PendingEvent made{number, time_ + delay, {}, {}, {}};
    if (equations.values_at_trigger) {
        system_.program().run(event.formulas, slots_.data());
        for (const std::uint32_t slot : event.formula_slots) made.values.push_back(slots_[slot]);
    }
    queue_->add(std::move(made));
    return true;
}

bool JumpRun::execute(const PendingEvent& pending) {
    const JumpSystem::Event& event = system_.events()[pending.event];
    const EventEquations& equations = system_.equations().events[pending.event];
    std::vector<double> values = pending.values;
    if (equations.values_at_trigger) {
        system_.program().run(event.scales, slots_.data());
        for (std::size_t i = 0; i < values.size(); ++i) values[i] *= slots_[event.scale_slots[i]];
    } else {
        if (!renew_draws()) return false;
        system_.program().run(event.values, slots_.data());
        for (const std::uint32_t slot : event.value_slots) values.push_back(slots_[slot]);
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        const Place place = equations.assignments[i].place;
        const Equations& all = system_.equations();
        slots_[place.kind == Place::Kind::state ? all.state_input(place.index)
                                                : all.held_input(place.index)] = values[i];
    }
    return true;
}

bool JumpRun::renew_draws() {
    std::vector<double> arguments;
    for (std::size_t i = 0; i < system_.draws().size(); ++i) {
        const JumpSystem::RandomNumber& draw = system_.draws()[i];
        system_.program().run(draw.steps, slots_.data());
        arguments.clear();
        for (const std::uint32_t slot : draw.arguments) arguments.push_back(slots_[slot]);
        slots_[system_.equations().draw_input(i)] = sample(draw.distribution, arguments, *random_);
        if (std::isnan(slots_[system_.equations().draw_input(i)]))
            return fail(format("no number can be drawn from {} with its arguments", draw.distribution));
    }
    return true;
}

}  // namespace strandline::process
