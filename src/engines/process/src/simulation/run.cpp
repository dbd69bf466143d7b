#include "simulation/run.hpp"
#include "simulation/not_finite.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace strandline::process {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
/// Steps of a piece in which conditions move with time alone, or nothing moves but they.
constexpr double pieces = 500;

/// Two times between which no step can be taken.
bool touch(double from, double to) { return to - from <= 1e-14 * std::max(std::abs(from), std::abs(to)); }

}  // namespace

Run::Run(const CompiledSystem& system, SystemState from, const SimulationOptions& options,
         const Context& context, RecordedPath::Items* path)
    : parts_(system.parts()),
      options_(options),
      context_(context),
      path_(path),
      now_(std::move(from)),
      inputs_(parts_, now_),
      algebraic_(parts_),
      jumps_(parts_, algebraic_, path),
      queue_(parts_.equations, now_.triggers, options.seed),
      random_(options.seed, 0) {}

bool Run::fail(std::string what, std::string equation) {
    if (!made_.failure) made_.failure = {now_.time, std::move(what), std::move(equation)};
    return false;
}

bool Run::begin() {
    if (now_.directions > 0 && inputs_.delays()) return fail("sensitivities do not go through delay()");
    if (now_.directions > 0 && parts_.relaxation.size() > 0)
        return fail("sensitivities do not go through fast reactions");
    if (!draw() || !settle() || !looks_back()) return false;
    jumps_.settle(inputs_, now_, {});
    stand_still();
    return handle_events();
}

/// delay() never looks ahead.
bool Run::looks_back() {
    const double least = inputs_.delays() ? inputs_.lowest_lag(now_.time, now_.states.data()) : 0;
    if (least >= -1e-12 * std::max(1.0, std::abs(now_.time))) return true;
    return fail(
        format("delay() is asked for a value of the future: its second argument is {}", in_words(least)));
}

bool Run::through(std::span<const double> times) {
    times_ = times;
    if (times.empty()) return true;
    longest_step_ = (times.back() - now_.time) / pieces;
    made_.times.reserve(times.size());
    made_.values.reserve(times.size() * parts_.observed.size());
    while (record_now(), made_.times.size() < times.size()) {
        if (context_.cancelled()) return fail("interrupted");
        if (!advance(times.back())) return false;
    }
    return true;
}

bool Run::advance(double stop) {
    if (!turn_) turn_ = next_turn(parts_, inputs_, now_);
    const double next = std::min({stop, turn_->before, queue_.next_time(), inputs_.next_echo(now_.time)});
    const TimedTurn turn = *turn_;
    if (!travel(std::max(next, now_.time))) return false;
    if (!turn_) return true;  // something turned on the way
    if (now_.time >= turn.before && turn.before < stop) return pass(turn);
    if (queue_.next_time() <= now_.time) {
        stand_still();
        return handle_events();
    }
    if (now_.time < stop) {  // what delay() looks back to jumps here
        inputs_.begin_piece(now_.time);
        stand_still();
        return settle() && handle_events();
    }
    return true;
}

/// To `stop`, or to where a watched gap or trigger turns before.
bool Run::travel(double stop) {
    while (now_.time < stop) {
        if (context_.cancelled()) return fail("interrupted");
        if (touch(now_.time, stop)) {
            fetch_sensitivities();
            now_.time = stop;
            fresh_ = false;
            return true;
        }
        if (!step(stop)) return false;
        const auto states = [this](double time, double* into) { state_at(time, into); };
        const double changed = look_for_change();
        if (watch_end_.sides != watch_.sides) {
            const Crossing crossing =
                locate(parts_, inputs_, last_begin_, watch_, changed, watch_end_, states);
            record_before(crossing.after);
            inputs_.remember(last_begin_, crossing.after, states);
            return cross(crossing);
        }
        std::swap(watch_, watch_end_);
        record_before(last_end_);
        inputs_.remember(last_begin_, last_end_, states);
        std::swap(now_.states, last_end_states_);
        now_.time = last_end_;
        stale_ = now_.directions > 0 && integrator_;
        if (path_) path_->arrive(last_end_);
        if (!looks_back()) return false;
    }
    fetch_sensitivities();
    return true;
}

/// Those of the present, which steps on the way leave with the integrator.
void Run::fetch_sensitivities() {
    if (stale_) integrator_->sensitivities_at(now_.time, now_.state_sensitivities.data());
    stale_ = false;
}

/// The first of some moments of the last step, its end the last of them, at which something watched is not
/// as it was at its beginning; `watch_end_` is what is seen there. Within a step two turns cancel.
double Run::look_for_change() {
    constexpr int moments = 3;
    if (parts_.watched.size() == 0) return last_end_;
    then_.states.resize(now_.states.size());
    for (int i = parts_.free_switches.empty() ? moments : 1; i < moments; ++i) {
        const double time = last_begin_ + (last_end_ - last_begin_) * i / moments;
        state_at(time, then_.states.data());
        look(parts_, inputs_.at(time, then_.states.data()), watch_end_);
        if (watch_end_.sides != watch_.sides) return time;
    }
    look(parts_, inputs_.at(last_end_, last_end_states_.data()), watch_end_);
    return last_end_;
}

bool Run::step(double stop) {
    last_begin_ = now_.time;
    if (now_.states.empty()) {
        coast(stop);
        return true;
    }
    return integrate(stop);
}

/// Nothing moves but the time.
void Run::coast(double stop) {
    last_end_ = parts_.free_in_time && longest_step_ > 0 ? std::min(stop, now_.time + longest_step_) : stop;
    last_end_states_ = now_.states;
}

void Run::state_at(double time, double* states) {
    if (integrator_)
        integrator_->state_at(time, states);
    else
        std::ranges::copy(now_.states, states);
}

/// The present is now within, or at the end of, the last step.
void Run::arrive(double time) {
    if (time == last_end_) {
        now_.states = last_end_states_;
    } else {
        state_at(time, now_.states.data());
    }
    now_.time = time;
    stale_ = now_.directions > 0 && integrator_;
    fetch_sensitivities();
    if (path_) path_->arrive(time);
}

/// What recording needs of the present.
void Run::copy_now() {
    then_.states = now_.states;
    then_.directions = now_.directions;
    if (now_.directions == 0) return;
    then_.state_sensitivities = now_.state_sensitivities;
    then_.held_sensitivities = now_.held_sensitivities;
    then_.held = now_.held;
}

void Run::record_before(double time) {
    if (made_.times.size() >= times_.size() || !(times_[made_.times.size()] < time)) return;
    copy_now();
    while (made_.times.size() < times_.size() && times_[made_.times.size()] < time) {
        then_.time = times_[made_.times.size()];
        state_at(then_.time, then_.states.data());
        if (integrator_ && then_.directions > 0)
            integrator_->sensitivities_at(then_.time, then_.state_sensitivities.data());
        record(then_);
    }
}

void Run::record_now() {
    while (made_.times.size() < times_.size() && times_[made_.times.size()] <= now_.time) {
        copy_now();
        then_.time = times_[made_.times.size()];
        record(then_);
    }
}

void Run::record(const SystemState& at) {
    const std::size_t count = parts_.observed.size();
    const double* here = inputs_.at(at.time, at.states.data());
    made_.times.push_back(at.time);
    made_.values.resize(made_.values.size() + count);
    parts_.observed.evaluate(here, made_.values.data() + made_.values.size() - count);
    if (path_) path_->look(at.time, here);
    if (at.directions == 0) return;
    const std::vector<double> by = JumpSensitivities::along(parts_.observed_by, here, at, {});
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t k = 0; k < at.directions; ++k) made_.sensitivities.push_back(by[k * count + i]);
}

Trajectory Run::take() {
    now_.triggers = queue_.triggers();
    made_.end = now_;
    return std::move(made_);
}

Trajectory simulate(const CompiledSystem& system, SystemState from, std::span<const double> times,
                    const SimulationOptions& options, const Context& context) {
    Run run(system, std::move(from), options, context);
    if (run.begin()) run.through(times);
    return run.take();
}

Trajectory simulate(const CompiledSystem& system, SystemState from, std::span<const double> times,
                    const SimulationOptions& options, const Context& context, RecordedPath& path) {
    Run run(system, std::move(from), options, context, &path.items());
    if (run.begin()) run.through(times);
    return run.take();
}

}  // namespace strandline::process
