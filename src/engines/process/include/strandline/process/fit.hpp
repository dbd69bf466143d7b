#pragma once

#include <strandline/base/context.hpp>

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace strandline::process {

/// How much an optimiser asks for at a point. Each includes those before it.
enum class Order : std::uint8_t { value, gradient, curvature };

/// What is minimised, at one point. A cost that is not finite says that there is none (a simulation failed):
/// nothing else is read then.
struct CostPoint {
    double cost = 0;
    std::vector<double> gradient;
    /// [n * n], symmetric, without negative eigenvalues: an approximation of the Hessian, such as the Fisher
    /// information.
    std::vector<double> curvature;
};
using Cost = std::function<CostPoint(std::span<const double> at, Order order)>;

/// lower < upper in each component; infinite where there is none.
struct Bounds {
    std::vector<double> lower, upper;
};

struct OptimiserOptions {
    std::int32_t max_iterations = 1000;
    /// Of the first trust region, in the scaled variables.
    double first_radius = 1;
    /// Ends when a good model foresees less gain than this, relative to 1 + |cost|.
    double cost_tolerance = 1e-9;
    /// Ends when no component of the gradient, measured by the way to the bound it points to, is larger.
    double gradient_tolerance = 1e-6;
    /// Ends when steps are shorter, relative to the point's length.
    double step_tolerance = 1e-10;
};

enum class FitStatus : std::uint8_t {
    converged,
    stalled,  // no step is accepted any more, although the gradient is not small
    max_iterations,
    failed_at_start,  // no cost at the start
    interrupted
};
std::string_view name(FitStatus status);

struct Minimum {
    std::vector<double> at;
    double cost = 0;
    std::vector<double> gradient;
    /// The largest component of the gradient, each times min(1, distance to the bound it points to).
    double optimality = 0;
    std::int32_t iterations = 0, evaluations = 0;
    FitStatus status = FitStatus::converged;
};

/// Trust regions in the variables of Coleman & Li (SIAM J. Optimization 6:418, 1996), with steps reflected at
/// bounds as Branch, Coleman & Li (SIAM J. Sci. Comput. 21:1, 1999), on the curvature that the cost gives.
/// Iterates stay strictly within the bounds. Where there is no cost, a step is refused.
Minimum minimise_trust_region(const Cost& cost, std::vector<double> start, const Bounds& bounds,
                              const OptimiserOptions& options, const Context& context);

/// L-BFGS-B: Byrd, Lu, Nocedal & Zhu, SIAM J. Sci. Comput. 16:1190 (1995). Gradients only.
Minimum minimise_l_bfgs_b(const Cost& cost, std::vector<double> start, const Bounds& bounds,
                          const OptimiserOptions& options, const Context& context);

/// `count` points by Latin hypercube sampling (McKay, Beckman & Conover, Technometrics 21:239, 1979): in each
/// component one point in each of `count` equal slices of (0, 1). [point][component]
std::vector<double> latin_hypercube(std::size_t count, std::size_t components, std::uint64_t seed);

}  // namespace strandline::process
