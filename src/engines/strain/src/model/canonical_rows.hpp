#pragma once

#include <span>

namespace strandline::strain {

/// Multiplies a row by a positive number so that it does not tell in which unit its metabolite is counted:
/// each coefficient is read as the shortest decimal that is the same double; all are made whole numbers
/// without a common factor. Where those are beyond 2^53, they stay decimals that are shifted alike.
void make_canonical(std::span<double> coefficients);

}  // namespace strandline::strain
