#pragma once

#include <strandline/process/fit.hpp>

#include <span>
#include <vector>

namespace strandline::process {

/// What a Gauss-Newton or Fisher curvature misses of the Hessian where residuals are large, learnt from the
/// changes of the gradient: the secant update of Dennis, Gay & Welsch (ACM Trans. Math. Softw. 7:348, 1981)
/// with their sizing.
class MissingCurvature {
public:
    explicit MissingCurvature(std::size_t n) : n_(n), entries_(n * n) {}

    void learn(std::span<const double> from, std::span<const double> gradient, std::span<const double> to,
               const CostPoint& there);
    const std::vector<double>& entries() const { return entries_; }
    /// s' M s.
    double along(std::span<const double> step) const;

private:
    std::vector<double> times(std::span<const double> matrix, std::span<const double> vector) const;

    std::size_t n_;
    std::vector<double> entries_;
};

}  // namespace strandline::process
