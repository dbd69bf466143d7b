#pragma once

#include "fit/inner_parameters.hpp"

#include <span>
#include <vector>

namespace strandline::process {

/// What the inner parameters are solved from: per measurement, on the scale of its noise.
struct InnerProblem {
    std::vector<double> measured;      // [measurement]
    std::vector<double> plain;         // f: the simulation without its scaling and offset
    std::vector<double> noise;         // where it is not an inner parameter
    std::vector<double> lower, upper;  // [free], not scaled
};

/// `values` [free], not scaled: the inner ones are replaced by those of the greatest likelihood within the
/// bounds. Scalings and offsets by weighted least squares (of one, or a pair, in closed form; in turns where
/// more of them meet), noises as root mean squares of the residuals, in turns until nothing changes.
void solve_inner(const InnerParameters& parameters, const InnerProblem& problem, std::span<double> values);

}  // namespace strandline::process
