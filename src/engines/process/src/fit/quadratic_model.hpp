#pragma once

#include <strandline/numerics/dense_matrix.hpp>

#include <span>
#include <vector>

namespace strandline::process {

/// gradient's + s' curvature s / 2; the curvature is symmetric.
class QuadraticModel {
public:
    QuadraticModel(std::vector<double> gradient, std::vector<double> curvature);

    double change(std::span<const double> step) const;
    /// The step of least change that is no longer than `radius`: (curvature + shift) step = -gradient, the
    /// shift found by Newton's method on its secular equation (Moré & Sorensen, SIAM J. Sci. Stat. Comput.
    /// 4:553, 1983) in the eigenvectors. Where the curvature is singular, the shortest of the least steps.
    std::vector<double> least_within(double radius) const;
    /// How far along `direction` from `origin` the model falls, between `low` and `high`.
    double best_fraction(std::span<const double> origin, std::span<const double> direction, double low,
                         double high) const;
    const std::vector<double>& gradient() const { return gradient_; }

private:
    /// The step of (curvature + shift) step = -gradient, in the eigenvectors; slope = -(|step|²)' / 2.
    struct Along {
        std::vector<double> step;
        double length = 0, slope = 0;
    };
    Along at_shift(double shift) const;
    std::vector<double> times(std::span<const double> vector) const;

    std::vector<double> gradient_, curvature_;
    numerics::SymmetricEigen eigen_;
    std::vector<double> turned_;  // the gradient in the eigenvectors
};

}  // namespace strandline::process
