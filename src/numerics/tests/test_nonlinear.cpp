#include "kinetic_systems.hpp"

#include <strandline/numerics/nonlinear.hpp>

#include <cmath>

using namespace strandline::numerics;

namespace {

/// a <-> b -> c -> a: the three rates sum to nothing.
NonlinearSystem cycle() {
    NonlinearSystem made;
    made.size = 3;
    made.pattern = full(3);
    made.residuals = [](const double* x, double* f) {
        const double forth = 2 * x[0] - x[1], on = 3 * x[1] / (1 + x[1]), back = 0.5 * x[2];
        f[0] = back - forth, f[1] = forth - on, f[2] = on - back;
        return true;
    };
    made.jacobian = [](const double* x, double* j) {
        const double on = 3 / ((1 + x[1]) * (1 + x[1]));
        j[0] = -2, j[1] = 2, j[2] = 0;
        j[3] = 1, j[4] = -1 - on, j[5] = on;
        j[6] = 0.5, j[7] = 0, j[8] = -0.5;
        return true;
    };
    return made;
}

NonlinearSystem of_one(std::function<double(double)> f, std::function<double(double)> slope) {
    NonlinearSystem made;
    made.size = 1;
    made.pattern = full(1);
    made.residuals = [f = std::move(f)](const double* x, double* made_there) {
        made_there[0] = f(x[0]);
        return std::isfinite(made_there[0]);
    };
    made.jacobian = [slope = std::move(slope)](const double* x, double* made_there) {
        made_there[0] = slope(x[0]);
        return std::isfinite(made_there[0]);
    };
    return made;
}

}  // namespace

TEST_CASE("a steady state with its conserved sum") {
    NonlinearSystem system = cycle();
    const std::vector<double> start{10, 0, 0};
    CHECK_FALSE(solve_nonlinear(system, start, {}).converged);
    system.linear_rows = {{2, {{0, 1.0}, {1, 1.0}, {2, 1.0}}, 10}};
    const NewtonSolution found = solve_nonlinear(system, start, {});
    REQUIRE(found.converged);
    const double a = found.x[0], b = found.x[1], c = found.x[2];
    CHECK(a + b + c == doctest::Approx(10));
    CHECK(2 * a - b == doctest::Approx(3 * b / (1 + b)));
    CHECK(3 * b / (1 + b) == doctest::Approx(0.5 * c));
}

TEST_CASE("damping where the full step would run away or leave what is defined") {
    const auto far = solve_nonlinear(
        of_one([](double x) { return std::atan(x); }, [](double x) { return 1 / (1 + x * x); }),
        std::vector<double>{20}, {});
    CHECK(far.converged);
    CHECK(std::abs(far.x[0]) < 1e-9);
    const auto logarithm =
        solve_nonlinear(of_one([](double x) { return std::log(x) + 5; }, [](double x) { return 1 / x; }),
                        std::vector<double>{30}, {});
    CHECK(logarithm.converged);
    CHECK(logarithm.x[0] == doctest::Approx(std::exp(-5)));
}

TEST_CASE("what has no solution is not called solved") {
    const auto none =
        solve_nonlinear(of_one([](double x) { return x * x + 1; }, [](double x) { return 2 * x; }),
                        std::vector<double>{3}, {});
    CHECK_FALSE(none.converged);
    CHECK_FALSE(none.failure.empty());
    CHECK(none.at_fault == 0);
    const auto flat = solve_nonlinear(of_one([](double) { return 1; }, [](double) { return 0; }),
                                      std::vector<double>{3}, {});
    CHECK_FALSE(flat.converged);
    CHECK(flat.failure == "the equations do not determine a solution");
    const auto undefined = solve_nonlinear(
        of_one([](double x) { return std::log(x); }, [](double) { return 1; }), std::vector<double>{-1}, {});
    CHECK(undefined.failure == "the equations are not finite at the start");
}
