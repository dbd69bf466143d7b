#include "stochastic/jump_run.hpp"
#include "simulate/time_course.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace strandline::process {

constexpr double infinity = std::numeric_limits<double>::infinity();

JumpRun::JumpRun(const JumpSystem& system, const Context& context)
    : system_(system),
      context_(context),
      slots_(system.program().fresh()),
      tree_(system.reactions().size()),
      propensities_(system.reactions().size()),
      time_(slots_[0]) {}

std::string too_many(double amount) {
    return format("there are {} molecules, more than can be counted one by one (2^53)", amount);
}

bool JumpRun::fail(std::string what, std::string equation) {
    failure_ = {time_, std::move(what), std::move(equation)};
    return false;
}

std::optional<SimulationFailure> JumpRun::run(const SystemState& from, std::span<const double> times,
                                              RandomStream& random, std::span<double> values) {
    times_ = times;
    values_ = values;
    written_ = 0;
    failure_.reset();
    constexpr std::uint64_t between_looks = 1 << 14;
    if (begin(from, random))
        for (std::uint64_t step = 1; !done() && next(); ++step)
            if (step % between_looks == 0 && context_.cancelled()) break;
    return failure_;
}

bool JumpRun::begin(const SystemState& from, RandomStream& random) {
    random_ = &random;
    time_ = from.time;
    std::ranges::copy(from.states, states());
    std::ranges::copy(from.held, slots_.begin() + system_.equations().held_input(0));
    turn_.reset();
    queue_.reset();
    if (!system_.events().empty()) queue_.emplace(system_.equations(), from.triggers, random.bits());
    return renew_draws() && handle_events();
}

/// To the next reaction, event or switch, or to the end.
bool JumpRun::next() {
    const double total = tree_.total();
    const double reacts = total > 0 ? time_ - std::log(random_->above_zero()) / total : infinity;
    const double event = queue_ ? queue_->next_time() : infinity;
    const double turn = turn_ ? turn_->before : infinity;
    const double end = times_.back();
    if (total > 0 && time_ + 1 / total == time_)
        return fail(format("reactions happen {} times in a unit of time: too often for the time to move on",
                           number_text(total)));
    if (reacts < std::min(event, turn)) {
        write_before(std::min(reacts, std::nextafter(end, infinity)));
        if (done()) return true;
        time_ = reacts;
        const double part = random_->uniform() * total;
        return fire(tree_.choose(part));
    }
    if (std::min(event, turn) > end) {
        write_until(end);
        return true;
    }
    if (event < turn) {
        write_before(event);
        time_ = event;
        if (!handle_events()) return false;
        write_until(time_);
        return true;
    }
    write_before(turn);
    time_ = turn;
    return pass(*turn_);
}

bool JumpRun::fire(std::size_t number) {
    const JumpSystem::Reaction& reaction = system_.reactions()[number];
    for (const auto& [state, by] : reaction.changes) {
        const double change = slots_[by];
        double& amount = states()[state];
        amount += change;
        if (change != std::floor(change))
            return fail(format("the reaction changes {} by {}, which is no whole number",
                               system_.equations().state_ids[state], change),
                        reaction.id);
        if (amount < 0)
            return fail(format("the reaction takes {} of {}, of which there are {}", -change,
                               system_.equations().state_ids[state], amount - change),
                        reaction.id);
        if (amount > countable) return fail(too_many(amount), system_.equations().state_ids[state]);
    }
    system_.program().run(reaction.steps, slots_.data());
    for (const std::uint32_t i : reaction.affected) {
        const double propensity = slots_[system_.reactions()[i].propensity];
        if (!(propensity >= 0 && propensity < infinity))
            return fail(format("the propensity of the reaction is {}", number_text(propensity)),
                        system_.reactions()[i].id);
        tree_.set(i, propensity);
    }
    for (const std::uint32_t i : reaction.triggers) {
        const double truth = slots_[system_.triggers()[i]];
        if ((truth != 0 && !std::isnan(truth)) != (queue_->triggers()[i] != 0)) return handle_events();
    }
    return true;
}

/// Just before what turns with time does so.
bool JumpRun::pass(const TimedTurn& turn) {
    const TimedTurn passed = turn;
    if (passed.at) {
        write_until(time_);
        time_ = *passed.at;
        if (!handle_events()) return false;
    }
    write_until(time_);
    time_ = passed.after;
    turn_.reset();
    return handle_events();
}

void JumpRun::write_before(double time) {
    while (!done() && times_[written_] < time) write();
}

void JumpRun::write_until(double time) {
    while (!done() && times_[written_] <= time) write();
}

void JumpRun::write() {
    const double now = time_;
    time_ = times_[written_];
    if (!system_.written().empty()) system_.program().run(system_.written(), slots_.data());
    time_ = now;
    const auto& observed = system_.observed();
    double* row = values_.data() + written_ * observed.size();
    for (std::size_t i = 0; i < observed.size(); ++i) row[i] = slots_[observed[i]];
    ++written_;
}

}  // namespace strandline::process
