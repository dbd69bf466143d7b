#include "kinetic_systems.hpp"

#include <algorithm>
#include <cmath>

using namespace strandline::numerics;
using Outcome = Integrator::Outcome;

namespace {

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

TEST_CASE("HIRES: the growth of plants under light") {
    // Schäfer (1975), as in Hairer and Wanner, Solving Ordinary Differential Equations II (1996), IV.10; the
    // state at 321.8122 from the Test Set for Initial Value Problem Solvers (Mazzia and Magherini, 2008).
    Integrator solver(hires(), {.relative = 1e-9, .absolute = {1e-12}});
    REQUIRE(solver.start(0, std::vector<double>{1, 0, 0, 0, 0, 0, 0, 0.0057}));
    const auto end = run(solver, 321.8122);
    const double expected[] = {0.7371312573325668e-3, 0.1442485726316185e-3, 0.5888729740967575e-4,
                               0.1175651343283149e-2, 0.2386356198831331e-2, 0.6238968252742796e-2,
                               0.2849998395185769e-2, 0.2850001604814231e-2};
    for (std::size_t i = 0; i < 8; ++i) CHECK(end[i] == doctest::Approx(expected[i]).epsilon(1e-6));
}

TEST_CASE("Van der Pol's oscillator, very stiff") {
    // The same test set: mu = 1000 in its own time scale, at t = 2000.
    InitialValueProblem oscillator = linear_system({0, 0, 0, 0}, 2);
    oscillator.rates = [](double, const double* y, double* f) {
        f[0] = y[1];
        f[1] = 1000 * (1 - y[0] * y[0]) * y[1] - y[0];
        return true;
    };
    oscillator.jacobian = [](double, const double* y, double* j) {
        j[0] = 0, j[1] = -2000 * y[0] * y[1] - 1, j[2] = 1, j[3] = 1000 * (1 - y[0] * y[0]);
        return true;
    };
    Integrator solver(std::move(oscillator), {.relative = 1e-10, .absolute = {1e-12}});
    REQUIRE(solver.start(0, std::vector<double>{2, 0}));
    const auto end = run(solver, 2000);
    CHECK(end[0] == doctest::Approx(1.706167732170469).epsilon(1e-6));
    CHECK(end[1] == doctest::Approx(-0.8928097010248125e-3).epsilon(1e-5));
}

TEST_CASE("as accurate as CVODES, in about as many steps") {
    for (const double relative : {1e-4, 1e-6, 1e-8}) {
        Integrator exact(hires(), {.relative = 1e-11, .absolute = {1e-14}});
        IntegratorOptions options{.relative = relative, .absolute = {relative * 1e-4}};
        Integrator own(hires(), options);
        options.method = IntegratorOptions::Method::sundials;
        Integrator other(hires(), options);
        const std::vector<double> start{1, 0, 0, 0, 0, 0, 0, 0.0057};
        for (auto* solver : {&exact, &own, &other}) REQUIRE(solver->start(0, start));
        const auto reference = run(exact, 300), ours = run(own, 300), theirs = run(other, 300);
        for (std::size_t i = 0; i < 8; ++i) {
            CHECK(ours[i] == doctest::Approx(reference[i]).epsilon(100 * relative));
            CHECK(theirs[i] == doctest::Approx(reference[i]).epsilon(100 * relative));
        }
        CHECK(own.counts().steps < 1.5 * static_cast<double>(other.counts().steps));
    }
}

TEST_CASE("a longest step and a stop are kept") {
    Integrator solver(linear_system({-1}, 1), {.relative = 1e-3, .absolute = {1e-3}, .max_step = 0.25});
    REQUIRE(solver.start(0, std::vector<double>{1}));
    while (solver.time() < 7) {
        REQUIRE(solver.advance(7) == Outcome::step);
        CHECK(solver.time() - solver.previous_time() <= 0.25 * (1 + 1e-6));
    }
    CHECK(solver.time() == 7);
    CHECK(solver.advance(7) == Outcome::step);
    CHECK(solver.time() == 7);
}

TEST_CASE("thousands of starts, near and far, backwards and at a standstill") {
    Integrator solver(linear_system({-1, 1, 0, -1000}, 2), {.relative = 1e-6, .absolute = {1e-12}});
    double time = 0;
    for (int round = 0; round < 5000; ++round) {
        const double length = std::pow(10, round % 20 - 16);
        REQUIRE(solver.start(time, std::vector<double>{1, 1e-3}));
        const auto end = run(solver, time + length);
        REQUIRE(solver.time() == time + length);
        REQUIRE(end[0] == doctest::Approx(std::exp(-length)).epsilon(1e-4));
        time = round % 7 == 0 ? -3 : time + length;
        if (round % 100 == 0) time = 0;
    }
    REQUIRE(solver.start(0, std::vector<double>{0, 0}));
    CHECK(run(solver, 1e9)[0] == 0);
}

TEST_CASE("rates that are not finite at the start, and too many steps") {
    Integrator solver(exploding(), {.relative = 1e-8, .absolute = {1e-12}, .max_steps = 10});
    CHECK_FALSE(solver.start(0, std::vector<double>{1, INFINITY}));
    CHECK(solver.failed_state() == 1);
    CHECK(solver.failure() == "the rates are not finite");
    REQUIRE(solver.start(0, std::vector<double>{1, 1}));
    int steps = 0;
    while (solver.advance(0.9) == Outcome::step) REQUIRE(++steps <= 10);
    CHECK(solver.failure() == "10 steps were not enough");
}
