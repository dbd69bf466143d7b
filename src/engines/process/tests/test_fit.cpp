#include "fit/inner_solution.hpp"
#include "fit/quadratic_model.hpp"
#include "fit/uncertainty.hpp"

#include <strandline/process/profile.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace strandline;
using namespace strandline::process;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Half a sum of squares, with the Gauss-Newton curvature.
CostPoint half_squares(const std::vector<double>& residuals, const std::vector<std::vector<double>>& slopes) {
    const std::size_t n = slopes.empty() ? 0 : slopes[0].size();
    CostPoint made{0, std::vector<double>(n), std::vector<double>(n * n)};
    for (std::size_t r = 0; r < residuals.size(); ++r) {
        made.cost += 0.5 * residuals[r] * residuals[r];
        for (std::size_t i = 0; i < n; ++i) {
            made.gradient[i] += residuals[r] * slopes[r][i];
            for (std::size_t j = 0; j < n; ++j) made.curvature[i * n + j] += slopes[r][i] * slopes[r][j];
        }
    }
    return made;
}

CostPoint rosenbrock(std::span<const double> x, Order) {
    return half_squares({10 * (x[1] - x[0] * x[0]), 1 - x[0]}, {{-20 * x[0], 10}, {-1, 0}});
}

/// Without a cost where x is above 1.2: as where simulations fail.
CostPoint rosenbrock_with_hole(std::span<const double> x, Order order) {
    if (x[0] > 1.2 || x[1] < -0.7) return {infinity, {}, {}};
    return rosenbrock(x, order);
}

/// Large residuals at the optimum: a Gauss-Newton curvature alone is wrong by a factor there.
CostPoint large_residuals(std::span<const double> x, Order) {
    std::vector<double> residuals;
    std::vector<std::vector<double>> slopes;
    for (int i = 1; i <= 20; ++i) {  // Brown & Dennis
        const double t = i / 5.0, a = x[0] + t * x[1] - std::exp(t),
                     b = x[2] + x[3] * std::sin(t) - std::cos(t);
        residuals.push_back(a * a + b * b);
        slopes.push_back({2 * a, 2 * a * t, 2 * b, 2 * b * std::sin(t)});
    }
    return half_squares(residuals, slopes);
}

Minimum by(bool trust_region, const Cost& cost, std::vector<double> start, const Bounds& bounds) {
    const Context context;
    return (trust_region ? minimise_trust_region : minimise_l_bfgs_b)(cost, std::move(start), bounds, {},
                                                                      context);
}

const Bounds open2{{-infinity, -infinity}, {infinity, infinity}};

}  // namespace

TEST_CASE("both optimisers find the minimum of Rosenbrock's function") {
    for (const bool trust_region : {true, false}) {
        const Minimum found = by(trust_region, rosenbrock, {-1.2, 1}, open2);
        CHECK(found.status == FitStatus::converged);
        CHECK(found.at[0] == doctest::Approx(1).epsilon(1e-3));
        CHECK(found.at[1] == doctest::Approx(1).epsilon(1e-3));
        CHECK(found.cost < 1e-8);
    }
}

TEST_CASE("bounds hold, and the minimum on one is found") {
    const Bounds bounds{{-2, -2}, {0.5, 2}};
    for (const bool trust_region : {true, false}) {
        bool outside = false;
        const Minimum found = by(
            trust_region,
            [&](std::span<const double> x, Order order) {
                outside |= x[0] < -2 || x[0] > 0.5 || x[1] < -2 || x[1] > 2;
                return rosenbrock(x, order);
            },
            {-1.2, 1}, bounds);
        CHECK_FALSE(outside);
        CHECK(found.at[0] == doctest::Approx(0.5).epsilon(1e-3));
        CHECK(found.at[1] == doctest::Approx(0.25).epsilon(1e-3));
        CHECK(found.cost == doctest::Approx(0.125).epsilon(1e-4));
    }
}

TEST_CASE("where there is no cost a step is refused, and the way goes round") {
    for (const bool trust_region : {true, false}) {
        const Minimum found = by(trust_region, rosenbrock_with_hole, {-1.2, 1}, open2);
        CHECK(found.cost < 1e-6);
        CHECK(std::isfinite(found.optimality));
        const Minimum none = by(trust_region, rosenbrock_with_hole, {2, 2}, open2);
        CHECK(none.status == FitStatus::failed_at_start);
    }
}

TEST_CASE("residuals that stay large do not slow it down") {  // Moré, Garbow & Hillstrom 1981, number 16
    const Bounds bounds{std::vector<double>(4, -infinity), std::vector<double>(4, infinity)};
    const Minimum found = by(true, large_residuals, {25, 5, -5, -1}, bounds);
    CHECK(found.cost == doctest::Approx(85822.2 / 2).epsilon(1e-5));
    CHECK(found.iterations < 60);
}

TEST_CASE("quadratic programs between bounds: both optimisers agree") {
    const std::size_t n = 6;
    for (int problem = 0; problem < 30; ++problem) {
        const std::vector<double> random = latin_hypercube(n + 2, n, static_cast<std::uint64_t>(problem));
        const Cost cost = [&](std::span<const double> x, Order) {
            std::vector<double> residuals;
            std::vector<std::vector<double>> slopes;
            for (std::size_t r = 0; r < n + 2; ++r) {
                slopes.emplace_back();
                residuals.push_back(-1.0 - static_cast<double>(r % 3));
                for (std::size_t i = 0; i < n; ++i) {
                    slopes.back().push_back(random[r * n + i] * 2 - 1 + (r == i ? 1 : 0));
                    residuals.back() += slopes.back()[i] * x[i];
                }
            }
            return half_squares(residuals, slopes);
        };
        const Bounds bounds{std::vector<double>(n, -0.5), std::vector<double>(n, 0.5)};
        const Minimum a = by(true, cost, std::vector<double>(n, 0), bounds);
        const Minimum b = by(false, cost, std::vector<double>(n, 0), bounds);
        CHECK(a.cost == doctest::Approx(b.cost).epsilon(1e-5));
    }
}

TEST_CASE("the step of least change within a radius, also of curvatures that are not positive") {
    const std::vector<double> gradient{1, -2};
    const QuadraticModel saddle(gradient, {2, 0, 0, -1});
    const std::vector<double> step = saddle.least_within(0.7);
    CHECK(std::hypot(step[0], step[1]) == doctest::Approx(0.7).epsilon(1e-8));
    double best = infinity;
    for (int i = 0; i < 3600; ++i) {
        const double angle = i * 3.14159265358979 / 1800;
        best =
            std::min(best, saddle.change(std::vector<double>{0.7 * std::cos(angle), 0.7 * std::sin(angle)}));
    }
    CHECK(saddle.change(step) <= best + 1e-9);
}

TEST_CASE("a Latin hypercube has one point in each slice of each component") {
    const std::size_t count = 17, components = 3;
    const std::vector<double> points = latin_hypercube(count, components, 5);
    for (std::size_t k = 0; k < components; ++k) {
        std::vector<int> slices;
        for (std::size_t i = 0; i < count; ++i)
            slices.push_back(static_cast<int>(points[i * components + k] * count));
        std::ranges::sort(slices);
        for (std::size_t i = 0; i < count; ++i) CHECK(slices[i] == static_cast<int>(i));
    }
}

TEST_CASE("standard errors are those of the inverse; none where there is no information") {
    const std::vector<double> information{4, 1, 0, 1, 2, 0, 0, 0, 0};
    const auto errors = standard_errors(information, std::vector<std::uint8_t>{0, 0, 0});
    CHECK(*errors[0] == doctest::Approx(std::sqrt(2.0 / 7)));
    CHECK(*errors[1] == doctest::Approx(std::sqrt(4.0 / 7)));
    CHECK_FALSE(errors[2].has_value());
    const auto together = standard_errors(std::vector<double>{1, 1, 1, 1}, std::vector<std::uint8_t>{0, 0});
    CHECK_FALSE(together[0].has_value());
}

TEST_CASE("scaling, offset and noise in closed form") {
    // measured = 3 f + 1 with errors of +-0.1 in turns that neither can take up.
    InnerParameters parameters;
    InnerProblem problem;
    const std::vector<double> sign{1, -1, -1, 1};
    for (int i = 0; i < 4; ++i) {
        parameters.measurements.push_back({.scaling = 0, .offset = 1, .noise = 2});
        problem.plain.push_back(i);
        problem.measured.push_back(3 * i + 1 + 0.1 * sign[static_cast<std::size_t>(i)]);
        problem.noise.push_back(1);
    }
    parameters.inner = {1, 1, 1};
    problem.lower = {0, -10, 1e-3};
    problem.upper = {10, 10, 10};
    std::vector<double> values{1, 0, 1};
    solve_inner(parameters, problem, values);
    CHECK(values[0] == doctest::Approx(3));
    CHECK(values[1] == doctest::Approx(1));
    CHECK(values[2] == doctest::Approx(0.1));
    problem.upper[0] = 2;  // clipped: the offset takes up what it can
    solve_inner(parameters, problem, values);
    CHECK(values[0] == doctest::Approx(2));
    CHECK(values[1] == doctest::Approx(2.5));
}

TEST_CASE("profiles: the interval of a linear problem, and what no data determine") {
    // y = a + b (only the sum is seen), c seen with noise 0.5.
    const Cost cost = [](std::span<const double> x, Order) {
        return half_squares({x[0] + x[1] - 2, (x[2] - 1) / 0.5}, {{1, 1, 0}, {0, 0, 2}});
    };
    const Bounds bounds{{-5, -20, -5}, {5, 20, 5}};
    const Context context;
    ProfileOptions options;
    options.threshold = profile_threshold(0.95);
    CHECK(options.threshold == doctest::Approx(1.920729).epsilon(1e-6));
    const Profile c = profile(cost, {1, 1, 1}, 2, bounds, options, context);
    CHECK(c.identifiability == Identifiability::identifiable);
    CHECK(*c.lower == doctest::Approx(1 - 1.959964 * 0.5).epsilon(0.05));
    CHECK(*c.upper == doctest::Approx(1 + 1.959964 * 0.5).epsilon(0.02));
    const Profile a = profile(cost, {1, 1, 1}, 0, bounds, options, context);
    CHECK(a.identifiability == Identifiability::structurally_not);
    CHECK_FALSE(a.lower.has_value());
}
