#pragma once

#include <strandline/base/result.hpp>
#include <strandline/numerics/linear_program.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace strandline::numerics {

/// A dense matrix, column after column.
struct DenseMatrix {
    std::int32_t rows = 0, columns = 0;
    std::vector<double> values;

    std::span<const double> column(std::int32_t j) const {
        return std::span(values).subspan(static_cast<std::size_t>(rows) * static_cast<std::size_t>(j),
                                         static_cast<std::size_t>(rows));
    }
};

/// A polytope with a round look: {centre + map z : lower <= centre + map z <= upper} holds every column of
/// the program it was made of, and the unit ball of z lies within it, about as large as any ellipsoid can be.
struct RoundedPolytope {
    std::vector<double> centre;  // by column of the program; fulfils the rows
    DenseMatrix map;  // columns of the program by dimensions; its columns are null vectors of the rows
    std::vector<double> lower, upper;  // by column; infinite where a bound is never met
    std::int32_t steps = 0;            // Newton steps of the ellipsoid
    bool converged = false;            // the ellipsoid is the largest within 1e-4; else it is merely inside

    std::int32_t dimension() const { return map.columns; }
};

/// Rounds {x : A x = right, lower <= x <= upper}, given a point with every free column strictly within its
/// bounds and the columns that are fixed. The point may miss the rows by rounding: the centre does not.
/// `least` and `most` are what the bounds of each column leave in the polytope: bounds beyond them are
/// dropped. The ellipsoid of largest volume: Zhang & Gao, SIAM Journal on Optimization 14:53 (2003).
RoundedPolytope round_polytope(const SparseColumns& matrix, std::span<const double> right,
                               std::span<const double> lower, std::span<const double> upper,
                               std::span<const double> point, const std::vector<bool>& is_fixed,
                               std::span<const double> least, std::span<const double> most);

}  // namespace strandline::numerics
