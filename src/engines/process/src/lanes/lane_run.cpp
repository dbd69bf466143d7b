#include "lanes/lane_run.hpp"

#include <strandline/base/parallel.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::process {

/// Conditions that one set may turn before it is left to the scalar simulation.
constexpr std::int64_t most_pieces_alone = 100;

LaneRun::LaneRun(const LaneSystem& system, std::span<const SystemState> starts, std::span<const double> times,
                 const SimulationOptions& options, const Context& context)
    : parts_(system.parts()),
      scalar_(parts_.scalar->parts()),
      starts_(starts),
      times_(times),
      options_(options),
      context_(context),
      kernels_(lane_kernels()),
      inputs_(scalar_.equations.input_count()),
      y_(parts_.states),
      next_(parts_.states),
      rates_(parts_.states),
      derivatives_(std::max<std::size_t>(1, parts_.derivatives.outputs())),
      places_(static_cast<std::size_t>(parts_.plan.places)),
      reciprocals_(parts_.states),
      observed_(std::max<std::size_t>(1, parts_.observed.outputs())),
      made_(starts.size()) {
    for (auto& stage : u_) stage.resize(parts_.states);
    for (auto& part : dense_) part.resize(parts_.states);
}

std::vector<Trajectory> LaneRun::run() {
    for (std::size_t l = 0; l < lane_count; ++l) fill(l);
    while (!context_.cancelled() && std::ranges::any_of(lanes_, &Lane::busy)) {
        attempt();
        take_or_refuse();
    }
    return std::move(made_);
}

/// The next start that has any way to go.
void LaneRun::fill(std::size_t lane) {
    lanes_[lane].busy = false;
    while (next_start_ < starts_.size() && !lanes_[lane].busy) lanes_[lane].busy = load(lane, next_start_++);
}

bool LaneRun::load(std::size_t number, std::size_t start) {
    Lane& lane = lanes_[number];
    lane.start = start;
    lane.written = 0;
    lane.attempts = lane.pieces_alone = 0;
    place(number, starts_[start]);
    const bool finite = std::ranges::all_of(lane.begun.states, [](double x) { return std::isfinite(x); });
    if (times_.empty()) return false;
    if (!finite || lane.begun.directions > 0 || starts_with_events(number)) {
        leftovers_.push_back({start, lane.begun});
        return false;
    }
    write_until(number, time_[number]);
    return set_off(number);
}

void LaneRun::place(std::size_t number, SystemState at) {
    Lane& lane = lanes_[number];
    lane.begun = std::move(at);
    refused_[number] = false;
    time_[number] = lane.begun.time;
    for (std::size_t i = 0; i < parts_.states; ++i) y_[i][number] = lane.begun.states[i];
    const std::uint32_t held = scalar_.equations.held_input(0);
    for (std::size_t i = 0; i < lane.begun.held.size(); ++i) inputs_[held + i][number] = lane.begun.held[i];
    lane.inputs.emplace(scalar_, lane.begun);
}

/// Sets the triggers; true where one of them turned to true at the start.
bool LaneRun::starts_with_events(std::size_t number) {
    Lane& lane = lanes_[number];
    look(scalar_, lane.inputs->at(lane.begun.time, lane.begun.states.data()), lane.watch);
    const auto& events = scalar_.equations.events;
    std::vector<std::uint8_t> triggers;
    bool risen = false;
    for (std::size_t i = 0; i < events.size(); ++i) {
        triggers.push_back(lane.watch.sides[scalar_.free_switches.size() + i] != 0);
        const bool before =
            lane.begun.triggers.empty() ? events[i].initially_true : lane.begun.triggers[i] != 0;
        risen |= triggers.back() != 0 && !before;
    }
    if (!risen) lane.begun.triggers = std::move(triggers);
    return risen;
}

/// From the present moment to where the next of the switches turns whose moment is known beforehand; those
/// that turn at once are passed. False where the lane has no way to go.
bool LaneRun::set_off(std::size_t number) {
    Lane& lane = lanes_[number];
    for (;;) {
        const SystemState now = state_of(number);
        lane.turn = next_turn(scalar_, *lane.inputs, now);
        look(scalar_, lane.inputs->at(now.time, now.states.data()), lane.watch);
        stop_[number] = std::min(lane.turn.before, times_.back());
        const double size = std::max(std::abs(now.time), std::abs(stop_[number]));
        if (stop_[number] - now.time > 1e-14 * size) break;
        if (!pass(number)) return false;
    }
    first_steps(number);
    return true;
}

/// What happens at the stop. False where it is the end, or where the rest is left to the scalar simulation.
bool LaneRun::pass(std::size_t number) {
    Lane& lane = lanes_[number];
    if (!(lane.turn.before < times_.back())) {
        write_until(number, times_.back());
        made_[lane.start].end = state_of(number);
        return false;
    }
    const double after = lane.turn.after;
    if (!(after > time_[number]) || (lane.turn.at && turned(number, *lane.turn.at, y_)) ||
        turned(number, after, y_)) {
        return alone(number, after);
    }
    write_until(number, lane.turn.at.value_or(time_[number]));
    time_[number] = after;
    return true;
}

/// The scalar simulation takes the lane over what lanes do not do, to `end`; false where the rest is left to
/// it. What waits to be executed would be forgotten, so that no event may have a delay.
bool LaneRun::alone(std::size_t number, double end) {
    Lane& lane = lanes_[number];
    const SystemState from = state_of(number);
    Trajectory piece;
    if (!parts_.delayed_events && ++lane.pieces_alone <= most_pieces_alone && end > from.time) {
        std::vector<double> times;
        for (std::size_t k = lane.written; k < times_.size() && times_[k] < end; ++k)
            times.push_back(times_[k]);
        times.push_back(end);
        piece = simulate(*parts_.scalar, from, times, options_, context_);
        ++counts_.pieces_alone;
    }
    if (piece.times.empty() || piece.failure) {
        leftovers_.push_back({lane.start, from});
        return false;
    }
    Trajectory& made = made_[lane.start];
    lane.written += piece.times.size() - 1;
    made.times.insert(made.times.end(), piece.times.begin(), piece.times.end() - 1);
    made.values.insert(made.values.end(), piece.values.begin(),
                       piece.values.end() - static_cast<std::ptrdiff_t>(scalar_.observed.size()));
    place(number, std::move(piece.end));
    return true;
}

/// Leaves the rest of the way to the scalar simulation.
void LaneRun::leave(std::size_t number) {
    leftovers_.push_back({lanes_[number].start, state_of(number)});
    fill(number);
}

void LaneRun::arrive(std::size_t number) {
    if (!pass(number) || !set_off(number)) fill(number);
}

bool LaneRun::turned(std::size_t number, double time, const std::vector<LaneRow>& states) {
    if (scalar_.watched.size() == 0) return false;
    Lane& lane = lanes_[number];
    std::vector<double> here(parts_.states);
    for (std::size_t i = 0; i < here.size(); ++i) here[i] = states[i][number];
    Watch watch;
    look(scalar_, lane.inputs->at(time, here.data()), watch);
    // Truths that follow turn with these, or at the times of switches, where steps end.
    const std::size_t count = scalar_.free_switches.size() + scalar_.events.size();
    return !std::equal(watch.sides.begin(), watch.sides.begin() + static_cast<std::ptrdiff_t>(count),
                       lane.watch.sides.begin());
}

/// The states as they are now, for all times up to this one.
void LaneRun::write_until(std::size_t number, double time) {
    Lane& lane = lanes_[number];
    if (lane.written >= times_.size() || !(times_[lane.written] <= time)) return;
    Trajectory& made = made_[lane.start];
    const SystemState now = state_of(number);
    const std::size_t count = scalar_.observed.size();
    for (; lane.written < times_.size() && times_[lane.written] <= time; ++lane.written) {
        made.times.push_back(times_[lane.written]);
        made.values.resize(made.values.size() + count);
        scalar_.observed.evaluate(lane.inputs->at(times_[lane.written], now.states.data()),
                                  made.values.data() + made.values.size() - count);
    }
}

SystemState LaneRun::state_of(std::size_t number) const {
    SystemState now = lanes_[number].begun;
    now.time = time_[number];
    for (std::size_t i = 0; i < parts_.states; ++i) now.states[i] = y_[i][number];
    return now;
}

namespace {

/// The scalar simulation from where the lanes left it.
void finish_alone(const CompiledSystem& system, Trajectory& made, SystemState from,
                  std::span<const double> times, const SimulationOptions& options, const Context& context) {
    Trajectory rest = simulate(system, std::move(from), times.subspan(made.times.size()), options, context);
    made.times.insert(made.times.end(), rest.times.begin(), rest.times.end());
    made.values.insert(made.values.end(), rest.values.begin(), rest.values.end());
    made.failure = std::move(rest.failure);
    made.end = std::move(rest.end);
}

}  // namespace

std::vector<Trajectory> simulate_all(const LaneSystem& system, std::span<const SystemState> starts,
                                     std::span<const double> times, const SimulationOptions& options,
                                     const Context& context, LaneCounts* counts) {
    const std::size_t threads = context.threads();
    const std::size_t share = (starts.size() + threads * lane_count - 1) / (threads * lane_count);
    const std::size_t chunk = lane_count * std::clamp<std::size_t>(share, 1, 32);
    const std::size_t chunks = (starts.size() + chunk - 1) / chunk;
    std::vector<Trajectory> made(starts.size());
    std::vector<LaneCounts> counted(chunks);
    const CompiledSystem& scalar = *system.parts().scalar;
    parallel_for(chunks, context.threads(), [&](std::size_t c) {
        const std::size_t first = c * chunk, count = std::min(chunk, starts.size() - first);
        if (!system.in_lanes()) {
            for (std::size_t i = first; i < first + count && !context.cancelled(); ++i)
                made[i] = simulate(scalar, starts[i], times, options, context);
            counted[c].finished_alone = static_cast<std::int64_t>(count);
            return;
        }
        LaneRun run(system, starts.subspan(first, count), times, options, context);
        std::vector<Trajectory> found = run.run();
        for (LaneRun::Leftover& left : run.leftovers())
            finish_alone(scalar, found[left.start], std::move(left.from), times, options, context);
        counted[c] = run.counts();
        counted[c].finished_alone = static_cast<std::int64_t>(run.leftovers().size());
        std::ranges::move(found, made.begin() + static_cast<std::ptrdiff_t>(first));
    });
    if (counts)
        for (const LaneCounts& one : counted) {
            counts->attempts += one.attempts;
            counts->taken += one.taken;
            counts->refused += one.refused;
            counts->unsound += one.unsound;
            counts->pieces_alone += one.pieces_alone;
            counts->finished_alone += one.finished_alone;
        }
    return made;
}

}  // namespace strandline::process
