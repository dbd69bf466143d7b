#pragma once

#include "estimate/filter.hpp"

namespace strandline::process {

/// The mean, then for each column of the root a point to both sides, all within the bounds.
struct SigmaPoints {
    std::vector<double> at;      // [2 n + 1][n]
    std::vector<double> weight;  // [n]: of each of a pair, 1 / (2 step^2)
    /// 0: both points of the pair are there. 1 or -1: only the one in this direction is, since the mean lies
    /// on a bound; the image of the other one is what the straight line through the first and the mean gives.
    std::vector<int> only;  // [n]
};

SigmaPoints sigma_points(const FilterModel& model, const FilterOptions& options, const Belief& belief);

/// Images [2 n + 1][k] of the points; those of missing points are filled in.
void complete(const SigmaPoints& points, std::span<double> images, std::size_t k);
/// Weighted mean of complete images.
std::vector<double> mean_of(const SigmaPoints& points, std::span<const double> images, std::size_t k);
/// Columns whose outer products sum up to the covariance, written into rows of `matrix`, from `row` on, the
/// first 2 n + 1 of its columns.
void put_deviations(const SigmaPoints& points, const FilterOptions& options, std::span<const double> images,
                    std::span<const double> mean, std::span<double> matrix, std::size_t row,
                    std::size_t columns);

}  // namespace strandline::process
