#include "estimate/runge_kutta.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>

namespace strandline::process {
namespace {

constexpr std::size_t lanes = numerics::Program::lanes;
constexpr std::size_t stages = 7;
constexpr std::array<double, stages> nodes{0, 1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1, 1};
constexpr double couplings[stages][stages - 1] = {
    {},
    {1.0 / 5},
    {3.0 / 40, 9.0 / 40},
    {44.0 / 45, -56.0 / 15, 32.0 / 9},
    {19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729},
    {9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656},
    {35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84}};
constexpr double nothing = 1e-60;
/// Order 5 less order 4.
constexpr std::array<double, stages> error_weights{71.0 / 57600,      0,          -71.0 / 16695, 71.0 / 1920,
                                                   -17253.0 / 339200, 22.0 / 525, -1.0 / 40};

class Stepper {
public:
    Stepper(const numerics::Program& rates, const ExplicitTolerances& tolerances, PointBlocks& points)
        : rates_(rates),
          tolerances_(tolerances),
          points_(points),
          row_(points.states * lanes),
          now_(row_ * points.blocks) {
        for (auto& each : slopes_) each.resize(now_.size());
    }

    bool run(double from, double to) {
        for (std::size_t b = 0; b < points_.blocks; ++b) std::copy_n(states_of(b), row_, &now_[b * row_]);
        evaluate(from, slopes_[0]);
        double time = from, step = std::min(to - from, first_step(from, to));
        for (std::int64_t k = 0; k < tolerances_.most_steps; ++k) {
            const bool last = time + 1.01 * step >= to;
            if (last) step = to - time;
            const double error = attempt(time, step);
            if (!std::isfinite(error)) {
                step *= 0.2;
                if (step < 1e-12 * (to - from)) return false;
                continue;
            }
            const double factor = std::clamp(0.9 * std::pow(std::max(error, 1e-10), -0.2), 0.2, 5.0);
            if (error <= 1) {
                accept();
                if (last) return finish();
                time += step;
            }
            step *= error <= 1 ? factor : std::min(factor, 0.9);
            if ((to - time) / step > static_cast<double>(4 * tolerances_.most_steps)) return false;
        }
        return false;
    }

private:
    double* states_of(std::size_t block) { return &points_.values[(block * points_.inputs + 1) * lanes]; }

    void evaluate(double time, std::vector<double>& slopes) {
        for (std::size_t b = 0; b < points_.blocks; ++b) {
            double* const inputs = &points_.values[b * points_.inputs * lanes];
            std::fill_n(inputs, lanes, time);
            rates_.evaluate_lanes(inputs, &slopes[b * row_]);
        }
    }

    double scale(double value) const { return tolerances_.absolute + tolerances_.relative * std::abs(value); }

    /// The largest scaled value of any point.
    double norm(const std::vector<double>& values) const {
        double largest = 0;
        for (std::size_t i = 0; i < values.size(); ++i)
            largest = std::max(largest, std::abs(values[i]) / scale(now_[i]));
        return largest;
    }

    double first_step(double from, double to) {
        const double size = norm(now_), slope = norm(slopes_[0]);
        if (!(slope > 0) || !std::isfinite(slope)) return to - from;
        double step =
            std::min(to - from, size < 1e-5 || slope < 1e-5 ? 1e-6 * (to - from) : 0.01 * size / slope);
        for (std::size_t b = 0; b < points_.blocks; ++b)
            for (std::size_t i = 0; i < row_; ++i)
                states_of(b)[i] = now_[b * row_ + i] + step * slopes_[0][b * row_ + i];
        evaluate(from + step, slopes_[1]);
        std::vector<double> change(now_.size());
        for (std::size_t i = 0; i < change.size(); ++i) change[i] = slopes_[1][i] - slopes_[0][i];
        const double largest = std::max(slope, norm(change) / step);
        return std::min(100 * step, std::pow(0.01 / std::max(largest, 1e-15), 0.2));
    }

    /// Leaves the new states in the points, their slopes in the last stage.
    double attempt(double time, double step) {
        for (std::size_t s = 1; s < stages; ++s) {
            for (std::size_t b = 0; b < points_.blocks; ++b) put_stage(b, s, step);
            evaluate(time + nodes[s] * step, slopes_[s]);
        }
        double largest = 0;
        for (std::size_t b = 0; b < points_.blocks; ++b) largest = std::max(largest, error_of(b, step));
        return largest;
    }

    void put_stage(std::size_t block, std::size_t stage, double step) {
        double* const to = states_of(block);
        const std::size_t first = block * row_;
        std::copy_n(&now_[first], row_, to);
        for (std::size_t j = 0; j < stage; ++j) {
            const double weight = step * couplings[stage][j];
            if (weight == 0) continue;
            const double* const slope = &slopes_[j][first];
            for (std::size_t i = 0; i < row_; ++i) to[i] += weight * slope[i];
        }
    }

    double error_of(std::size_t block, double step) {
        const double* const made = states_of(block);
        double largest = 0;
        bool finite = true;
        for (std::size_t i = 0; i < row_; ++i) {
            const std::size_t at = block * row_ + i;
            double error = 0;
            for (std::size_t s = 0; s < stages; ++s) error += error_weights[s] * slopes_[s][at];
            const double size = std::max(std::abs(now_[at]), std::abs(made[i]));
            const double scaled = std::abs(step * error) / scale(size);
            finite &= std::isfinite(scaled) && std::isfinite(slopes_[stages - 1][at]);
            largest = std::max(largest, scaled);
        }
        return finite ? largest : std::numeric_limits<double>::infinity();
    }

    void accept() {
        for (std::size_t b = 0; b < points_.blocks; ++b) std::copy_n(states_of(b), row_, &now_[b * row_]);
        std::swap(slopes_[0], slopes_[stages - 1]);
    }

    /// What decays is nothing in the end: numbers below what doubles hold in full would cost a hundredfold.
    bool finish() {
        for (std::size_t b = 0; b < points_.blocks; ++b)
            for (double& value : std::span(states_of(b), row_))
                if (std::abs(value) < nothing) value = 0;
        return std::ranges::all_of(now_, [](double value) { return std::isfinite(value); });
    }

    const numerics::Program& rates_;
    const ExplicitTolerances& tolerances_;
    PointBlocks& points_;
    std::size_t row_;
    std::vector<double> now_;
    std::array<std::vector<double>, stages> slopes_;
};

}  // namespace

bool integrate_points(const numerics::Program& rates, double from, double to,
                      const ExplicitTolerances& tolerances, PointBlocks& points) {
    if (points.states == 0 || !(to > from)) return true;
    return Stepper(rates, tolerances, points).run(from, to);
}

}  // namespace strandline::process
