#pragma once

#include "stochastic/random_stream.hpp"

#include <span>
#include <string_view>

namespace strandline::process {

/// One random number. Names and order of the arguments are those of the SBML package distrib: normal(mean,
/// deviation), uniform(least, most), bernoulli(p), binomial(trials, p), cauchy([location,] scale),
/// chisquare(degrees), exponential(rate), gamma(shape, scale), laplace([location,] scale), lognormal(mean and
/// deviation of the logarithm), poisson(rate), rayleigh(scale). Two more arguments are the bounds of the
/// truncated distribution. NaN where the arguments describe no distribution, or the bounds have next to no
/// probability.
double sample(std::string_view distribution, std::span<const double> arguments, RandomStream& random);

}  // namespace strandline::process
