#pragma once

#include <strandline/process/equations.hpp>

#include <span>
#include <string>

namespace strandline::process {

/// A number as people write it: NaN, INF and -INF where there is none.
std::string in_words(double value);

/// Where a value that is no finite number comes from, at these inputs of the equations: "a division by k,
/// which is 0", "p has no value". Empty where it is finite.
std::string why_not_finite(const Equations& equations, Node node, std::span<const double> inputs);

}  // namespace strandline::process
