#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
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
    /// More of it, as a share of the state's mean; empty for none.
    std::vector<double> relative_noise;
};

/// Measurements taken at one time, of which some may be missing.
struct Readout {
    std::vector<std::uint32_t> signals;  // those that are there
    std::vector<double> values, noise;   // standard deviations
};

struct FilterOptions {
    /// Of the scaled unscented transformation: points lie sqrt(alpha^2 (n + kappa)) deviations from the mean;
    /// kappa is 3 - n where nothing is said, which fits the fourth moments of a normal distribution. beta is
    /// at least alpha^2.
    double alpha = 1, beta = 1;
    std::optional<double> kappa;
    /// Predictions over more time go in equal steps of at most this, each with its noise.
    double longest_step = std::numeric_limits<double>::infinity();
};

/// What an update saw: the innovation with the root of its covariance, [m] and [m * m].
struct Innovation {
    std::vector<double> value, root;
    double normalised = 0;  // NIS: e' S^-1 e, chi-squared with m degrees of freedom when all is well
};

/// `measure` gives the expected values of a readout's signals for sigma points, [points][signals].
using Measure = std::function<bool(std::span<const double> points, std::span<double> expected)>;

/// The square-root unscented Kalman filter of van der Merwe and Wan (ICASSP 2001). Sigma points stay within
/// the bounds: a pair is drawn nearer where one of it would leave them (Vachhani, Narasimhan and Rengaswamy,
/// J. Process Control 16:1075, 2006), and means are put back to them (Kandepu, Foss and Imsland, J. Process
/// Control 18:753, 2008). Covariances come from one orthogonal triangularisation, never from a difference.
/// False where the model has no value; the belief is then as it was.
bool predict(const FilterModel& model, const FilterOptions& options, double to, Belief& belief);
bool update(const FilterModel& model, const FilterOptions& options, const Readout& readout,
            const Measure& measure, Belief& belief, Innovation& innovation);

/// Mean and covariance root of functions of the states, [k] and [k * k], by the same transformation.
struct Moments {
    std::vector<double> mean, root;
};
bool transformed(const FilterModel& model, const FilterOptions& options, const Belief& belief,
                 std::size_t values, const Measure& function, Moments& made);

}  // namespace strandline::process
