#pragma once

#include "bdf_coefficients.hpp"
#include "vector_loops.hpp"

#include <cstddef>
#include <vector>

namespace strandline::numerics {

/// Scaled derivatives z_j = h^j x^(j) / j! of many components at the end of the last step, beside the
/// prediction that is tried. Each derivative's array is padded() long, as is every correction.
class NordsieckArray {
public:
    explicit NordsieckArray(std::size_t length);

    std::size_t length() const { return length_; }
    std::size_t padded() const { return padded_; }
    double* scaled(int j) { return accepted_.data() + static_cast<std::size_t>(j) * padded_; }
    const double* scaled(int j) const { return accepted_.data() + static_cast<std::size_t>(j) * padded_; }
    const double* predicted(int j) const { return predicted_.data() + static_cast<std::size_t>(j) * padded_; }

    /// Value and scaled slope after a step of `ratio` times the length that the derivatives are scaled by.
    void predict(int order, double ratio);
    /// Takes the step of that length with the correction e.
    void accept(int order, double ratio, const BdfCoefficients& coefficients, const double* e);
    void lower(int order, const OrderChange& change);
    void raise(int order, const OrderChange& change, const double* e);
    /// x and h x' at a distance in units of h.
    void interpolate(int order, double distance, double* made) const;
    void interpolate_slope(int order, double distance, double* made) const;

private:
    const VectorLoops& loops_ = vector_loops();
    std::size_t length_, padded_;
    std::vector<double> accepted_, predicted_;
};

}  // namespace strandline::numerics
