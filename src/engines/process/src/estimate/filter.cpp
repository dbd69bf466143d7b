#include "estimate/filter.hpp"

#include "estimate/sigma_points.hpp"
#include "estimate/square_root.hpp"

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

bool all_finite(std::span<const double> values) {
    return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

void put_within_bounds(const FilterModel& model, std::vector<double>& mean) {
    for (std::size_t i = 0; i < mean.size(); ++i)
        mean[i] = std::clamp(mean[i], model.lower[i], model.upper[i]);
}

/// The leading `rows` x `rows` of a matrix with more columns, from (first, first) on.
std::vector<double> block(std::span<const double> matrix, std::size_t first, std::size_t rows,
                          std::size_t columns) {
    std::vector<double> made(rows * rows);
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j <= i; ++j) made[i * rows + j] = matrix[(first + i) * columns + first + j];
    return made;
}

bool one_step(const FilterModel& model, const FilterOptions& options, double to, Belief& belief) {
    const std::size_t n = model.states, columns = 3 * n + 1;
    SigmaPoints points = sigma_points(model, options, belief);
    if (!model.propagate(belief.time, to, points.at) || !all_finite(points.at)) return false;
    complete(points, points.at, n);
    std::vector<double> mean = mean_of(points, points.at, n);
    std::vector<double> matrix(n * columns, 0.0);
    put_deviations(points, options, points.at, mean, matrix, 0, columns);
    put_within_bounds(model, mean);
    const double root_of_time = std::sqrt(to - belief.time);
    for (std::size_t i = 0; i < n; ++i) {
        const double share = model.relative_noise.empty() ? 0 : model.relative_noise[i] * mean[i];
        matrix[i * columns + 2 * n + 1 + i] = root_of_time * std::hypot(model.process_noise[i], share);
    }
    triangularise(matrix, n, columns);
    std::vector<double> root = block(matrix, 0, n, columns);
    if (!all_finite(root) || !all_finite(mean)) return false;
    belief = {to, std::move(mean), std::move(root)};
    return true;
}

}  // namespace

bool predict(const FilterModel& model, const FilterOptions& options, double to, Belief& belief) {
    if (!(to > belief.time)) return true;
    const double from = belief.time;
    const auto steps = static_cast<std::int64_t>(std::ceil((to - from) / options.longest_step - 1e-9));
    Belief moved = belief;
    for (std::int64_t k = 1; k < steps; ++k) {
        const double share = static_cast<double>(k) / static_cast<double>(steps);
        if (!one_step(model, options, from + (to - from) * share, moved)) return false;
    }
    if (!one_step(model, options, to, moved)) return false;
    belief = std::move(moved);
    return true;
}

bool update(const FilterModel& model, const FilterOptions& options, const Readout& readout,
            const Measure& measure, Belief& belief, Innovation& innovation) {
    const std::size_t n = model.states, m = readout.values.size(), rows = m + n, columns = 2 * n + 1 + rows;
    innovation = {};
    if (m == 0) return true;
    SigmaPoints points = sigma_points(model, options, belief);
    std::vector<double> expected((2 * n + 1) * m);
    if (!measure(points.at, expected) || !all_finite(expected)) return false;
    complete(points, expected, m);
    complete(points, points.at, n);
    const std::vector<double> mean = mean_of(points, expected, m);
    // [deviations of y, noise; deviations of x, 0] becomes [S_y, 0; gain S_y, S_x].
    std::vector<double> matrix(rows * columns, 0.0);
    put_deviations(points, options, expected, mean, matrix, 0, columns);
    put_deviations(points, options, points.at, belief.mean, matrix, m, columns);
    for (std::size_t i = 0; i < m; ++i) matrix[i * columns + 2 * n + 1 + i] = readout.noise[i];
    triangularise(matrix, rows, columns);

    innovation.value.resize(m);
    for (std::size_t i = 0; i < m; ++i) innovation.value[i] = readout.values[i] - mean[i];
    innovation.root = block(matrix, 0, m, columns);
    std::vector<double> whitened = innovation.value;
    if (!solve_lower(innovation.root, m, whitened) || !all_finite(whitened)) return false;
    for (const double each : whitened) innovation.normalised += each * each;
    std::vector<double> moved = belief.mean;
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t k = 0; k < m; ++k) moved[i] += matrix[(m + i) * columns + k] * whitened[k];
    std::vector<double> root = block(matrix, m, n, columns);
    if (!all_finite(moved) || !all_finite(root)) return false;
    put_within_bounds(model, moved);
    belief.mean = std::move(moved);
    belief.root = std::move(root);
    return true;
}

bool transformed(const FilterModel& model, const FilterOptions& options, const Belief& belief,
                 std::size_t values, const Measure& function, Moments& made) {
    const std::size_t n = model.states, columns = std::max(2 * n + 1, values);
    SigmaPoints points = sigma_points(model, options, belief);
    std::vector<double> images((2 * n + 1) * values);
    if (!function(points.at, images) || !all_finite(images)) return false;
    complete(points, images, values);
    made.mean = mean_of(points, images, values);
    std::vector<double> matrix(values * columns, 0.0);
    put_deviations(points, options, images, made.mean, matrix, 0, columns);
    triangularise(matrix, values, columns);
    made.root = block(matrix, 0, values, columns);
    return true;
}

}  // namespace strandline::process
