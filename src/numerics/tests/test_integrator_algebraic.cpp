#include "kinetic_systems.hpp"

#include <strandline/numerics/nonlinear.hpp>

#include <cmath>

using namespace strandline::numerics;

namespace {

/// Robertson's kinetics, the third equation being that nothing is lost.
InitialValueProblem robertson_conserved() {
    InitialValueProblem made = robertson();
    made.mass = {{0, 0, 1}, {1, 1, 1}};
    made.rates = [](double, const double* y, double* f) {
        f[0] = -0.04 * y[0] + 1e4 * y[1] * y[2];
        f[1] = -f[0] - 3e7 * y[1] * y[1];
        f[2] = y[0] + y[1] + y[2] - 1;
        return true;
    };
    made.jacobian = [](double, const double* y, double* j) {
        j[0] = -0.04, j[1] = 0.04, j[2] = 1;
        j[3] = 1e4 * y[2], j[4] = -1e4 * y[2] - 6e7 * y[1], j[5] = 1;
        j[6] = 1e4 * y[1], j[7] = -1e4 * y[1], j[8] = 1;
        return true;
    };
    return made;
}

/// A pendulum of length 1 by its angle and speed, with the height of its bob and the pull of its string as
/// unknowns of two algebraic rows.
InitialValueProblem pendulum() {
    InitialValueProblem made;
    made.size = 4;
    made.pattern = full(4);
    made.mass = {{0, 0, 1}, {1, 1, 1}};
    made.rates = [](double, const double* x, double* f) {
        f[0] = x[1];
        f[1] = -9.81 * std::sin(x[0]);
        f[2] = x[2] + std::cos(x[0]);
        f[3] = x[3] - x[1] * x[1] + 9.81 * x[2];
        return true;
    };
    made.jacobian = [](double, const double* x, double* values) {
        std::fill_n(values, 16, 0.0);
        const auto at = [values](int i, int j) -> double& { return values[j * 4 + i]; };
        at(0, 1) = 1;
        at(1, 0) = -9.81 * std::cos(x[0]);
        at(2, 0) = -std::sin(x[0]), at(2, 2) = 1;
        at(3, 1) = -2 * x[1], at(3, 2) = 9.81, at(3, 3) = 1;
        return true;
    };
    return made;
}

/// u + v changes at rate -u, while v follows u at once: v = 3 u + sin t. The mass row mixes both.
InitialValueProblem fast_pair() {
    InitialValueProblem made;
    made.size = 2;
    made.pattern = full(2);
    made.mass = {{0, 0, 1}, {0, 1, 1}};
    made.rates = [](double t, const double* x, double* f) {
        f[0] = -x[0];
        f[1] = 3 * x[0] + std::sin(t) - x[1];
        return true;
    };
    made.jacobian = [](double, const double*, double* values) {
        values[0] = -1, values[1] = 3, values[2] = 0, values[3] = -1;
        return true;
    };
    return made;
}

}  // namespace

TEST_CASE("Robertson's kinetics with an algebraic row") {
    Integrator solver(robertson_conserved(), {.relative = 1e-8, .absolute = {1e-10, 1e-16, 1e-10}});
    REQUIRE(solver.start(0, std::vector<double>{1, 0, 0}));
    const auto end = run(solver, 40);
    CHECK(end[0] == doctest::Approx(0.7158270688).epsilon(1e-6));
    CHECK(end[1] == doctest::Approx(9.185534765e-6).epsilon(1e-6));
    CHECK(end[0] + end[1] + end[2] == doctest::Approx(1).epsilon(1e-12));
}

TEST_CASE("a pendulum whose height and string are algebraic, its energy kept") {
    Integrator solver(pendulum(), {.relative = 1e-9, .absolute = {1e-11}});
    const double angle = 1;
    REQUIRE(solver.start(0, std::vector<double>{angle, 0, -std::cos(angle), 9.81 * std::cos(angle)}));
    double rates[4];
    solver.rates_at(0, rates);
    CHECK(rates[2] == doctest::Approx(0));
    CHECK(rates[1] == doctest::Approx(-9.81 * std::sin(angle)));
    while (solver.time() < 10) {
        REQUIRE(solver.advance(10) == Integrator::Outcome::step);
        const auto x = solver.state();
        CHECK(x[1] * x[1] / 2 + 9.81 * x[2] == doctest::Approx(-9.81 * std::cos(angle)).epsilon(1e-6));
        CHECK(x[3] == doctest::Approx(x[1] * x[1] - 9.81 * x[2]).epsilon(1e-6));
    }
}

TEST_CASE("a mass row of two states: started where it is consistent") {
    const InitialValueProblem problem = fast_pair();
    const NewtonSolution begin = consistent_state(problem, 0.5, std::vector<double>{2, 0}, {});
    REQUIRE(begin.converged);
    CHECK(begin.x[0] + begin.x[1] == doctest::Approx(2));
    CHECK(begin.x[1] == doctest::Approx(3 * begin.x[0] + std::sin(0.5)));
    Integrator solver(problem, {.relative = 1e-9, .absolute = {1e-12}});
    REQUIRE(solver.start(0.5, begin.x));
    double rates[2];
    solver.rates_at(0.5, rates);
    CHECK(4 * rates[0] + std::cos(0.5) == doctest::Approx(-begin.x[0]).epsilon(1e-5));
    const auto end = run(solver, 3);
    // 4 u' = -u - cos t, a linear equation: u = c exp(-t/4) - (cos t + 4 sin t) / 17.
    const auto forced = [](double t) { return -(std::cos(t) + 4 * std::sin(t)) / 17; };
    const double exact = (begin.x[0] - forced(0.5)) * std::exp(-2.5 / 4) + forced(3);
    CHECK(end[0] == doctest::Approx(exact).epsilon(1e-7));
    CHECK(end[1] == doctest::Approx(3 * exact + std::sin(3)).epsilon(1e-7));
}

TEST_CASE("algebraic rows that determine nothing are refused") {
    InitialValueProblem problem = fast_pair();
    problem.rates = [](double, const double* x, double* f) {
        f[0] = -x[0];
        f[1] = 0;
        return true;
    };
    problem.jacobian = [](double, const double*, double* values) {
        values[0] = -1, values[1] = 0, values[2] = 0, values[3] = 0;
        return true;
    };
    Integrator solver(problem, {.relative = 1e-9, .absolute = {1e-12}});
    CHECK_FALSE(solver.start(0, std::vector<double>{1, 0}));
    CHECK(solver.failure() == "the algebraic equations do not determine the rates there");
}
