#pragma once

#include "bdf_coefficients.hpp"
#include "vector_loops.hpp"

#include <cstddef>
#include <vector>

namespace strandline::numerics {

/// Scaled derivatives z_j = h^j x^(j) / j! of many components at the end of the last step, beside the
/// prediction that is tried.
class NordsieckArray {
public:
    explicit NordsieckArray(std::size_t length);

    std::size_t length() const { return length_; }
    double* scaled(int j) { return accepted_.data() + static_cast<std::size_t>(j) * length_; }
    const double* scaled(int j) const { return accepted_.data() + static_cast<std::size_t>(j) * length_; }
    const double* predicted(int j) const { return predicted_.data() + static_cast<std::size_t>(j) * length_; }

    /// Value and scaled slope after a step of `ratio` times the length that the derivatives are scaled by.
    void predict(int order, double ratio);
    /// Takes the step of that length with the correction e.
    void accept(int order, double ratio, const BdfCoefficients& coefficients, const double* e);
    void lower(int order, const OrderChange& change);
    void raise(int order, const OrderChange& change, const double* e);
    /// x (derivative 0) or h x' (1) at a distance in units of h.
    void interpolate(int order, double distance, int derivative, double* made) const;

private:
    const VectorLoops& loops_ = vector_loops();
    std::size_t length_;
    std::vector<double> accepted_, predicted_;
};

}  // namespace strandline::numerics
