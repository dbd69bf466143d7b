#include <strandline/numerics/chi_squared.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>

using namespace strandline::numerics;

TEST_CASE("chi-squared quantiles are those of the tables") {
    // Abramowitz and Stegun 1964, table 26.8.
    CHECK(chi_squared_quantile(0.95, 1) == doctest::Approx(3.84146).epsilon(1e-5));
    CHECK(chi_squared_quantile(0.95, 10) == doctest::Approx(18.3070).epsilon(1e-5));
    CHECK(chi_squared_quantile(0.975, 4) == doctest::Approx(11.1433).epsilon(1e-5));
    CHECK(chi_squared_quantile(0.025, 4) == doctest::Approx(0.484419).epsilon(1e-5));
    CHECK(chi_squared_quantile(0.999, 30) == doctest::Approx(59.703).epsilon(1e-5));
}

TEST_CASE("with two degrees the distribution is exponential") {
    for (const double value : {1e-6, 0.1, 1.0, 3.0, 40.0}) {
        CHECK(chi_squared_tail(value, 2) == doctest::Approx(std::exp(-value / 2)).epsilon(1e-12));
        CHECK(chi_squared_probability(value, 2) == doctest::Approx(-std::expm1(-value / 2)).epsilon(1e-12));
    }
}

TEST_CASE("quantile and probability undo each other, up to many degrees") {
    for (const double degrees : {1.0, 3.0, 25.0, 2000.0, 100'000.0})
        for (const double p : {0.001, 0.025, 0.5, 0.975, 0.9999})
            CHECK(chi_squared_probability(chi_squared_quantile(p, degrees), degrees) ==
                  doctest::Approx(p).epsilon(1e-9));
}

TEST_CASE("nothing is below zero") {
    CHECK(chi_squared_probability(-1, 3) == 0);
    CHECK(chi_squared_tail(-1, 3) == 1);
}
