#pragma once

#include <strandline/numerics/linear_program.hpp>

#include <vector>

namespace strandline::numerics {

/// Factors by which rows and columns are multiplied; all powers of two, so that scaling rounds nothing.
struct Scaling {
    std::vector<double> row, column;
};

/// Geometric scaling: each row and column is divided by the root of its smallest times its largest entry,
/// some times over, and the factors are rounded to powers of two.
Scaling geometric_scaling(const SparseColumns& matrix);

/// The power of two nearest to a positive number, on the logarithmic scale.
double nearest_power_of_two(double positive);

}  // namespace strandline::numerics
