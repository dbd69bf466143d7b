#include "fit/problem_cost.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace strandline::process {
namespace {

using Noise = formats::PetabObservable::Noise;

/// Information that one measurement has about the logarithm of its noise.
double noise_information(Noise noise) {
    switch (noise) {
    case Noise::normal:
    case Noise::log_normal:
    case Noise::log10_normal:
        return 2;
    case Noise::laplace:
    case Noise::log_laplace:
    case Noise::log10_laplace:
        return 1;
    }
    return 2;
}

/// -d² log_prior / d parameter², by differences of its exact slope; 0 where it is convex.
double prior_curvature(const formats::PetabParameter& parameter, double scaled) {
    const double step = 1e-4 * std::max(1.0, std::abs(scaled));
    const double above = log_prior_derivative(parameter, from_scale(parameter.scale, scaled + step));
    const double below = log_prior_derivative(parameter, from_scale(parameter.scale, scaled - step));
    const double curvature = (below - above) / (2 * step);
    return std::isfinite(curvature) ? std::max(0.0, curvature) : 0;
}

bool all_finite(std::span<const double> values) {
    return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

}  // namespace

std::vector<double> fisher_information(const formats::PetabProblem& problem, const Evaluation& evaluation,
                                       std::size_t free) {
    std::vector<double> information(free * free);
    std::vector<double> simulation(free);
    std::vector<std::size_t> touched;
    for (std::size_t m = 0; m < problem.measurements.size(); ++m) {
        const double* residual = evaluation.residual_sensitivities.data() + m * free;
        const double* noise = evaluation.log_noise_sensitivities.data() + m * free;
        const auto observable = static_cast<std::size_t>(problem.measurements[m].observable);
        const double weight = noise_information(problem.observables[observable].noise);
        touched.clear();
        for (std::size_t k = 0; k < free; ++k) {
            // residual = (measurement - y) / s, so that its slope holds that of s too.
            simulation[k] = -residual[k] - evaluation.residuals[m] * noise[k];
            if (simulation[k] != 0 || noise[k] != 0) touched.push_back(k);
        }
        for (const std::size_t i : touched)
            for (const std::size_t j : touched)
                information[i * free + j] += simulation[i] * simulation[j] + weight * noise[i] * noise[j];
    }
    return information;
}

Cost problem_cost(const Objective& objective, const Context& context) {
    return [&objective, context](std::span<const double> at, Order order) {
        const Wanted wanted = order == Order::value      ? Wanted::value
                              : order == Order::gradient ? Wanted::gradient
                                                         : Wanted::sensitivities;
        const Evaluation evaluation = objective.evaluate(at, wanted, context);
        CostPoint made;
        made.cost = -(evaluation.llh + evaluation.log_prior);
        if (evaluation.failure || !std::isfinite(made.cost)) {
            made.cost = std::numeric_limits<double>::infinity();
            return made;
        }
        if (order == Order::value) return made;
        const std::size_t free = at.size();
        made.gradient.resize(free);
        for (std::size_t k = 0; k < free; ++k)
            made.gradient[k] = -(evaluation.gradient[k] + evaluation.log_prior_gradient[k]);
        if (order == Order::curvature) {
            made.curvature = fisher_information(objective.problem(), evaluation, free);
            for (std::size_t k = 0; k < free; ++k) {
                const auto index = static_cast<std::size_t>(objective.free()[k]);
                made.curvature[k * free + k] += prior_curvature(objective.problem().parameters[index], at[k]);
            }
        }
        // A derivative that is no number would send the optimiser anywhere.
        if (!all_finite(made.gradient) || !all_finite(made.curvature))
            made.cost = std::numeric_limits<double>::infinity();
        return made;
    };
}

Bounds problem_bounds(const Objective& objective) { return {objective.lower(), objective.upper()}; }

std::vector<double> not_held(std::span<const double> all, std::span<const std::uint8_t> held) {
    std::vector<double> made;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (!held[i]) made.push_back(all[i]);
    return made;
}

Cost with_held(Cost cost, std::vector<double> at, std::vector<std::uint8_t> held) {
    return [cost = std::move(cost), at = std::move(at), held = std::move(held)](std::span<const double> moved,
                                                                                Order order) {
        std::vector<double> all = at;
        std::vector<std::size_t> place;
        for (std::size_t i = 0; i < all.size(); ++i)
            if (!held[i]) {
                all[i] = moved[place.size()];
                place.push_back(i);
            }
        CostPoint made = cost(all, order);
        if (!std::isfinite(made.cost)) return made;
        if (!made.gradient.empty()) made.gradient = not_held(made.gradient, held);
        if (!made.curvature.empty()) {
            std::vector<double> part;
            for (const std::size_t i : place)
                for (const std::size_t j : place) part.push_back(made.curvature[i * all.size() + j]);
            made.curvature = std::move(part);
        }
        return made;
    };
}

}  // namespace strandline::process
