#include "fit/start_points.hpp"

#include "fit/uncertainty.hpp"

#include <strandline/process/fit.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

using formats::PetabParameter;
using Kind = formats::PetabPrior::Kind;

double laplace_quantile(double probability) {
    return probability < 0.5 ? std::log(2 * probability) : -std::log(2 * (1 - probability));
}

/// The value on the parameter's scale at a quantile of its start prior.
double drawn(const PetabParameter& parameter, double u) {
    const double lower = to_scale(parameter.scale, parameter.lower);
    const double upper = to_scale(parameter.scale, parameter.upper);
    const std::vector<double>& p = parameter.start_prior.parameters;
    const auto on_scale = [&](double linear) { return to_scale(parameter.scale, linear); };
    u = std::clamp(u, 1e-15, 1 - 1e-15);
    double value = lower + u * (upper - lower);
    switch (parameter.start_prior.kind) {
    case Kind::parameter_scale_uniform:
        value = p[0] + u * (p[1] - p[0]);
        break;
    case Kind::parameter_scale_normal:
        value = p[0] + p[1] * normal_quantile(u);
        break;
    case Kind::parameter_scale_laplace:
        value = p[0] + p[1] * laplace_quantile(u);
        break;
    case Kind::uniform:
        value = on_scale(p[0] + u * (p[1] - p[0]));
        break;
    case Kind::normal:
        value = on_scale(p[0] + p[1] * normal_quantile(u));
        break;
    case Kind::laplace:
        value = on_scale(p[0] + p[1] * laplace_quantile(u));
        break;
    case Kind::log_normal:
        value = on_scale(std::exp(p[0] + p[1] * normal_quantile(u)));
        break;
    case Kind::log_laplace:
        value = on_scale(std::exp(p[0] + p[1] * laplace_quantile(u)));
        break;
    case Kind::log_uniform:
        value = on_scale(std::exp(std::log(p[0]) + u * (std::log(p[1]) - std::log(p[0]))));
        break;
    default:
        break;  // those without start prior, and those that PEtab 1 has no start prior of
    }
    return std::isnan(value) ? lower : std::clamp(value, lower, upper);
}

std::vector<double> drawn_all(const Objective& objective, std::span<const double> quantiles) {
    std::vector<double> made;
    for (std::size_t k = 0; k < quantiles.size(); ++k)
        made.push_back(drawn(objective.problem().parameters[static_cast<std::size_t>(objective.free()[k])],
                             quantiles[k]));
    return made;
}

}  // namespace

std::vector<std::vector<double>> start_points(const Objective& objective, std::size_t count,
                                              std::uint64_t seed) {
    const std::size_t free = objective.free().size();
    const std::vector<double> cube = latin_hypercube(count, free, seed);
    std::vector<std::vector<double>> made;
    for (std::size_t i = 0; i < count; ++i)
        made.push_back(drawn_all(objective, std::span(cube).subspan(i * free, free)));
    return made;
}

std::vector<double> another_start(const Objective& objective, std::size_t start, std::size_t attempt,
                                  std::uint64_t seed) {
    // Large odd factors spread the seeds, as in SplitMix64.
    const std::uint64_t own =
        seed * 0x9e3779b97f4a7c15u + (start + 1) * 0xbf58476d1ce4e5b9u + attempt * 0x94d049bb133111ebu;
    return drawn_all(objective, latin_hypercube(1, objective.free().size(), own));
}

std::string unbounded_parameter(const Objective& objective) {
    const std::vector<double> lower = objective.lower(), upper = objective.upper();
    for (std::size_t k = 0; k < lower.size(); ++k)
        if (!std::isfinite(lower[k]) || !std::isfinite(upper[k]))
            return objective.problem().parameters[static_cast<std::size_t>(objective.free()[k])].id;
    return {};
}

}  // namespace strandline::process
