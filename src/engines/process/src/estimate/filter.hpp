#pragma once

#include <strandline/base/context.hpp>
#include <strandline/process/simulation.hpp>

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace strandline::process {

/// What is known of the states at a time: mean and square root of the covariance, S lower triangular with
/// P = S S', [n * n] by rows.
struct Belief {
    double time = 0;
    std::vector<double> mean, root;
};

/// A nonlinear system with additive noise: x(t + dt) = f(x(t)) + w, y = h(x) + v. Both functions take and
/// give all sigma points at once, [points][n] and [points][m]; false where there is no value.
struct FilterModel {
    std::size_t states = 0;
    std::vector<double> lower, upper;  // of the states: concentrations are not negative
    std::function<bool(double from, double to, std::span<double> points)> propagate;
    /// Standard deviation of w for one unit of time, one a state; grows with the square root of time.
    std::vector<double> process_noise;
};

/// Measurements taken at one time, of which some may be missing.
struct Observation {
    std::vector<std::uint32_t> signals;  // those that are there
    std::vector<double> values, noise;   // standard deviations
};

struct FilterOptions {
    double alpha = 1e-3, beta = 2, kappa = 0;  // of the scaled unscented transformation
};

/// What an update saw: the innovation with the root of its covariance, [m] and [m * m].
struct Innovation {
    std::vector<double> value, root;
    double normalised = 0;  // NIS: e' S^-1 e, chi-squared with m degrees of freedom when all is well
};

/// The square-root unscented Kalman filter of van der Merwe and Wan (ICASSP 2001) with sigma points and means
/// kept within bounds (Kandepu, Foss and Imsland, J. Process Control 18:753, 2008). False where the model has
/// no value.
bool predict(const FilterModel& model, const FilterOptions& options, double to, Belief& belief);
/// `measure` gives the expected values of the observation's signals for sigma points, [points][signals].
bool update(const FilterModel& model, const FilterOptions& options, const Observation& observation,
            const std::function<bool(std::span<const double> points, std::span<double> expected)>& measure,
            Belief& belief, Innovation& innovation);

}  // namespace strandline::process
