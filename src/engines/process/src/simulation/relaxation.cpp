#include "simulation/relaxation.hpp"

#include <strandline/numerics/integrator.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

constexpr int horizons = 110;  // to 1e27: a rate may have only just become other than zero
constexpr double first_horizon = 1e-6;

bool finite(const double* values, std::size_t count) {
    return std::all_of(values, values + count, [](double value) { return std::isfinite(value); });
}

numerics::Integrator along(const CompiledSystem::Parts& parts, Inputs& inputs, const SystemState& at,
                           const SimulationOptions& options) {
    numerics::InitialValueProblem problem;
    problem.size = at.states.size();
    problem.pattern = parts.relaxation_pattern;
    const double time = at.time;
    problem.rates = [&parts, &inputs, time](double, const double* states, double* rates) {
        parts.relaxation.evaluate(inputs.at(time, states), rates);
        return finite(rates, parts.relaxation.size());
    };
    problem.jacobian = [&parts, &inputs, time](double, const double* states, double* values) {
        parts.relaxation_jacobian.evaluate(inputs.at(time, states), values);
        return finite(values, parts.relaxation_jacobian.size());
    };
    numerics::IntegratorOptions settings;
    settings.relative = std::min(options.relative, 1e-9);
    settings.absolute = {options.absolute};
    return numerics::Integrator(std::move(problem), settings);
}

}  // namespace

void relax(const CompiledSystem::Parts& parts, Inputs& inputs, SystemState& at,
           const SimulationOptions& options) {
    if (parts.relaxation.size() == 0) return;
    std::vector<double> rates(at.states.size());
    const auto balanced = [&](std::span<const double> states, double over) {
        parts.relaxation.evaluate(inputs.at(at.time, states.data()), rates.data());
        for (std::size_t i = 0; i < rates.size(); ++i)
            if (!(std::abs(rates[i]) * over <= 1e-14 * std::abs(states[i]) + 1e-300)) return false;
        return true;
    };
    if (balanced(at.states, first_horizon * std::pow(2.0, horizons))) return;
    numerics::Integrator integrator = along(parts, inputs, at, options);
    if (!integrator.start(0, at.states)) return;
    double horizon = first_horizon;
    for (int i = 0; i < horizons; ++i, horizon *= 2) {
        while (integrator.time() < horizon)
            if (integrator.advance(horizon) == numerics::Integrator::Outcome::failed) return;
        if (balanced(integrator.state(), horizon)) break;
    }
    at.states.assign(integrator.state().begin(), integrator.state().end());
}

}  // namespace strandline::process
