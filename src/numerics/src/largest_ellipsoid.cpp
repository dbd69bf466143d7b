#include "largest_ellipsoid.hpp"

#include <algorithm>
#include <cmath>

namespace strandline::numerics {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int most_steps = 100;
constexpr double good_enough = 1e-4;
constexpr double least_barrier = 1e-8;

/// The conditions of Zhang & Gao (2003), section 4: with the multipliers u of the sides, the ellipsoid is
/// E^2 = (A' diag(u) A)^-1, h_i = |E a_i| is its reach towards side i, and at the optimum
///   A'(u h) = 0,   b - A x - h = w,   u w = 0,   u, w >= 0.
/// Newton's method on these with u w = mu, mu falling.
class EllipsoidMethod {
public:
    EllipsoidMethod(const MatrixXd& normals, const VectorXd& distance)
        : b_(VectorXd::Ones(normals.rows())), a_(normals) {
        // Sides at a distance of 1 from the start.
        for (Index i = 0; i < a_.rows(); ++i) a_.row(i) /= distance[i];
        x_ = VectorXd::Zero(a_.cols());
        u_ = VectorXd::Ones(a_.rows());
    }

    LargestEllipsoid run() {
        measure();
        const double scale = h_.cwiseQuotient(b_).maxCoeff();  // the ball shrunk to fit
        u_ *= scale * scale;
        measure();
        w_ = (b_ - a_ * x_ - h_).cwiseMax(0.1);
        LargestEllipsoid made;
        for (; made.steps < most_steps && !made.converged; ++made.steps) {
            if (!advance()) break;
            measure();
            made.converged = residual() <= good_enough;
        }
        return finished(std::move(made));
    }

private:
    void measure() {
        const Eigen::LLT<MatrixXd> factor(a_.transpose() * u_.asDiagonal() * a_);
        square_ = factor.solve(MatrixXd::Identity(a_.cols(), a_.cols()));
        reach_ = a_ * square_;
        h_ = reach_.cwiseProduct(a_).rowwise().sum().cwiseMax(0).cwiseSqrt();
    }

    double residual() const {
        const double balance = (a_.transpose() * u_.cwiseProduct(h_)).lpNorm<Eigen::Infinity>();
        const double fit = (b_ - a_ * x_ - h_ - w_).lpNorm<Eigen::Infinity>();
        return std::max({balance, fit, u_.cwiseProduct(w_).maxCoeff()});
    }

    bool advance() {
        const double gap = u_.dot(w_) / static_cast<double>(u_.size());
        const double barrier = std::max(least_barrier, std::min(0.5, gap) * gap);
        const VectorXd r1 = -(a_.transpose() * u_.cwiseProduct(h_));
        const VectorXd r2 = b_ - a_ * x_ - h_ - w_;
        const VectorXd r3 = VectorXd::Constant(u_.size(), barrier) - u_.cwiseProduct(w_);
        // dh = -(2 h)^-1 (Q o Q) du with Q = A E^2 A'; du is sought as u * relative.
        const MatrixXd q = reach_ * a_.transpose();
        MatrixXd system = q.cwiseProduct(q);
        system = u_.asDiagonal() * system * u_.asDiagonal();
        const VectorXd twice = 2 * u_.cwiseProduct(h_);
        for (Index i = 0; i < system.rows(); ++i) system(i, i) += std::max(1e-12, twice[i] * w_[i]);
        const Eigen::LLT<MatrixXd> factor(system);
        if (factor.info() != Eigen::Success) return false;
        // From r2 and r3:  (uQQu + 2uhw) relative = 2uh (A dx - r2 + r3 / u).
        const MatrixXd by_x = factor.solve(MatrixXd(twice.asDiagonal() * a_));
        const VectorXd rest = factor.solve(VectorXd(twice.cwiseProduct(r3.cwiseQuotient(u_) - r2)));
        // From r1:  A'(u h relative + u dh) = r1, with dh = r2 - A dx - dw and dw = r3 / u - w relative.
        const auto shifted = [&](const VectorXd& relative, const VectorXd& moved) -> VectorXd {
            return u_.cwiseProduct((h_ + w_).cwiseProduct(relative) - moved);
        };
        MatrixXd left(a_.cols(), a_.cols());
        const MatrixXd weighted = u_.asDiagonal() * ((h_ + w_).asDiagonal() * by_x - a_);
        left = a_.transpose() * weighted;
        const VectorXd right = r1 - a_.transpose() * shifted(rest, r3.cwiseQuotient(u_) - r2);
        const VectorXd dx = left.partialPivLu().solve(right);
        const VectorXd relative = by_x * dx + rest;
        const VectorXd dw = r3.cwiseQuotient(u_) - w_.cwiseProduct(relative);
        if (!dx.allFinite() || !relative.allFinite()) return false;
        const VectorXd adx = a_ * dx;
        double step = 1;
        const double back = 0.9;
        for (Index i = 0; i < u_.size(); ++i) {
            const double room = b_[i] - a_.row(i).dot(x_);
            if (adx[i] > 0) step = std::min(step, back * room / adx[i]);
            if (relative[i] < 0) step = std::min(step, -back / relative[i]);
            if (dw[i] < 0) step = std::min(step, -back * w_[i] / dw[i]);
        }
        x_ += step * dx;
        u_ += step * u_.cwiseProduct(relative);
        w_ += step * dw;
        return true;
    }

    /// Shrunk until it is inside, whatever rounding left.
    LargestEllipsoid finished(LargestEllipsoid made) const {
        const Eigen::LLT<MatrixXd> factor(square_);
        made.centre = x_;
        made.shape = factor.matrixL();
        const VectorXd room = b_ - a_ * x_;
        const double inside = room.cwiseQuotient(h_.cwiseMax(1e-300)).minCoeff();
        made.shape *= std::min(1.0, inside);
        return made;
    }

    VectorXd b_;
    MatrixXd a_;
    VectorXd x_, u_, w_, h_;
    MatrixXd square_, reach_;  // E^2 and A E^2
};

}  // namespace

LargestEllipsoid largest_ellipsoid(const MatrixXd& normals, const VectorXd& distance) {
    if (normals.cols() == 0) return {VectorXd(), MatrixXd(0, 0), 0, true};
    return EllipsoidMethod(normals, distance).run();
}

}  // namespace strandline::numerics
