#include "kinetic_systems.hpp"

#include <cmath>

using namespace strandline::numerics;
using Outcome = Integrator::Outcome;

namespace {

const IntegratorOptions tight{.relative = 1e-9, .absolute = {1e-12}};

/// x' = 1, so that x is the time, and roots of the time.
InitialValueProblem clock(std::size_t count, std::function<void(double time, double* roots)> roots) {
    InitialValueProblem made = linear_system({0}, 1);
    made.rates = [](double, const double*, double* f) {
        f[0] = 1;
        return true;
    };
    made.root_count = count;
    made.roots = [roots = std::move(roots)](double, const double* x, double* g) {
        roots(x[0], g);
        return true;
    };
    return made;
}

struct Crossing {
    double time = 0;
    std::vector<int> directions;
};

std::vector<Crossing> crossings(InitialValueProblem problem, double end) {
    Integrator solver(std::move(problem), tight);
    REQUIRE(solver.start(0, std::vector<double>{0}));
    std::vector<Crossing> made;
    for (int steps = 0; solver.time() < end; ++steps) {
        REQUIRE(steps < 10000);
        const auto outcome = solver.advance(end);
        REQUIRE(outcome != Outcome::failed);
        CHECK(solver.state()[0] == doctest::Approx(solver.time()).epsilon(1e-9));
        if (outcome != Outcome::root) continue;
        const auto found = solver.roots_found();
        made.push_back({solver.time(), {found.begin(), found.end()}});
    }
    return made;
}

}  // namespace

TEST_CASE("two roots at one time, and one shortly after, within one step") {
    const auto found = crossings(clock(3,
                                       [](double t, double* g) {
                                           g[0] = t - 2;
                                           g[1] = 4 - 2 * t;
                                           g[2] = t - 2.0001;
                                       }),
                                 10);
    REQUIRE(found.size() == 2);
    CHECK(found[0].time == doctest::Approx(2).epsilon(1e-12));
    CHECK(found[0].directions == std::vector<int>{1, -1, 0});
    CHECK(found[1].time == doctest::Approx(2.0001).epsilon(1e-12));
    CHECK(found[1].directions == std::vector<int>{0, 0, 1});
}

TEST_CASE("past a root its function has changed its sign or is zero") {
    const auto found = crossings(clock(1, [](double t, double* g) { g[0] = std::cos(t); }), 20);
    REQUIRE(found.size() >= 1);
    for (const auto& crossing : found) {
        const bool up = crossing.directions[0] > 0;
        CHECK((up ? std::cos(crossing.time) >= 0 : std::cos(crossing.time) <= 0));
        CHECK(std::abs(std::cos(crossing.time)) < 1e-9);
    }
}

TEST_CASE("a root that is zero at the start is not reported, the next one is") {
    const auto found = crossings(clock(1, [](double t, double* g) { g[0] = t * (3 - t); }), 10);
    REQUIRE(found.size() == 1);
    CHECK(found[0].time == doctest::Approx(3).epsilon(1e-12));
    CHECK(found[0].directions[0] == -1);
}

TEST_CASE("a function that stays zero is never reported") {
    CHECK(crossings(clock(1, [](double, double* g) { g[0] = 0; }), 10).empty());
    CHECK(crossings(clock(1, [](double t, double* g) { g[0] = std::sqrt(t - 100); }), 10).empty());
}

TEST_CASE("what touches zero and turns back is no crossing") {
    const auto found = crossings(clock(1, [](double t, double* g) { g[0] = (t - 2) * (t - 2) + 1e-30; }), 10);
    CHECK(found.empty());
}

TEST_CASE("a ball that bounces, started again at each bounce") {
    Integrator solver(falling_ball(), tight);
    REQUIRE(solver.start(0, std::vector<double>{1, 0}));
    std::vector<double> bounces;
    while (solver.time() < 5 && bounces.size() < 100) {
        const auto outcome = solver.advance(5);
        REQUIRE(outcome != Outcome::failed);
        if (outcome == Outcome::step) continue;
        CHECK(solver.roots_found()[0] == -1);
        bounces.push_back(solver.time());
        // The height is set to zero exactly: the root itself is zero at the start.
        REQUIRE(solver.start(solver.time(), std::vector<double>{0, -0.9 * solver.state()[1]}));
    }
    const double first = std::sqrt(2 / 9.81);
    REQUIRE(bounces.size() >= 6);
    double expected = first;
    for (std::size_t k = 0; k < bounces.size(); ++k) {
        CHECK(bounces[k] == doctest::Approx(expected).epsilon(1e-7));
        expected += 2 * first * std::pow(0.9, static_cast<double>(k) + 1);
    }
}

TEST_CASE("a stop before the end of a step that a root cut short") {
    Integrator solver(clock(1, [](double t, double* g) { g[0] = t - 5; }), tight);
    REQUIRE(solver.start(0, std::vector<double>{0}));
    while (solver.advance(100) != Outcome::root) REQUIRE(solver.time() < 100);
    CHECK(solver.time() == doctest::Approx(5));
    CHECK(solver.advance(5.5) == Outcome::step);
    CHECK(solver.time() <= 5.5);
    while (solver.time() < 6) CHECK(solver.advance(6) == Outcome::step);
    CHECK(solver.time() == 6);
    CHECK(solver.state()[0] == doctest::Approx(6));
}
