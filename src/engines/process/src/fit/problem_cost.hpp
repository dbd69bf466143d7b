#pragma once

#include <strandline/process/fit.hpp>
#include <strandline/process/likelihood.hpp>

namespace strandline::process {

/// -(llh + log_prior) of a problem, with the Fisher information as its curvature. For measurements with
/// noise s: sum (dy/s)(dy/s)' + k (d ln s)(d ln s)', dy the derivative of the simulation on the scale of the
/// noise, k = 2 for normal and 1 for Laplace noise with their standard deviation or scale; scoring with it is
/// Gauss-Newton where no noise is estimated (Osborne, Int. Stat. Rev. 60:99, 1992). Of priors the curvature
/// of their logarithm where that is concave.
Cost problem_cost(const Objective& objective, const Context& context);

/// The information alone, [free * free], from an evaluation with sensitivities.
std::vector<double> fisher_information(const formats::PetabProblem& problem, const Evaluation& evaluation,
                                       std::size_t free);

Bounds problem_bounds(const Objective& objective);

/// With some components held: the cost of the others, in their order.
Cost with_held(Cost cost, std::vector<double> at, std::vector<std::uint8_t> held);
/// The components that are not held.
std::vector<double> not_held(std::span<const double> all, std::span<const std::uint8_t> held);

}  // namespace strandline::process
