#include "fit/bounded.hpp"
#include "fit/cauchy_point.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace strandline::process {
namespace {

constexpr std::size_t pairs_kept = 10;
/// Of simulations, by the cost: steps may be refused because what is left to gain is below them.
constexpr double errors = 1e-5;

class Descent {
public:
    Descent(const Cost& cost, std::vector<double> start, const Bounds& bounds,
            const OptimiserOptions& options, const Context& context)
        : cost_(cost), bounds_(bounds), options_(options), context_(context), memory_(pairs_kept) {
        found_.at = std::move(start);
        for (std::size_t i = 0; i < found_.at.size(); ++i)
            found_.at[i] = std::clamp(found_.at[i], bounds.lower[i], bounds.upper[i]);
    }

    Minimum run() {
        here_ = evaluate(found_.at);
        if (!std::isfinite(here_.cost)) return ended(FitStatus::failed_at_start);
        int quiet = 0;  // iterations in a row that gained next to nothing
        for (; found_.iterations < options_.max_iterations; ++found_.iterations) {
            if (context_.cancelled()) return ended(FitStatus::interrupted);
            if (optimality(found_.at, here_.gradient, bounds_) < options_.gradient_tolerance)
                return ended(FitStatus::converged);
            const double before = here_.cost;
            if (!advance()) {
                if (memory_.columns() == 0) return ended(FitStatus::stalled);
                if (foreseen_gain_ < errors * (1 + std::abs(here_.cost))) return ended(FitStatus::converged);
                memory_.forget();  // once more, along the steepest descent
                continue;
            }
            quiet =
                before - here_.cost <= options_.cost_tolerance * (1 + std::abs(here_.cost)) ? quiet + 1 : 0;
            if (quiet == 3) return ended(FitStatus::converged);
        }
        return ended(FitStatus::max_iterations);
    }

private:
    CostPoint evaluate(const std::vector<double>& at) {
        ++found_.evaluations;
        return cost_(at, Order::gradient);
    }

    Minimum ended(FitStatus status) {
        found_.cost = here_.cost;
        found_.status = status;
        found_.gradient = here_.gradient;
        if (status != FitStatus::failed_at_start)
            found_.optimality = optimality(found_.at, here_.gradient, bounds_);
        return std::move(found_);
    }

    bool advance() {
        const CauchyPoint cauchy = cauchy_point(found_.at, here_.gradient, bounds_, memory_);
        std::vector<double> direction =
            memory_.columns() == 0 ? cauchy.at
                                   : subspace_minimum(cauchy, found_.at, here_.gradient, bounds_, memory_);
        for (std::size_t i = 0; i < direction.size(); ++i) direction[i] -= found_.at[i];
        const double slope = dot(here_.gradient, direction);
        foreseen_gain_ = std::max(0.0, -slope) / 2;  // of a step to the minimum of the quadratic model
        if (!(slope < 0)) return false;
        // Nothing is known of lengths yet at first.
        double fraction = memory_.columns() == 0 ? std::min(1.0, 1 / norm(direction)) : 1;
        return search(direction, slope, fraction);
    }

    /// Backwards by quadratic interpolation until the cost falls enough (Armijo); where there is no cost, to
    /// a quarter.
    bool search(const std::vector<double>& direction, double slope, double fraction) {
        constexpr double enough = 1e-4;
        for (int i = 0; i < 40; ++i) {
            std::vector<double> next = found_.at;
            for (std::size_t k = 0; k < next.size(); ++k)
                next[k] = std::clamp(next[k] + fraction * direction[k], bounds_.lower[k], bounds_.upper[k]);
            CostPoint there = evaluate(next);
            if (there.cost <= here_.cost + enough * fraction * slope && there.cost < here_.cost) {
                take(std::move(next), std::move(there));
                return true;
            }
            double shrunk = 0.25 * fraction;
            if (std::isfinite(there.cost)) {
                const double bend = there.cost - here_.cost - fraction * slope;
                shrunk =
                    std::clamp(-0.5 * slope * fraction * fraction / bend, 0.1 * fraction, 0.5 * fraction);
            }
            fraction = shrunk;
        }
        return false;
    }

    void take(std::vector<double> next, CostPoint there) {
        std::vector<double> step = next, change = there.gradient;
        for (std::size_t k = 0; k < step.size(); ++k) {
            step[k] -= found_.at[k];
            change[k] -= here_.gradient[k];
        }
        memory_.add(std::move(step), std::move(change));
        found_.at = std::move(next);
        here_ = std::move(there);
    }

    const Cost& cost_;
    const Bounds& bounds_;
    const OptimiserOptions& options_;
    const Context& context_;
    LimitedMemory memory_;
    double foreseen_gain_ = 0;
    Minimum found_;
    CostPoint here_;
};

}  // namespace

Minimum minimise_l_bfgs_b(const Cost& cost, std::vector<double> start, const Bounds& bounds,
                          const OptimiserOptions& options, const Context& context) {
    return Descent(cost, std::move(start), bounds, options, context).run();
}

}  // namespace strandline::process
