#pragma once

#include <cstddef>
#include <deque>
#include <span>
#include <vector>

namespace strandline::process {

/// The limited-memory BFGS matrix B = theta I - W M W' of Byrd, Nocedal & Schnabel (Math. Programming 63:129,
/// 1994), from the last steps and changes of the gradient; W = (Y, theta S).
class LimitedMemory {
public:
    explicit LimitedMemory(std::size_t most) : most_(most) {}

    /// Left out where the curvature along the step is not safely positive.
    void add(std::vector<double> step, std::vector<double> change);
    void forget();

    double theta() const { return theta_; }
    std::size_t columns() const { return 2 * steps_.size(); }
    /// Row `i` of W.
    std::vector<double> row(std::size_t i) const;
    /// W' v.
    std::vector<double> project(std::span<const double> v) const;
    /// M v; zeros where it is singular.
    std::vector<double> middle(std::span<const double> v) const;
    /// The inverse of M, [columns * columns].
    const std::vector<double>& middle_inverse() const { return inverse_; }

private:
    void set_inverse();

    std::size_t most_;
    double theta_ = 1;
    std::deque<std::vector<double>> steps_, changes_;
    std::vector<double> inverse_;  // of M
};

}  // namespace strandline::process
