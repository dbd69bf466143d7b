#include <strandline/numerics/polytope.hpp>

#include "largest_ellipsoid.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>

namespace strandline::numerics {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double dependent = 1e-9;  // of a row's length
constexpr double redundant = 1e-9;  // of a bound, at least of 1: how far beyond the range it may be

std::size_t at(Index index) { return static_cast<std::size_t>(index); }

/// The rows over the free columns, each measured in what it can vary by.
struct FreeRows {
    MatrixXd basis;   // orthonormal vectors that every row maps to zero
    VectorXd mended;  // the least change that makes the rows hold at the point
};

/// `off` is by how much each row misses its value at the point.
FreeRows free_rows(const SparseColumns& matrix, const std::vector<std::int32_t>& free,
                   std::span<const double> width, VectorXd off) {
    FreeRows made;
    MatrixXd turned = MatrixXd::Zero(static_cast<Index>(free.size()), matrix.rows);
    for (std::size_t c = 0; c < free.size(); ++c) {
        const auto rows = matrix.rows_of(free[c]);
        const auto values = matrix.values_of(free[c]);
        for (std::size_t k = 0; k < rows.size(); ++k)
            turned(static_cast<Index>(c), rows[k]) = values[k] * width[c];
    }
    for (Index i = 0; i < turned.cols(); ++i)
        if (const double length = turned.col(i).norm(); length > 0) {
            turned.col(i) /= length;
            off[i] /= length;
        }
    made.mended = VectorXd::Zero(turned.rows());
    if (turned.cols() == 0 || turned.rows() == 0) {
        made.basis = MatrixXd::Identity(turned.rows(), turned.rows());
        return made;
    }
    Eigen::ColPivHouseholderQR<MatrixXd> qr(turned);
    qr.setThreshold(dependent);
    const Index rank = qr.rank();
    MatrixXd last = MatrixXd::Zero(turned.rows(), turned.rows() - rank);
    for (Index j = 0; j < last.cols(); ++j) last(rank + j, j) = 1;
    made.basis = qr.householderQ() * last;
    // turned P = Q R: the rows are P R' Q', and R' w = P' off has the least solution Q w.
    const VectorXd wanted = (qr.colsPermutation().transpose() * off).head(rank);
    VectorXd w = VectorXd::Zero(turned.rows());
    w.head(rank) = qr.matrixR()
                       .topLeftCorner(rank, rank)
                       .template triangularView<Eigen::Upper>()
                       .transpose()
                       .solve(wanted);
    made.mended = qr.householderQ() * w;
    return made;
}

}  // namespace

RoundedPolytope round_polytope(const SparseColumns& matrix, std::span<const double> right,
                               std::span<const double> lower, std::span<const double> upper,
                               std::span<const double> point, const std::vector<bool>& is_fixed,
                               std::span<const double> least, std::span<const double> most) {
    RoundedPolytope made;
    made.centre.assign(point.begin(), point.end());
    made.lower.assign(lower.begin(), lower.end());
    made.upper.assign(upper.begin(), upper.end());
    std::vector<std::int32_t> free;
    std::vector<double> width;  // columns are measured in what they can vary by
    for (std::int32_t j = 0; j < matrix.columns(); ++j) {
        const std::size_t k = at(j);
        if (is_fixed[k]) continue;
        free.push_back(j);
        width.push_back(most[k] - least[k]);
        if (lower[k] < least[k] - redundant * std::max(1.0, std::abs(lower[k]))) made.lower[k] = -infinity;
        if (upper[k] > most[k] + redundant * std::max(1.0, std::abs(upper[k]))) made.upper[k] = infinity;
    }
    VectorXd off = VectorXd::Zero(matrix.rows);
    for (std::int32_t i = 0; i < matrix.rows; ++i) off[i] = right[at(i)];
    for (std::int32_t j = 0; j < matrix.columns(); ++j) {
        const auto rows = matrix.rows_of(j);
        for (std::size_t k = 0; k < rows.size(); ++k) off[rows[k]] -= matrix.values_of(j)[k] * point[at(j)];
    }
    const FreeRows rows = free_rows(matrix, free, width, off);
    const MatrixXd& basis = rows.basis;
    for (std::size_t c = 0; c < free.size(); ++c)
        made.centre[at(free[c])] += rows.mended[static_cast<Index>(c)] * width[c];
    std::vector<std::pair<std::size_t, double>> sides;  // free column, +1 upper or -1 lower
    for (std::size_t c = 0; c < free.size(); ++c) {
        if (made.upper[at(free[c])] < infinity) sides.emplace_back(c, 1.0);
        if (made.lower[at(free[c])] > -infinity) sides.emplace_back(c, -1.0);
    }
    MatrixXd normals(static_cast<Index>(sides.size()), basis.cols());
    VectorXd distance(static_cast<Index>(sides.size()));
    for (std::size_t s = 0; s < sides.size(); ++s) {
        const auto [c, sign] = sides[s];
        const std::size_t k = at(free[c]);
        normals.row(static_cast<Index>(s)) = sign * basis.row(static_cast<Index>(c));
        distance[static_cast<Index>(s)] =
            (sign > 0 ? made.upper[k] - made.centre[k] : made.centre[k] - made.lower[k]) / width[c];
    }
    const LargestEllipsoid ellipsoid = largest_ellipsoid(normals, distance);
    made.steps = ellipsoid.steps;
    made.converged = ellipsoid.converged;
    MatrixXd shape = basis * ellipsoid.shape;
    const VectorXd shift = basis * ellipsoid.centre;
    made.map.rows = matrix.columns();
    made.map.columns = static_cast<std::int32_t>(shape.cols());
    made.map.values.assign(at(matrix.columns()) * at(shape.cols()), 0);
    for (std::size_t c = 0; c < free.size(); ++c) {
        made.centre[at(free[c])] += shift[static_cast<Index>(c)] * width[c];
        for (Index j = 0; j < shape.cols(); ++j)
            made.map.values[at(j) * at(matrix.columns()) + at(free[c])] =
                shape(static_cast<Index>(c), j) * width[c];
    }
    return made;
}

}  // namespace strandline::numerics
