#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace strandline::process {

/// Standard errors from a Fisher information matrix [n * n]: the square roots of the diagonal of its inverse
/// (the bound of Cramér and Rao). Components that are held (on a bound) are left out, and those that a
/// direction without information passes through have none.
std::vector<std::optional<double>> standard_errors(std::span<const double> information,
                                                   std::span<const std::uint8_t> held);

/// The inverse of the information on what it tells [n * n]: that of held and not determined components is 0.
/// standard_errors are the roots of its diagonal.
std::vector<double> covariance(std::span<const double> information, std::span<const std::uint8_t> held);

/// Of the standard normal distribution.
double normal_quantile(double probability);

}  // namespace strandline::process
