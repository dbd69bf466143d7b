#include "kinetic_systems.hpp"

#include <algorithm>
#include <cmath>

using namespace strandline::numerics;
using Outcome = Integrator::Outcome;

namespace {

/// Robertson's chemical kinetics, columns of the Jacobian one after another.
InitialValueProblem robertson() {
    InitialValueProblem made;
    made.size = 3;
    made.pattern = full(3);
    made.rates = [](double, const double* y, double* f) {
        f[0] = -0.04 * y[0] + 1e4 * y[1] * y[2];
        f[2] = 3e7 * y[1] * y[1];
        f[1] = -f[0] - f[2];
        return true;
    };
    made.jacobian = [](double, const double* y, double* j) {
        j[0] = -0.04, j[1] = 0.04, j[2] = 0;
        j[3] = 1e4 * y[2], j[4] = -1e4 * y[2] - 6e7 * y[1], j[5] = 6e7 * y[1];
        j[6] = 1e4 * y[1], j[7] = -1e4 * y[1], j[8] = 0;
        return true;
    };
    return made;
}

/// y' = y^2 - it is 1 / (1 - t).
InitialValueProblem exploding() {
    InitialValueProblem made;
    made.size = 2;
    made.pattern = full(2);
    made.rates = [](double, const double* y, double* f) {
        f[0] = -y[0];
        f[1] = y[1] * y[1];
        return std::isfinite(f[1]);
    };
    made.jacobian = [](double, const double* y, double* j) {
        j[0] = -1, j[1] = 0, j[2] = 0, j[3] = 2 * y[1];
        return true;
    };
    return made;
}

}  // namespace

TEST_CASE("Robertson's kinetics") {
    // Hairer and Wanner, Solving Ordinary Differential Equations II (1996), section IV.10: at t = 1e11.
    Integrator solver(robertson(), {.relative = 1e-8, .absolute = {1e-10, 1e-16, 1e-10}});
    REQUIRE(solver.start(0, std::vector<double>{1, 0, 0}));
    std::vector<double> at_forty = run(solver, 40);
    CHECK(at_forty[0] == doctest::Approx(0.7158270688).epsilon(1e-6));
    CHECK(at_forty[1] == doctest::Approx(9.185534765e-6).epsilon(1e-6));
    std::vector<double> end = run(solver, 1e11);
    CHECK(end[0] == doctest::Approx(2.0833401497012e-08).epsilon(2e-4));
    CHECK(end[1] == doctest::Approx(8.3333607703347e-14).epsilon(2e-4));
    CHECK(end[2] == doctest::Approx(0.99999997916650).epsilon(1e-9));
    CHECK(solver.counts().steps < 2500);
}

TEST_CASE("within a step the state and its rates are as accurate as at its ends") {
    Integrator solver(linear_system({-1, 1, 0, -100}, 2), {.relative = 1e-9, .absolute = {1e-12}});
    REQUIRE(solver.start(0, std::vector<double>{1, 0}));
    while (solver.time() < 3) {
        REQUIRE(solver.advance(3) == Outcome::step);
        const double middle = 0.5 * (solver.previous_time() + solver.time());
        double state[2], rates[2];
        solver.state_at(middle, state);
        solver.rates_at(middle, rates);
        CHECK(state[0] == doctest::Approx(std::exp(-middle)).epsilon(1e-6));
        CHECK(rates[0] == doctest::Approx(-std::exp(-middle)).epsilon(1e-4));
    }
    CHECK(solver.time() == 3);
}

TEST_CASE("a ball that bounces, started again at each bounce") {
    Integrator solver(falling_ball(), {.relative = 1e-9, .absolute = {1e-12}});
    REQUIRE(solver.start(0, std::vector<double>{1, 0}));
    std::vector<double> bounces;
    while (solver.time() < 5 && bounces.size() < 100) {
        const auto outcome = solver.advance(5);
        REQUIRE(outcome != Outcome::failed);
        if (outcome == Outcome::step) continue;
        CHECK(solver.roots_found()[0] == -1);
        bounces.push_back(solver.time());
        const std::vector<double> up{0, -0.9 * solver.state()[1]};
        REQUIRE(solver.start(solver.time(), up));
    }
    const double first = std::sqrt(2 / 9.81);
    REQUIRE(bounces.size() >= 6);
    double expected = first;
    for (std::size_t k = 0; k < bounces.size(); ++k) {
        CHECK(bounces[k] == doctest::Approx(expected).epsilon(1e-7));
        expected += 2 * first * std::pow(0.9, static_cast<double>(k) + 1);
    }
}

TEST_CASE("what explodes is refused with its time and its state") {
    Integrator solver(exploding(), {.relative = 1e-8, .absolute = {1e-12}});
    REQUIRE(solver.start(0, std::vector<double>{1, 1}));
    Outcome outcome = Outcome::step;
    while (outcome == Outcome::step && solver.time() < 2) outcome = solver.advance(2);
    CHECK(outcome == Outcome::failed);
    CHECK(solver.time() == doctest::Approx(1).epsilon(1e-4));
    CHECK(solver.failed_state() == 1);
    CHECK_FALSE(solver.failure().empty());
}

TEST_CASE("sensitivities of a linear chain") {
    // a -> b -> nothing, with the rates k and m.
    const double k = 0.7, m = 2.3;
    InitialValueProblem chain = linear_system({-k, k, 0, -m}, 2);
    chain.sensitivity_count = 3;  // k, m and the start of a
    chain.parameter_derivatives = [](double, const double* x, double* d) {
        d[0] = -x[0], d[1] = x[0];
        d[2] = 0, d[3] = -x[1];
        d[4] = d[5] = 0;
        return true;
    };
    Integrator solver(std::move(chain), {.relative = 1e-8, .absolute = {1e-12}});
    const std::vector<double> start{1, 0}, sensitivities{0, 0, 0, 0, 1, 0};
    REQUIRE(solver.start(0, start, sensitivities));
    run(solver, 1.5);
    const double t = 1.5, ek = std::exp(-k * t), em = std::exp(-m * t), d = m - k;
    const auto s = solver.sensitivities();
    CHECK(s[0] == doctest::Approx(-t * ek).epsilon(1e-6));
    CHECK(s[1] == doctest::Approx((ek - em) / d + k * (ek - em) / (d * d) - k * t * ek / d).epsilon(1e-6));
    CHECK(std::abs(s[2]) < 1e-12);
    CHECK(s[3] == doctest::Approx(-k * (ek - em) / (d * d) + k * t * em / d).epsilon(1e-6));
    CHECK(s[4] == doctest::Approx(ek).epsilon(1e-6));
    CHECK(s[5] == doctest::Approx(k * (ek - em) / d).epsilon(1e-6));
}
