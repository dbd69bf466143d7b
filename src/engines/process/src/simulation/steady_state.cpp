#include "simulation/run.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

constexpr double first_horizon = 1e-3;
constexpr int horizons = 80, newton_steps = 30;

/// Newton's method on the rates as steps of the implicit Euler method over a time that dwarfs the system's
/// own, (M/h - J) dx = f: conserved sums stay exactly, where J alone is singular (Kelley and Keyes, SIAM
/// Journal on Numerical Analysis 35:508, 1998).
class Newton {
public:
    Newton(const CompiledSystem::Parts& parts, const SystemState& at)
        : parts_(parts), inputs_(parts, at), time_(at.time) {
        lay_out();
        solver_.emplace(pattern_);
    }

    /// The step from some states; false where there is none.
    bool step(const std::vector<double>& states, double over, std::vector<double>& change) {
        change.resize(states.size());
        const double* here = inputs_.at(time_, states.data());
        parts_.rates.evaluate(here, change.data());
        return finite(change) && factorise(states, over) && solve(change);
    }
    bool factorise(const std::vector<double>& states, double over) {
        std::vector<double> jacobian(parts_.pattern.entries());
        parts_.jacobian.evaluate(inputs_.at(time_, states.data()), jacobian.data());
        std::vector<double> matrix(pattern_.entries());
        for (const auto& [entry, value] : mass_) matrix[entry] += value / over;
        for (std::size_t k = 0; k < jacobian.size(); ++k) matrix[jacobian_entries_[k]] -= jacobian[k];
        return finite(matrix) && solver_->factorise(matrix);
    }
    bool solve(std::span<double> right_side) const {
        solver_->solve(right_side);
        return finite(right_side);
    }
    std::vector<double> mass_times(std::span<const double> y) const {
        if (parts_.equations.mass.empty()) return {y.begin(), y.end()};
        std::vector<double> sums(y.size());
        for (const auto& entry : parts_.equations.mass) sums[entry.row] += entry.value * y[entry.column];
        return sums;
    }
    Inputs& inputs() { return inputs_; }

private:
    static bool finite(std::span<const double> values) {
        return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
    }

    void lay_out() {
        const Equations& equations = parts_.equations;
        const auto size = static_cast<std::int32_t>(equations.state_ids.size());
        using Key = std::pair<std::int32_t, std::int32_t>;  // column, row
        std::vector<std::pair<Key, double>> mass;
        if (equations.mass.empty())
            for (std::int32_t i = 0; i < size; ++i) mass.push_back({{i, i}, 1});
        for (const auto& entry : equations.mass)
            mass.push_back({{static_cast<std::int32_t>(entry.column), static_cast<std::int32_t>(entry.row)},
                            entry.value});
        std::vector<Key> keys, jacobian;
        for (std::int32_t column = 0; column < size; ++column)
            for (auto k = parts_.pattern.column_starts[column]; k < parts_.pattern.column_starts[column + 1];
                 ++k)
                jacobian.push_back({column, parts_.pattern.row_indices[k]});
        keys = jacobian;
        for (const auto& [key, value] : mass) keys.push_back(key);
        std::ranges::sort(keys);
        keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
        const auto entry_of = [&](Key key) {
            return static_cast<std::size_t>(std::ranges::lower_bound(keys, key) - keys.begin());
        };
        for (const Key& key : jacobian) jacobian_entries_.push_back(entry_of(key));
        for (const auto& [key, value] : mass) mass_.emplace_back(entry_of(key), value);
        pattern_.rows = pattern_.columns = size;
        pattern_.column_starts.assign(static_cast<std::size_t>(size) + 1, 0);
        for (const auto& [column, row] : keys) {
            ++pattern_.column_starts[column + 1];
            pattern_.row_indices.push_back(row);
        }
        for (std::int32_t i = 0; i < size; ++i) pattern_.column_starts[i + 1] += pattern_.column_starts[i];
    }

    const CompiledSystem::Parts& parts_;
    Inputs inputs_;
    double time_;
    numerics::SparsePattern pattern_;
    std::vector<std::size_t> jacobian_entries_;
    std::vector<std::pair<std::size_t, double>> mass_;
    std::optional<numerics::SparseSolver> solver_;
};

double tolerance(const SimulationOptions& options, double value) {
    return options.relative * std::abs(value) + options.absolute;
}

/// From near a steady state into it; false where Newton's method does not stay near or does not converge.
bool polish(const CompiledSystem::Parts& parts, const SimulationOptions& options, double elapsed,
            SystemState& at) {
    Newton newton(parts, at);
    std::vector<double> states = at.states, change;
    for (int step = 0; step < newton_steps; ++step) {
        if (!newton.step(states, 1e3 * elapsed, change)) return false;
        bool done = true;
        for (std::size_t i = 0; i < states.size(); ++i) {
            done &= std::abs(change[i]) <= 1e-3 * tolerance(options, states[i]);
            states[i] += change[i];
            const double far = 1e-3 * std::abs(at.states[i]) + 1e3 * tolerance(options, at.states[i]);
            if (!(std::abs(states[i] - at.states[i]) <= far)) return false;
        }
        if (!done) continue;
        at.states = states;
        return true;
    }
    return false;
}

/// J S = -f_h S_h, with the conserved sums' sensitivities those that S has before: the same steps over S.
bool polish_sensitivities(const CompiledSystem::Parts& parts, double elapsed, SystemState& at) {
    Newton newton(parts, at);
    const double over = 1e3 * elapsed;
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
                        const Context& context, bool& jumped) {
    SteadyState made;
    const double start = from.time;
    Run run(system, std::move(from), options, context);
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

}  // namespace strandline::process
