#pragma once

#include <string>

namespace strandline::strain {

/// A flux or an objective with the digits that are meant: ten significant ones, and zero below 1e-9.
double meant(double value);

/// `meant` in the fewest digits; "inf", "-inf".
std::string shown(double value);

}  // namespace strandline::strain
