#pragma once

#include "lanes/elimination_plan.hpp"

#include <cstddef>
#include <cstdint>

namespace strandline::process {

constexpr std::size_t lane_count = 8;

/// Arithmetic on rows of eight lanes: x[i * 8 + lane]. Rows begin at multiples of 64 bytes.
struct LaneKernels {
    /// `places` of the plan from 1 / (h gamma) and the entries of J. Writes 1 / pivot by order of the pivots.
    /// sound[lane] is 0 where a pivot vanishes or an entry grows far beyond its column, which asks for other
    /// pivots. `largest` is room for one row a column.
    void (*factorise)(const EliminationPlan& plan, const double* diagonal, const double* jacobian,
                      double* places, double* reciprocals, double* largest, double* sound);
    /// In place.
    void (*solve)(const EliminationPlan& plan, const double* places, const double* reciprocals, double* x);
    /// to = base + sum over k of factors[k] * rows of u[k].
    void (*combine)(std::size_t rows, double* to, const double* base, std::size_t terms,
                    const double* factors, const double* const* u);
    /// to = rates + scale[lane] * (sum over k of factors[k] * u[k]) + time_scale[lane] * by_time.
    void (*right_side)(std::size_t rows, double* to, const double* rates, std::size_t terms,
                       const double* factors, const double* const* u, const double* scale,
                       const double* by_time, const double* time_scale);
    /// Root mean square of error / (absolute + relative * max(|before|, |after|)), a lane.
    void (*error_norm)(std::size_t rows, const double* error, const double* before, const double* after,
                       double relative, double absolute, double* norm);
};

/// For the instructions that this processor has; the results are the same for all.
const LaneKernels& lane_kernels();

}  // namespace strandline::process
