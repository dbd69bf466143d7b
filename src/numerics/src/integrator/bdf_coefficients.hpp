#pragma once

#include <array>

namespace strandline::numerics {

constexpr int highest_order = 5;

/// Backward differentiation formulas in Nordsieck form with fixed leading coefficient: Jackson and
/// Sacks-Davis, ACM Transactions on Mathematical Software 6:295 (1980); Brown, Byrne and Hindmarsh, SIAM
/// Journal on Scientific and Statistical Computing 10:1038 (1989).
struct BdfCoefficients {
    /// What a correction e of the predicted value adds to the scaled derivatives: z_j += correction[j] e.
    std::array<double, highest_order + 1> correction{};
    double error = 0;         // local error = error * |e|
    double error_lower = 0;   // of the order below, times |z_q|
    double error_higher = 0;  // of the order above, times |e - quotient * e of the step before|
    double difference = 0;    // of this step; the quotient above is a ratio of two of them
};

/// Lengths of the steps taken, the last one first.
using PastSteps = std::array<double, highest_order + 2>;

BdfCoefficients bdf_coefficients(int order, double step, const PastSteps& past);

/// Derivatives z_2… of a polynomial through the same points that is one order lower or higher, per unit of
/// what is taken away (z_q) or added (z_{q+1} = factor * e).
struct OrderChange {
    std::array<double, highest_order + 1> shares{};
    double factor = 0;
};
OrderChange lower_order(int order, double step, const PastSteps& past);
OrderChange raise_order(int order, double step, const PastSteps& past);

}  // namespace strandline::numerics
