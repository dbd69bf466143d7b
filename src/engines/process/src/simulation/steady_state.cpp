#include "adjoint/path_items.hpp"
#include "simulation/run.hpp"
#include "simulation/steady_newton.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

constexpr double first_horizon = 1e-3;
constexpr int horizons = 80, newton_steps = 30;
/// The length of a step of Newton's method, by the time that has gone by.
constexpr double far = 1e3;

double tolerance(const SimulationOptions& options, double value) {
    return options.relative * std::abs(value) + options.absolute;
}

/// From near a steady state into it; false where Newton's method does not stay near or does not converge.
bool polish(const CompiledSystem::Parts& parts, const SimulationOptions& options, double elapsed,
            SystemState& at) {
    SteadyNewton newton(parts, at);
    std::vector<double> states = at.states, change;
    for (int step = 0; step < newton_steps; ++step) {
        if (!newton.step(states, far * elapsed, change)) return false;
        bool done = true;
        for (std::size_t i = 0; i < states.size(); ++i) {
            done &= std::abs(change[i]) <= 1e-3 * tolerance(options, states[i]);
            states[i] += change[i];
            const double away = 1e-3 * std::abs(at.states[i]) + 1e3 * tolerance(options, at.states[i]);
            if (!(std::abs(states[i] - at.states[i]) <= away)) return false;
        }
        if (!done) continue;
        at.states = states;
        return true;
    }
    return false;
}

/// J S = -f_h S_h, with the conserved sums' sensitivities those that S has before: the same steps over S.
bool polish_sensitivities(const CompiledSystem::Parts& parts, double elapsed, SystemState& at) {
    SteadyNewton newton(parts, at);
    const double over = far * elapsed;
    if (!newton.factorise(at.states, over)) return false;
    const std::size_t size = at.states.size();
    const std::vector<double> by_held =
        JumpSensitivities::along(parts.rates_by_held, newton.inputs().at(at.time, at.states.data()), at, {});
    for (std::size_t k = 0; k < at.directions; ++k) {
        const std::span<double> column(at.state_sensitivities.data() + k * size, size);
        for (int step = 0; step < newton_steps; ++step) {
            std::vector<double> next = newton.mass_times(column);
            for (std::size_t i = 0; i < size; ++i) next[i] = next[i] / over + by_held[k * size + i];
            if (!newton.solve(next)) return false;
            bool done = true;
            for (std::size_t i = 0; i < size; ++i)
                done &= std::abs(next[i] - column[i]) <= 1e-12 * std::abs(next[i]) + 1e-300;
            std::ranges::copy(next, column.begin());
            if (done) break;
        }
    }
    return true;
}

std::string what_still_moves(const CompiledSystem::Parts& parts, const SystemState& at, std::string& id) {
    std::vector<double> rates(parts.rates.size());
    Inputs inputs(parts, at);
    parts.rates.evaluate(inputs.at(at.time, at.states.data()), rates.data());
    double most = -1;
    std::size_t which = 0;
    for (std::size_t i = 0; i < rates.size(); ++i)
        if (const double share = std::abs(rates[i]) / (std::abs(at.states[i]) + 1e-300); share > most) {
            most = share;
            which = i;
        }
    id = rates.empty() ? "" : parts.equations.state_ids[which];
    return rates.empty() ? "" : format("no steady state: {} still changes at a rate of {}", id, rates[which]);
}

/// Integrates over ever longer times until Newton's method closes in from where the system stands.
SteadyState settle_down(const CompiledSystem& system, SystemState from, const SimulationOptions& options,
                        const Context& context, bool& jumped, RecordedPath::Items* path = nullptr) {
    SteadyState made;
    const double start = from.time;
    Run run(system, std::move(from), options, context, path);
    const auto failed = [&] {
        Trajectory so_far = run.take();
        made.state = std::move(so_far.end);
        made.failure = std::move(so_far.failure);
        return made;
    };
    if (!run.begin()) return failed();
    double horizon = first_horizon;
    for (int i = 0; i < horizons; ++i, horizon *= 2) {
        while (run.now().time < start + horizon)
            if (!run.advance(start + horizon)) return failed();
        SystemState at = run.now();
        if (at.states.empty() || polish(system.parts(), options, horizon, at)) {
            jumped = run.jumped();
            at.triggers = run.take().end.triggers;
            made.state = std::move(at);
            return made;
        }
    }
    made.state = run.now();
    std::string id;
    const std::string what = what_still_moves(system.parts(), made.state, id);
    made.failure = {made.state.time, what, id};
    return made;
}

}  // namespace

SteadyState steady_state(const CompiledSystem& system, SystemState from, const SimulationOptions& options,
                         const Context& context) {
    const double start = from.time;
    bool jumped = false;
    SystemState plain = from;
    plain.directions = 0;
    plain.state_sensitivities.clear();
    plain.held_sensitivities.clear();
    SteadyState made = settle_down(system, plain, options, context, jumped);
    if (made.failure || from.directions == 0) return made;
    if (jumped) {
        // Jumps change the conserved sums: their sensitivities have to go the whole way.
        made = settle_down(system, std::move(from), options, context, jumped);
        if (made.failure) return made;
    } else {
        made.state.directions = from.directions;
        made.state.state_sensitivities = std::move(from.state_sensitivities);
        made.state.held_sensitivities = std::move(from.held_sensitivities);
    }
    if (!made.state.states.empty() &&
        !polish_sensitivities(system.parts(), made.state.time - start, made.state))
        made.failure = {made.state.time, "the Jacobian is singular at the steady state", ""};
    return made;
}

SteadyState steady_state(const CompiledSystem& system, SystemState from, const SimulationOptions& options,
                         const Context& context, RecordedPath& path) {
    const double start = from.time;
    bool jumped = false;
    SteadyState made = settle_down(system, from, options, context, jumped);
    if (!made.failure && jumped)
        made = settle_down(system, std::move(from), options, context, jumped, &path.items());
    if (!made.failure && !made.state.states.empty())
        path.items().add(RecordedPath::Items::Equilibrium{made.state, far * (made.state.time - start)});
    return made;
}

}  // namespace strandline::process
