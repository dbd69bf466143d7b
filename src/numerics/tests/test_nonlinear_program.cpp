#include <strandline/numerics/nonlinear_program.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <cmath>
#include <limits>
#include <numeric>

using namespace strandline;
using namespace strandline::numerics;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
using X = std::span<const double>;
using Out = std::span<double>;

void full_jacobian(NonlinearProgram& program, std::uint32_t rows, std::uint32_t columns) {
    for (std::uint32_t i = 0; i < rows; ++i)
        for (std::uint32_t j = 0; j < columns; ++j) {
            program.jacobian_rows.push_back(i);
            program.jacobian_columns.push_back(j);
        }
}

/// Problem 71 of Hock and Schittkowski, Test Examples for Nonlinear Programming Codes, Springer 1981.
NonlinearProgram hs71() {
    NonlinearProgram made;
    made.lower = {1, 1, 1, 1};
    made.upper = {5, 5, 5, 5};
    made.constraint_lower = {25, 40};
    made.constraint_upper = {infinite, 40};
    full_jacobian(made, 2, 4);
    made.objective = [](X x, double& f) {
        f = x[0] * x[3] * (x[0] + x[1] + x[2]) + x[2];
        return true;
    };
    made.gradient = [](X x, Out g) {
        g[0] = x[3] * (2 * x[0] + x[1] + x[2]);
        g[1] = x[0] * x[3];
        g[2] = x[0] * x[3] + 1;
        g[3] = x[0] * (x[0] + x[1] + x[2]);
        return true;
    };
    made.constraints = [](X x, Out c) {
        c[0] = x[0] * x[1] * x[2] * x[3];
        c[1] = x[0] * x[0] + x[1] * x[1] + x[2] * x[2] + x[3] * x[3];
        return true;
    };
    made.jacobian = [](X x, Out j) {
        for (std::size_t i = 0; i < 4; ++i) {
            j[i] = 1;
            for (std::size_t k = 0; k < 4; ++k)
                if (k != i) j[i] *= x[k];
            j[4 + i] = 2 * x[i];
        }
        return true;
    };
    return made;
}

void add_hessian(NonlinearProgram& program) {
    for (std::uint32_t i = 0; i < 4; ++i)
        for (std::uint32_t j = 0; j <= i; ++j) {
            program.hessian_rows.push_back(i);
            program.hessian_columns.push_back(j);
        }
    program.hessian = [](X x, double f, X y, Out h) {
        h[0] = f * 2 * x[3] + y[1] * 2;
        h[1] = f * x[3] + y[0] * x[2] * x[3];
        h[2] = y[1] * 2;
        h[3] = f * x[3] + y[0] * x[1] * x[3];
        h[4] = y[0] * x[0] * x[3];
        h[5] = y[1] * 2;
        h[6] = f * (2 * x[0] + x[1] + x[2]) + y[0] * x[1] * x[2];
        h[7] = f * x[0] + y[0] * x[0] * x[2];
        h[8] = f * x[0] + y[0] * x[0] * x[1];
        h[9] = y[1] * 2;
        return true;
    };
}

/// One equation or inequality, or none, over few unknowns; gradients by hand.
struct Small {
    std::vector<double> start;
    NonlinearProgram program;
};

Small rosenbrock_above(double least) {  // problems 1 (least -1.5) and 2 (least 1.5)
    Small made{{-2, 1}, {}};
    made.program.lower = {-infinite, least};
    made.program.upper = {infinite, infinite};
    made.program.objective = [](X x, double& f) {
        f = 100 * std::pow(x[1] - x[0] * x[0], 2) + std::pow(1 - x[0], 2);
        return true;
    };
    made.program.gradient = [](X x, Out g) {
        g[0] = -400 * x[0] * (x[1] - x[0] * x[0]) - 2 * (1 - x[0]);
        g[1] = 200 * (x[1] - x[0] * x[0]);
        return true;
    };
    return made;
}

Small hs6() {
    Small made{{-1.2, 1}, {}};
    made.program.lower = {-infinite, -infinite};
    made.program.upper = {infinite, infinite};
    made.program.constraint_lower = made.program.constraint_upper = {0};
    full_jacobian(made.program, 1, 2);
    made.program.objective = [](X x, double& f) {
        f = std::pow(1 - x[0], 2);
        return true;
    };
    made.program.gradient = [](X x, Out g) {
        g[0] = -2 * (1 - x[0]);
        g[1] = 0;
        return true;
    };
    made.program.constraints = [](X x, Out c) {
        c[0] = 10 * (x[1] - x[0] * x[0]);
        return true;
    };
    made.program.jacobian = [](X x, Out j) {
        j[0] = -20 * x[0];
        j[1] = 10;
        return true;
    };
    return made;
}

/// Problem 35, Beale: minimum 1/9 at (4/3, 7/9, 4/9).
Small hs35() {
    Small made{{0.5, 0.5, 0.5}, {}};
    made.program.lower = {0, 0, 0};
    made.program.upper = {infinite, infinite, infinite};
    made.program.constraint_lower = {-infinite};
    made.program.constraint_upper = {3};
    full_jacobian(made.program, 1, 3);
    made.program.objective = [](X x, double& f) {
        f = 9 - 8 * x[0] - 6 * x[1] - 4 * x[2] + 2 * x[0] * x[0] + 2 * x[1] * x[1] + x[2] * x[2] +
            2 * x[0] * x[1] + 2 * x[0] * x[2];
        return true;
    };
    made.program.gradient = [](X x, Out g) {
        g[0] = -8 + 4 * x[0] + 2 * x[1] + 2 * x[2];
        g[1] = -6 + 4 * x[1] + 2 * x[0];
        g[2] = -4 + 2 * x[2] + 2 * x[0];
        return true;
    };
    made.program.constraints = [](X x, Out c) {
        c[0] = x[0] + x[1] + 2 * x[2];
        return true;
    };
    made.program.jacobian = [](X, Out j) {
        j[0] = 1;
        j[1] = 1;
        j[2] = 2;
        return true;
    };
    return made;
}

}  // namespace

TEST_CASE("problem 71 of Hock and Schittkowski, with exact and approximated second derivatives") {
    for (const bool exact : {false, true}) {
        CAPTURE(exact);
        NonlinearProgram program = hs71();
        if (exact) add_hessian(program);
        const NonlinearSolution found = solve(program, {1, 5, 5, 1}, {}, Context{});
        CHECK(found.status == NonlinearStatus::optimal);
        CHECK(found.objective == doctest::Approx(17.0140173).epsilon(1e-8));
        CHECK(found.x[0] == doctest::Approx(1).epsilon(1e-7));
        CHECK(found.x[1] == doctest::Approx(4.7429994).epsilon(1e-6));
        CHECK(found.x[2] == doctest::Approx(3.8211503).epsilon(1e-6));
        CHECK(found.x[3] == doctest::Approx(1.3794082).epsilon(1e-6));
        CHECK(found.violation < 1e-6);
        CHECK(found.iterations > 0);
        // Stationarity: gradient + multipliers * Jacobian + (upper - lower) = 0.
        std::vector<double> rest(4), jacobian(8);
        program.gradient(found.x, rest);
        program.jacobian(found.x, jacobian);
        for (std::size_t i = 0; i < 4; ++i)
            CHECK(rest[i] + found.multipliers[0] * jacobian[i] + found.multipliers[1] * jacobian[4 + i] +
                      found.bound_multipliers[i] ==
                  doctest::Approx(0).scale(1).epsilon(1e-6));
        CHECK(found.bound_multipliers[0] < -0.1);  // x1 is at its lower bound
    }
}

TEST_CASE("problems 1, 2, 6 and 35 of Hock and Schittkowski") {
    const auto best = [](const Small& of) {
        const NonlinearSolution found = solve(of.program, of.start, {}, Context{});
        CHECK(found.status == NonlinearStatus::optimal);
        return found;
    };
    CHECK(best(rosenbrock_above(-1.5)).objective == doctest::Approx(0).scale(1).epsilon(1e-8));
    // From (-2, 1) the book's other minimum, 4.9412, is as good an answer as 0.0504261879: both are local.
    const double second = best(rosenbrock_above(1.5)).objective;
    CHECK(std::min(std::abs(second - 0.0504261879), std::abs(second - 4.9412293)) < 1e-5);
    CHECK(best(hs6()).objective == doctest::Approx(0).scale(1).epsilon(1e-8));
    const NonlinearSolution beale = best(hs35());
    CHECK(beale.objective == doctest::Approx(1.0 / 9).epsilon(1e-6));
    CHECK(beale.x[1] == doctest::Approx(7.0 / 9).epsilon(1e-5));
    CHECK(beale.multipliers[0] == doctest::Approx(2.0 / 9).epsilon(1e-5));
}

TEST_CASE("what cannot be met is infeasible, with the least violation") {
    Small both = hs35();
    both.program.constraint_lower = {-infinite};
    both.program.constraint_upper = {-1};  // of a sum of what is not negative
    const NonlinearSolution found = solve(both.program, both.start, {}, Context{});
    CHECK(found.status == NonlinearStatus::infeasible);
    CHECK(found.violation == doctest::Approx(1).epsilon(1e-4));
}

TEST_CASE("bounds alone: without constraints, at bounds, with a fixed unknown") {
    Small bowl{{0, 0.5, 2}, {}};
    bowl.program.lower = {-1, 1, 2};
    bowl.program.upper = {1, infinite, 2};
    bowl.program.objective = [](X x, double& f) {
        f = std::accumulate(x.begin(), x.end(), 0.0,
                            [](double sum, double one) { return sum + std::pow(one - 3, 2); });
        return true;
    };
    bowl.program.gradient = [](X x, Out g) {
        for (std::size_t i = 0; i < 3; ++i) g[i] = 2 * (x[i] - 3);
        return true;
    };
    const NonlinearSolution found = solve(bowl.program, bowl.start, {}, Context{});
    CHECK(found.status == NonlinearStatus::optimal);
    CHECK(found.x[0] == doctest::Approx(1));
    CHECK(found.x[0] <= 1);
    CHECK(found.x[1] == doctest::Approx(3));
    CHECK(found.x[2] == 2);
    CHECK(found.bound_multipliers[0] == doctest::Approx(4).epsilon(1e-5));
}

TEST_CASE("where there is no value the step is shortened; no value at the start is a failure") {
    Small logarithm{{0.1}, {}};  // x - log x, minimum 1 at 1
    logarithm.program.lower = {-infinite};
    logarithm.program.upper = {infinite};
    logarithm.program.objective = [](X x, double& f) {
        f = x[0] - std::log(x[0]);
        return x[0] > 0;
    };
    logarithm.program.gradient = [](X x, Out g) {
        g[0] = 1 - 1 / x[0];
        return x[0] > 0;
    };
    const NonlinearSolution found = solve(logarithm.program, logarithm.start, {}, Context{});
    CHECK(found.status == NonlinearStatus::optimal);
    CHECK(found.x[0] == doctest::Approx(1).epsilon(1e-6));
    CHECK(solve(logarithm.program, {-1}, {}, Context{}).status == NonlinearStatus::failed);
}

TEST_CASE("the same start gives the same bits; a warm start gives the same answer sooner") {
    NonlinearProgram program = hs71();
    add_hessian(program);
    const NonlinearSolution cold = solve(program, {1, 5, 5, 1}, {}, Context{});
    const NonlinearSolution again = solve(program, {1, 5, 5, 1}, {}, Context{});
    CHECK(cold.x == again.x);
    CHECK(cold.multipliers == again.multipliers);
    const NonlinearSolution warm = solve(program, cold.x, {.barrier = 1e-6, .warm_start = &cold}, Context{});
    CHECK(warm.status == NonlinearStatus::optimal);
    CHECK(warm.objective == doctest::Approx(cold.objective).epsilon(1e-7));
    CHECK(warm.iterations < cold.iterations);
}

TEST_CASE("a cancelled solve says so") {
    const std::atomic<bool> cancel = true;
    const Context context({.cancel = &cancel});
    CHECK(solve(hs71(), {1, 5, 5, 1}, {}, context).status == NonlinearStatus::interrupted);
}
