#pragma once

#include <strandline/numerics/linear_program.hpp>

#include <vector>

namespace strandline::numerics {

/// A point of a linear program's feasible set at which no column is at a bound that it could leave, and the
/// columns that have one value in the whole set.
struct RelativeInterior {
    LpStatus status = LpStatus::failure;  // optimal: the rest is there
    std::vector<double> point;            // by column
    std::vector<bool> is_fixed;           // by column: within 1e-8 of its value, or of 1, everywhere
};

/// A few linear programs: each pushes the columns that no state has yet seen off their bound off it, all at
/// once. The objective plays no part. Rows with a range count by what holds of the columns alone.
RelativeInterior relative_interior(const LinearProgram& program);

}  // namespace strandline::numerics
