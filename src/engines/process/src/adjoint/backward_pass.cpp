#include "adjoint/backward_pass.hpp"

#include "simulation/steady_newton.hpp"

#include <strandline/base/error.hpp>
#include <strandline/base/text.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::process {

/// Steps of the iteration over conserved sums: the second changes nothing but rounding.
constexpr int steady_steps = 30;

BackwardPass::BackwardPass(const CompiledSystem::Parts& parts, const RecordedPath::Items& path,
                           std::span<const double> weights, std::size_t parameters,
                           const SimulationOptions& options)
    : parts_(parts),
      path_(path),
      weights_(weights),
      options_(options),
      states_(parts.equations.state_ids.size()),
      held_(parts.equations.held_ids.size()),
      adjoint_(path.slots()) {
    STRANDLINE_ASSERT(parts.sensitivities && weights.size() == path.moments * parts.observed.size());
    made_.by_parameter.resize(parameters);
}

PathGradient BackwardPass::go(const Context& context) {
    for (auto item = path_.items.rbegin(); item != path_.items.rend(); ++item) {
        if (context.cancelled()) {
            fail(0, "interrupted");
            break;
        }
        if (!std::visit([this](const auto& each) { return undo(each); }, *item)) break;
    }
    return std::move(made_);
}

bool BackwardPass::fail(double time, std::string what, std::string equation) {
    if (!made_.failure) made_.failure = {time, std::move(what), std::move(equation)};
    return false;
}

/// What these values were does not matter further back.
std::vector<double> BackwardPass::take(std::span<const std::uint32_t> values) {
    std::vector<double> taken;
    for (const std::uint32_t value : values) taken.push_back(adjoint_[value]);
    for (const std::uint32_t value : values) adjoint_[value] = 0;
    return taken;
}

bool BackwardPass::undo(const Items::Assignment& item) {
    const std::vector<double> taken = take(item.values);
    for (const auto& [value, by, factor] : item.derivatives) adjoint_[by] += factor * taken[value];
    return true;
}

bool BackwardPass::undo(const Items::Beginning& item) {
    const std::vector<double> taken = take(item.values);
    for (const auto& [value, by, factor] : item.derivatives) made_.by_parameter[by] += factor * taken[value];
    return true;
}

bool BackwardPass::undo(const Items::Motion& item) {
    double sum = 0;
    for (std::size_t i = 0; i < states_; ++i) sum += adjoint_[i] * item.velocity[i];
    adjoint_[path_.shift_slot()] += item.sign * sum;
    return true;
}

double BackwardPass::weight(std::size_t moment, std::uint32_t observed) const {
    return weights_[moment * parts_.observed.size() + observed];
}

bool BackwardPass::undo(const Items::Look& item) {
    for (const auto& [value, by, factor] : item.derivatives)
        adjoint_[by] += factor * weight(item.moment, value);
    return true;
}

bool BackwardPass::undo(const Items::Stretch& item) {
    frozen_ = item.frozen;
    inputs_ = item.inputs;
    double from = item.end;
    for (auto look = item.looks.rbegin(); look != item.looks.rend(); ++look) {
        const double to = std::clamp(look->time, item.begin, from);
        if (!back(item, from, to)) return false;
        undo(*look);
        from = to;
    }
    return back(item, from, item.begin);
}

/// Weights are known at some moments only: from there on the adjoint is smooth until the one before.
bool BackwardPass::back(const Items::Stretch& stretch, double from, double to) {
    const numerics::Recording& recording = stretch.recording;
    const std::span<double> states(adjoint_.data(), states_);
    if (recording.empty() || std::ranges::all_of(states, [](double x) { return x == 0; })) return true;
    from = std::min(from, recording.end());
    to = std::max(to, recording.begin());
    if (from - to <= 1e-14 * std::max(std::abs(from), std::abs(to))) return true;
    if (!integrator_) make_integrator();
    integrator_->clear();
    // An adjoint has no scale of its own, and its equations are linear: its largest value becomes 1.
    const double scale = std::abs(std::ranges::max(states, {}, [](double x) { return std::abs(x); }));
    for (double& value : states) value /= scale;
    if (!integrator_->start(recording, from, states))
        return fail(from, "the adjoint equations are not finite");
    if (!integrator_->back_to(to)) {
        const std::int32_t state = integrator_->failed_state();
        return fail(integrator_->time(), format("backward in time: {}", integrator_->failure()),
                    state < 0 ? "" : parts_.equations.state_ids[static_cast<std::size_t>(state)]);
    }
    for (std::size_t i = 0; i < states_; ++i) states[i] = scale * integrator_->adjoint()[i];
    for (std::size_t k = 0; k < held_; ++k) adjoint_[states_ + k] += scale * integrator_->integrals()[k];
    return true;
}

const double* BackwardPass::inputs(double time, const double* states) {
    inputs_[0] = time;
    std::copy_n(states, states_, inputs_.begin() + 1);
    return inputs_.data();
}

numerics::AdjointProblem BackwardPass::problem() {
    numerics::AdjointProblem made;
    made.size = states_;
    made.pattern = parts_.pattern;
    made.jacobian = [this](double time, const double* states, double* values) {
        (frozen_ ? parts_.frozen_jacobian : parts_.jacobian).evaluate(inputs(time, states), values);
        return std::all_of(values, values + parts_.jacobian.size(),
                           [](double x) { return std::isfinite(x); });
    };
    made.parameter_count = held_;
    made.products = [this](double time, const double* states, const double* adjoint, double* products) {
        const process::Derivatives& by = frozen_ ? parts_.frozen_by_held : parts_.rates_by_held;
        by_.resize(by.entries.size());
        by.values.evaluate(inputs(time, states), by_.data());
        std::fill_n(products, held_, 0.0);
        for (const auto& [entry, row, held] : wanted_[frozen_]) products[held] += by_[entry] * adjoint[row];
        return std::all_of(products, products + held_, [](double x) { return std::isfinite(x); });
    };
    return made;
}

/// Held values that were set from parameters or by a jump: what the others do is not asked.
void BackwardPass::find_wanted() {
    std::vector<bool> set(adjoint_.size());
    for (const Items::Item& item : path_.items) {
        if (const auto* start = std::get_if<Items::Beginning>(&item))
            for (const auto& [value, by, factor] : start->derivatives) set[start->values[value]] = true;
        if (const auto* jump = std::get_if<Items::Assignment>(&item))
            for (const std::uint32_t value : jump->values) set[value] = true;
    }
    const std::size_t first = parts_.equations.held_input(0);
    for (const bool frozen : {false, true}) {
        const auto& entries = (frozen ? parts_.frozen_by_held : parts_.rates_by_held).entries;
        for (std::uint32_t e = 0; e < entries.size(); ++e)
            if (const auto [row, input] = entries[e]; set[path_.slot(input)])
                wanted_[frozen].push_back({e, row, static_cast<std::uint32_t>(input - first)});
    }
}

void BackwardPass::make_integrator() {
    find_wanted();
    numerics::IntegratorOptions settings;
    settings.relative = options_.relative;
    settings.absolute = {1e-4 * options_.relative};
    settings.max_steps = static_cast<std::size_t>(options_.max_steps);
    integrator_.emplace(problem(), std::move(settings));
}

/// S = A⁻¹ (M S / h + f_h S_h) until nothing changes, transposed.
bool BackwardPass::undo(const Items::Equilibrium& item) {
    SteadyNewton newton(parts_, item.at);
    if (!newton.factorise(item.at.states, item.over))
        return fail(item.at.time, "the Jacobian is singular at the steady state");
    std::vector<double> by(parts_.rates_by_held.entries.size());
    parts_.rates_by_held.values.evaluate(newton.inputs().at(item.at.time, item.at.states.data()), by.data());
    const std::size_t first = parts_.equations.held_input(0);
    std::vector<double> now(adjoint_.begin(), adjoint_.begin() + static_cast<std::ptrdiff_t>(states_));
    double negligible = 0;
    for (const double value : now) negligible = std::max(negligible, 1e-30 * std::abs(value));
    for (int step = 0; step < steady_steps; ++step) {
        std::vector<double> next = now;
        if (!newton.solve_transposed(next))
            return fail(item.at.time, "the Jacobian is singular at the steady state");
        for (std::size_t e = 0; e < by.size(); ++e) {
            const auto [row, input] = parts_.rates_by_held.entries[e];
            adjoint_[states_ + input - first] += by[e] * next[row];
        }
        bool done = true;
        for (std::size_t i = 0; i < states_; ++i) {
            next[i] /= item.over;
            done &= std::abs(next[i] - now[i]) <= 1e-9 * std::abs(next[i]) + negligible;
        }
        now = std::move(next);
        if (done) break;
    }
    std::ranges::copy(now, adjoint_.begin());
    return true;
}

PathGradient path_gradient(const CompiledSystem& system, const RecordedPath& path,
                           std::span<const double> weights, std::size_t parameters,
                           const SimulationOptions& options, const Context& context) {
    return BackwardPass(system.parts(), path.items(), weights, parameters, options).go(context);
}

}  // namespace strandline::process
