#pragma once

#include <Eigen/Dense>

#include <cstdint>

namespace strandline::numerics {

/// {centre + shape u : |u| <= 1} within {z : normals z <= distance}.
struct LargestEllipsoid {
    Eigen::VectorXd centre;
    Eigen::MatrixXd shape;
    std::int32_t steps = 0;
    bool converged = false;
};

/// The inscribed ellipsoid of largest volume; zero must be strictly inside. Where the method does not get to
/// the end, the best ellipsoid that is inside.
LargestEllipsoid largest_ellipsoid(const Eigen::MatrixXd& normals, const Eigen::VectorXd& distance);

}  // namespace strandline::numerics
