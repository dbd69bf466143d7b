#pragma once

#include "bdf_coefficients.hpp"

#include <cstddef>

namespace strandline::numerics {

/// The loops that most time goes into, for the widest vectors of this machine. Without fused products, so
/// that every machine gives the same bits.
struct VectorLoops {
    /// Pascal's triangle: value and slope (to[0…], to[length…]) after a step of `ratio` times the scaled
    /// length.
    void (*predict)(int order, const double* scaled, double* to, std::size_t length, double ratio);
    /// The same for all derivatives, in place, with the correction e times l.
    void (*accept)(int order, double* scaled, const double* e, std::size_t length, double ratio,
                   const double* l);
    /// to -= factor * from
    void (*take)(double* to, const double* from, double factor, std::size_t length);
};
const VectorLoops& vector_loops();

}  // namespace strandline::numerics
