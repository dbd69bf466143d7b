#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace strandline::process {

/// How often yearly flows change sign, zeros left out; so are flows below 1e-12 of the largest.
std::int32_t sign_changes(std::span<const double> flows);

/// Every rate above -1 at which the present values of yearly flows sum to nothing with a change of sign,
/// rising. At most as many as sign changes (Descartes), and as many or fewer by an even number.
std::vector<double> rates_of_return(std::span<const double> flows);

}  // namespace strandline::process
