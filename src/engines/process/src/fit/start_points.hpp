#pragma once

#include <strandline/process/likelihood.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace strandline::process {

/// Points from which a fit starts, on the parameters' scales, within their bounds: by Latin hypercube in the
/// bounds, or in the quantiles of the initialization prior where the problem states one.
/// [start][free]. The same for the same seed and count.
std::vector<std::vector<double>> start_points(const Objective& objective, std::size_t count,
                                              std::uint64_t seed);

/// For a start that has no likelihood: another point, independent of all others, the `attempt`-th.
std::vector<double> another_start(const Objective& objective, std::size_t start, std::size_t attempt,
                                  std::uint64_t seed);

/// Between bounds that are infinite nothing can be drawn: the first such parameter's id, or empty.
std::string unbounded_parameter(const Objective& objective);

}  // namespace strandline::process
