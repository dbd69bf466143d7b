#include "kinetic_systems.hpp"

#include <algorithm>
#include <cmath>

using namespace strandline::numerics;

namespace {

/// a -> b -> nothing with the rates k and m; sensitivities by k, m and the start of a.
InitialValueProblem chain(double k, double m) {
    InitialValueProblem made = linear_system({-k, k, 0, -m}, 2);
    made.sensitivity_count = 3;
    made.parameter_derivatives = [](double, const double* x, double* d) {
        d[0] = -x[0], d[1] = x[0];
        d[2] = 0, d[3] = -x[1];
        d[4] = d[5] = 0;
        return true;
    };
    return made;
}

/// Robertson's rate constants, of the first and the third row; the second follows.
InitialValueProblem robertson_by_rates(double a, double b, double c, bool algebraic) {
    InitialValueProblem made;
    made.size = 3;
    made.pattern = full(3);
    if (algebraic) made.mass = {{0, 0, 1}, {1, 1, 1}};
    made.rates = [=](double, const double* y, double* f) {
        f[0] = -a * y[0] + b * y[1] * y[2];
        f[1] = -f[0] - c * y[1] * y[1];
        f[2] = algebraic ? y[0] + y[1] + y[2] - 1 : c * y[1] * y[1];
        return true;
    };
    made.jacobian = [=](double, const double* y, double* j) {
        j[0] = -a, j[1] = a, j[2] = algebraic ? 1 : 0;
        j[3] = b * y[2], j[4] = -b * y[2] - 2 * c * y[1], j[5] = algebraic ? 1 : 2 * c * y[1];
        j[6] = b * y[1], j[7] = -b * y[1], j[8] = algebraic ? 1 : 0;
        return true;
    };
    made.sensitivity_count = 3;
    made.parameter_derivatives = [=](double, const double* y, double* d) {
        d[0] = -y[0], d[1] = y[0], d[2] = 0;
        d[3] = y[1] * y[2], d[4] = -d[3], d[5] = 0;
        d[6] = 0, d[7] = -y[1] * y[1], d[8] = algebraic ? 0 : y[1] * y[1];
        return true;
    };
    return made;
}

IntegratorOptions options(double relative, bool control) {
    return {.relative = relative,
            .absolute = {std::max(relative * 1e-6, 1e-14)},
            .sensitivity_error_control = control,
            .parameter_scales = control ? std::vector<double>{0.04, 1e4, 3e7} : std::vector<double>{}};
}

}  // namespace

TEST_CASE("sensitivities of a linear chain, of both methods") {
    const double k = 0.7, m = 2.3, t = 1.5;
    const double ek = std::exp(-k * t), em = std::exp(-m * t), d = m - k;
    for (const auto method : {IntegratorOptions::Method::own, IntegratorOptions::Method::sundials})
        for (const bool control : {false, true}) {
            IntegratorOptions how{
                .relative = 1e-8, .absolute = {1e-12}, .sensitivity_error_control = control};
            how.method = method;
            Integrator solver(chain(k, m), how);
            REQUIRE(solver.start(0, std::vector<double>{1, 0}, std::vector<double>{0, 0, 0, 0, 1, 0}));
            run(solver, t);
            const auto s = solver.sensitivities();
            CHECK(s[0] == doctest::Approx(-t * ek).epsilon(1e-6));
            CHECK(s[1] ==
                  doctest::Approx((ek - em) / d + k * (ek - em) / (d * d) - k * t * ek / d).epsilon(1e-6));
            CHECK(std::abs(s[2]) < 1e-12);
            CHECK(s[3] == doctest::Approx(-k * (ek - em) / (d * d) + k * t * em / d).epsilon(1e-6));
            CHECK(s[4] == doctest::Approx(ek).epsilon(1e-6));
            CHECK(s[5] == doctest::Approx(k * (ek - em) / d).epsilon(1e-6));
        }
}

TEST_CASE("sensitivities within a step") {
    Integrator solver(chain(0.7, 2.3), {.relative = 1e-8, .absolute = {1e-12}});
    REQUIRE(solver.start(0, std::vector<double>{1, 0}, std::vector<double>{0, 0, 0, 0, 1, 0}));
    while (solver.time() < 2) {
        REQUIRE(solver.advance(2) == Integrator::Outcome::step);
        const double middle = 0.5 * (solver.time() + solver.previous_time());
        double s[6];
        solver.sensitivities_at(middle, s);
        CHECK(s[0] == doctest::Approx(-middle * std::exp(-0.7 * middle)).epsilon(1e-5));
        CHECK(s[4] == doctest::Approx(std::exp(-0.7 * middle)).epsilon(1e-6));
    }
}

TEST_CASE("sensitivities of Robertson's kinetics against differences, also with an algebraic row") {
    const double rates[] = {0.04, 1e4, 3e7};
    const std::vector<double> start{1, 0, 0}, none(9, 0);
    for (const bool algebraic : {false, true})
        for (const bool control : {false, true}) {
            Integrator solver(robertson_by_rates(rates[0], rates[1], rates[2], algebraic),
                              options(1e-8, control));
            REQUIRE(solver.start(0, start, none));
            run(solver, 40);
            const std::vector<double> s(solver.sensitivities().begin(), solver.sensitivities().end());
            for (std::size_t k = 0; k < 3; ++k) {
                std::vector<double> ends[2];
                const double change = 1e-4;
                for (int side = 0; side < 2; ++side) {
                    double p[] = {rates[0], rates[1], rates[2]};
                    p[k] *= 1 + (side == 0 ? -change : change);
                    InitialValueProblem problem = robertson_by_rates(p[0], p[1], p[2], algebraic);
                    problem.sensitivity_count = 0;
                    Integrator moved(std::move(problem), options(1e-11, false));
                    REQUIRE(moved.start(0, start));
                    ends[side] = run(moved, 40);
                }
                for (std::size_t i = 0; i < 3; ++i) {
                    const double slope = (ends[1][i] - ends[0][i]) / (2 * change * rates[k]);
                    CHECK(s[k * 3 + i] == doctest::Approx(slope).epsilon(1e-5));
                }
            }
        }
}

TEST_CASE("sensitivities go on through a restart") {
    Integrator solver(chain(0.7, 2.3), {.relative = 1e-9, .absolute = {1e-13}});
    REQUIRE(solver.start(0, std::vector<double>{1, 0}, std::vector<double>{0, 0, 0, 0, 1, 0}));
    run(solver, 1);
    // a is doubled: its sensitivities, too.
    std::vector<double> x(solver.state().begin(), solver.state().end());
    std::vector<double> s(solver.sensitivities().begin(), solver.sensitivities().end());
    x[0] *= 2;
    for (const std::size_t at : {0, 2, 4}) s[at] *= 2;
    REQUIRE(solver.start(1, x, s));
    run(solver, 2);
    CHECK(solver.sensitivities()[0] == doctest::Approx(2 * -2 * std::exp(-1.4)).epsilon(1e-7));
    CHECK(solver.sensitivities()[4] == doctest::Approx(2 * std::exp(-1.4)).epsilon(1e-7));
}
