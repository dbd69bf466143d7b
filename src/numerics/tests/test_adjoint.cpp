#include "kinetic_systems.hpp"

#include <strandline/numerics/adjoint.hpp>

#include <cmath>

using namespace strandline::numerics;

namespace {

constexpr IntegratorOptions::Method own = IntegratorOptions::Method::own;

/// Substrate, enzyme, complex, product with three rate constants: mass action.
struct Enzyme {
    double rate_constants[3];

    InitialValueProblem forward() const {
        InitialValueProblem made;
        made.size = 4;
        made.pattern = full(4);
        const double a = rate_constants[0], b = rate_constants[1], c = rate_constants[2];
        made.rates = [=](double, const double* x, double* f) {
            const double bind = a * x[0] * x[1], leave = b * x[2], turn = c * x[2];
            f[0] = leave - bind, f[1] = leave - bind + turn, f[2] = bind - leave - turn, f[3] = turn;
            return true;
        };
        made.jacobian = [=](double, const double* x, double* j) {
            const double s = a * x[1], e = a * x[0];
            const double columns[] = {-s, -s, s, 0, -e, -e, e, 0, b, b + c, -b - c, c, 0, 0, 0, 0};
            std::copy(std::begin(columns), std::end(columns), j);
            return true;
        };
        made.sensitivity_count = 3;
        made.parameter_derivatives = [](double, const double* x, double* d) {
            const double bind = x[0] * x[1], held = x[2];
            const double columns[] = {-bind, -bind, bind, 0, held, held, -held, 0, 0, held, -held, held};
            std::copy(std::begin(columns), std::end(columns), d);
            return true;
        };
        return made;
    }

    AdjointProblem adjoint() const {
        AdjointProblem made;
        const InitialValueProblem from = forward();
        made.size = from.size;
        made.pattern = from.pattern;
        made.jacobian = from.jacobian;
        made.parameter_count = 3;
        made.products = [derivatives = from.parameter_derivatives](double t, const double* x, const double* l,
                                                                   double* products) {
            double d[12];
            derivatives(t, x, d);
            for (int k = 0; k < 3; ++k) {
                products[k] = 0;
                for (int i = 0; i < 4; ++i) products[k] += l[i] * d[k * 4 + i];
            }
            return true;
        };
        return made;
    }
};

}  // namespace

TEST_CASE("the adjoint of a decay is its closed form") {
    // x' = -p x, J = x(2): l(t) = exp(-p (2 - t)), dJ/dp = -2 x(2).
    const double p = 0.8;
    Integrator solver(linear_system({-p}, 1), {.relative = 1e-9, .absolute = {1e-12}, .method = own});
    REQUIRE(solver.start(0, std::vector<double>{3}));
    Recording stretch;
    while (solver.time() < 2) {
        REQUIRE(solver.advance(2) == Integrator::Outcome::step);
        solver.record(stretch);
    }
    CHECK(stretch.begin() == 0);
    CHECK(stretch.end() == 2);
    double middle = 0;
    stretch.state_at(1.234, &middle);
    CHECK(middle == doctest::Approx(3 * std::exp(-p * 1.234)).epsilon(1e-7));
    AdjointProblem problem;
    problem.size = problem.parameter_count = 1;
    problem.pattern = full(1);
    problem.jacobian = [=](double, const double*, double* j) { return j[0] = -p, true; };
    problem.products = [](double, const double* x, const double* l, double* made) {
        return made[0] = -l[0] * x[0], true;
    };
    AdjointIntegrator back(std::move(problem), {.relative = 1e-9, .absolute = {1e-12}});
    REQUIRE(back.start(stretch, 2, std::vector<double>{1}));
    REQUIRE(back.back_to(0.5));
    CHECK(back.adjoint()[0] == doctest::Approx(std::exp(-p * 1.5)).epsilon(1e-7));
    REQUIRE(back.back_to(0));
    CHECK(back.time() == 0);
    CHECK(back.adjoint()[0] == doctest::Approx(std::exp(-p * 2)).epsilon(1e-7));
    CHECK(back.integrals()[0] == doctest::Approx(-2 * 3 * std::exp(-p * 2)).epsilon(1e-7));
    back.clear();
    CHECK(back.integrals()[0] == 0);
}

TEST_CASE("adjoint and forward sensitivities agree, with measurements on the way and a jump") {
    const Enzyme enzyme{{2.0, 0.3, 1.1}};
    const IntegratorOptions options{.relative = 1e-9, .absolute = {1e-13}};
    const std::vector<double> times{0.5, 1.5, 4};  // of measurements; at 1.5 substrate is doubled after it
    Integrator solver(enzyme.forward(), options);
    std::vector<double> x{1, 0.2, 0, 0}, s(12, 0.0);
    std::vector<Recording> stretches(3);
    std::vector<double> forward(3, 0.0);  // d J / d k, J the sum of squares of product and half the complex
    std::vector<std::vector<double>> slopes;
    double time = 0;
    for (std::size_t piece = 0; piece < times.size(); ++piece) {
        REQUIRE(solver.start(time, x, s));
        while (solver.time() < times[piece]) {
            REQUIRE(solver.advance(times[piece]) == Integrator::Outcome::step);
            solver.record(stretches[piece]);
        }
        time = times[piece];
        x.assign(solver.state().begin(), solver.state().end());
        s.assign(solver.sensitivities().begin(), solver.sensitivities().end());
        slopes.push_back({0, 0, x[2], 2 * x[3]});
        for (std::size_t k = 0; k < 3; ++k)
            for (std::size_t i = 0; i < 4; ++i) forward[k] += slopes.back()[i] * s[k * 4 + i];
        if (piece == 1) {
            x[0] *= 2;
            for (std::size_t k = 0; k < 3; ++k) s[k * 4] *= 2;
        }
    }
    AdjointIntegrator back(enzyme.adjoint(), {.relative = 1e-9, .absolute = {1e-13}});
    std::vector<double> l(4, 0.0);
    for (std::size_t piece = times.size(); piece-- > 0;) {
        if (piece == 1) l[0] *= 2;  // the jump, transposed
        REQUIRE(back.start(stretches[piece], times[piece], l));
        REQUIRE(back.add(slopes[piece]));
        REQUIRE(back.back_to(piece == 0 ? 0 : times[piece - 1]));
        l.assign(back.adjoint().begin(), back.adjoint().end());
    }
    for (std::size_t k = 0; k < 3; ++k)
        CHECK(back.integrals()[k] == doctest::Approx(forward[k]).epsilon(1e-6));
}
