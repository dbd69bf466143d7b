#pragma once

#include "bdf_coefficients.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace strandline::numerics {

/// A row of a triangular matrix: its entries beside the diagonal stand from `begin` to where the next row's
/// do.
struct TriangularRow {
    std::int32_t row = 0, begin = 0;
};

/// The loops that most time goes into, for the widest vectors of this machine. Without fused products, so
/// that every machine gives the same bits. Lengths are multiples of `width` where nothing else is said: what
/// is beyond the components is 0 and stays so.
struct VectorLoops {
    static constexpr std::size_t width = 4;
    static constexpr std::size_t padded(std::size_t length) { return (length + width - 1) / width * width; }

    /// Pascal's triangle: value and slope (to[0…], to[length…]) after a step of `ratio` times the scaled
    /// length.
    void (*predict)(int order, const double* scaled, double* to, std::size_t length, double ratio);
    /// The same for all derivatives, in place, with the correction e times l.
    void (*accept)(int order, double* scaled, const double* e, std::size_t length, double ratio,
                   const double* l);
    /// The polynomial at a distance, of the first `count` components; any count.
    void (*interpolate)(int order, const double* scaled, std::size_t length, double distance, double* made,
                        std::size_t count);
    /// 1 / (relative * |x| + absolute)
    void (*weigh)(const double* x, double relative, const double* absolute, double* weights,
                  std::size_t length);
    /// The sum of (values * weights)^2.
    double (*squares)(const double* values, const double* weights, std::size_t length);
    /// gamma * rates - share * slope - correction; without a correction where that is null.
    void (*residual)(const double* rates, const double* slope, const double* correction, double gamma,
                     double share, double* made, std::size_t length);
    /// The correction moves by factor * change (from 0 where `first`), and x is the prediction with it. The
    /// squares of what it moved by.
    double (*correct)(const double* change, double factor, bool first, const double* predicted,
                      const double* weights, double* correction, double* x, std::size_t length);
    /// x_i = scale_i x_i - sum of entry * x_from over the rows in their order (the last one only ends the one
    /// before), where x_i are `count` numbers each; any count; no scale where that is null.
    void (*substitute)(std::span<const TriangularRow> rows, const double* entries, const std::int32_t* from,
                       const double* scale, double* x, std::size_t count);
};
const VectorLoops& vector_loops();

}  // namespace strandline::numerics
