#include <strandline/numerics/ode.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace strandline::numerics;

namespace {

OdeTolerance tight(std::size_t size) { return {1e-10, std::vector<double>(size, 1e-12)}; }

}  // namespace

TEST_CASE("a stiff linear system, also within a step") {
    // A slow and a fast component: exp(-t) and cos(t) reached at rate 1e5.
    OdeSolver solver(
        [](double t, std::span<const double> y, std::span<double> rates) {
            rates[0] = -y[0];
            rates[1] = -1e5 * (y[1] - std::cos(t)) - std::sin(t);
        },
        0, std::vector<double>{1, 1}, tight(2));
    int steps = 0;
    while (solver.time() < 10) {
        REQUIRE(solver.step(10));
        ++steps;
        const double middle = 0.5 * (solver.time() + solver.previous_time());
        CHECK(solver.state_at(middle)[0] == doctest::Approx(std::exp(-middle)).epsilon(1e-7));
    }
    CHECK(solver.time() == 10);
    CHECK(solver.state()[0] == doctest::Approx(std::exp(-10.0)).epsilon(1e-7));
    CHECK(solver.state()[1] == doctest::Approx(std::cos(10.0)).epsilon(1e-7));
    CHECK(steps < 3000);
}

TEST_CASE("a restart forgets what was before") {
    double rate = 1;
    OdeSolver solver(
        [&](double, std::span<const double> y, std::span<double> rates) { rates[0] = rate * y[0]; }, 0,
        std::vector<double>{1}, tight(1));
    while (solver.time() < 1) REQUIRE(solver.step(1));
    rate = -2;
    const std::vector<double> now(solver.state().begin(), solver.state().end());
    solver.restart(1, now);
    while (solver.time() < 2) REQUIRE(solver.step(2));
    CHECK(solver.state()[0] == doctest::Approx(std::exp(-1.0)).epsilon(1e-8));
}

TEST_CASE("rates that are not finite end in a refusal, not in a hang") {
    OdeSolver solver(
        [](double, std::span<const double> y, std::span<double> rates) { rates[0] = y[0] * y[0]; }, 0,
        std::vector<double>{1}, tight(1));
    int steps = 0;
    bool refused = false;
    while (!refused && ++steps < 100000) refused = !solver.step(2);  // y = 1 / (1 - t)
    CHECK(refused);
    CHECK(solver.time() < 1.001);
}
