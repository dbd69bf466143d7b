#include "estimate/filter.hpp"
#include "estimate/square_root.hpp"
#include "stochastic/distributions.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

using namespace strandline::process;

namespace {

using Matrix = std::vector<double>;  // by rows

Matrix product(const Matrix& a, const Matrix& b, std::size_t rows, std::size_t inner, std::size_t columns) {
    Matrix made(rows * columns, 0.0);
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t k = 0; k < inner; ++k)
            for (std::size_t j = 0; j < columns; ++j)
                made[i * columns + j] += a[i * inner + k] * b[k * columns + j];
    return made;
}

Matrix transposed(const Matrix& a, std::size_t rows, std::size_t columns) {
    Matrix made(a.size());
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < columns; ++j) made[j * rows + i] = a[i * columns + j];
    return made;
}

Matrix drawn(std::size_t rows, std::size_t columns, RandomStream& random) {
    Matrix made(rows * columns);
    for (double& each : made) each = 2 * random.uniform() - 1;
    return made;
}

constexpr double infinite = std::numeric_limits<double>::infinity();

/// x(t + dt) = A x(t) for one unit of time.
FilterModel linear(const Matrix& a, std::size_t n) {
    FilterModel model;
    model.states = n;
    model.lower.assign(n, -infinite);
    model.upper.assign(n, infinite);
    model.process_noise.assign(n, 0.2);
    model.propagate = [a, n](double, double, std::span<double> points) {
        for (std::size_t p = 0; p < points.size(); p += n) {
            const Matrix moved = product(a,
                                         {points.begin() + static_cast<std::ptrdiff_t>(p),
                                          points.begin() + static_cast<std::ptrdiff_t>(p + n)},
                                         n, n, 1);
            std::ranges::copy(moved, points.begin() + static_cast<std::ptrdiff_t>(p));
        }
        return true;
    };
    return model;
}

Measure linear_measure(const Matrix& c, std::size_t m, std::size_t n) {
    return [=](std::span<const double> points, std::span<double> expected) {
        for (std::size_t p = 0; p < points.size() / n; ++p)
            for (std::size_t i = 0; i < m; ++i) {
                expected[p * m + i] = 0;
                for (std::size_t j = 0; j < n; ++j) expected[p * m + i] += c[i * n + j] * points[p * n + j];
            }
        return true;
    };
}

Matrix covariance(const Belief& belief) {
    const std::size_t n = belief.mean.size();
    return product(belief.root, transposed(belief.root, n, n), n, n, n);
}

void check_close(const Matrix& a, const Matrix& b) {
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) CHECK(a[i] == doctest::Approx(b[i]).epsilon(1e-8).scale(1e-3));
}

/// Kalman's own equations, with dense matrices.
struct PlainKalman {
    Matrix mean, covariance;
    std::size_t n;

    void predict(const Matrix& a, double noise) {
        mean = product(a, mean, n, n, 1);
        covariance = product(product(a, covariance, n, n, n), transposed(a, n, n), n, n, n);
        for (std::size_t i = 0; i < n; ++i) covariance[i * n + i] += noise * noise;
    }
    /// One signal after the other, which is the same where their noise is independent.
    void update(const Matrix& c, const std::vector<double>& values, double noise) {
        for (std::size_t s = 0; s < values.size(); ++s) {
            const Matrix row(c.begin() + static_cast<std::ptrdiff_t>(s * n),
                             c.begin() + static_cast<std::ptrdiff_t>((s + 1) * n));
            const Matrix with = product(covariance, row, n, n, 1);
            const double variance = product(row, with, 1, n, 1)[0] + noise * noise;
            const double innovation = values[s] - product(row, mean, 1, n, 1)[0];
            for (std::size_t i = 0; i < n; ++i) mean[i] += with[i] * innovation / variance;
            for (std::size_t i = 0; i < n; ++i)
                for (std::size_t j = 0; j < n; ++j) covariance[i * n + j] -= with[i] * with[j] / variance;
        }
    }
};

}  // namespace

TEST_CASE("a triangularised matrix has the product of the matrix, rows that depend on others included") {
    RandomStream random(3, 0);
    for (int round = 0; round < 20; ++round) {
        const std::size_t rows = 5, columns = 9;
        Matrix a = drawn(rows, columns, random);
        if (round % 2 == 1)
            for (std::size_t k = 0; k < columns; ++k) {
                a[2 * columns + k] = a[k] - a[columns + k];
                a[3 * columns + k] = 0;
            }
        const Matrix before = product(a, transposed(a, rows, columns), rows, columns, rows);
        triangularise(a, rows, columns);
        for (std::size_t i = 0; i < rows; ++i) {
            CHECK(a[i * columns + i] >= 0);
            for (std::size_t k = i + 1; k < columns; ++k) CHECK(a[i * columns + k] == 0);
        }
        check_close(product(a, transposed(a, rows, columns), rows, columns, rows), before);
    }
}

TEST_CASE("of a linear system the filter is Kalman's, whatever the spread of the points") {
    RandomStream random(5, 0);
    for (const double alpha : {1.0, 0.5, 1e-2}) {
        const std::size_t n = 4, m = 2;
        const Matrix a = drawn(n, n, random), c = drawn(m, n, random), s = drawn(n, n, random);
        Matrix root = s;
        triangularise(root, n, n);
        Belief belief{0, drawn(n, 1, random), root};
        PlainKalman plain{belief.mean, covariance(belief), n};
        const FilterModel model = linear(a, n);
        const FilterOptions options{.alpha = alpha, .beta = 2};
        for (int k = 1; k <= 10; ++k) {
            REQUIRE(predict(model, options, k, belief));
            plain.predict(a, 0.2);
            const std::vector<double> values = drawn(m, 1, random);
            Innovation innovation;
            REQUIRE(update(model, options, {{0, 1}, values, {0.3, 0.3}}, linear_measure(c, m, n), belief,
                           innovation));
            plain.update(c, values, 0.3);
            check_close(belief.mean, plain.mean);
            check_close(covariance(belief), plain.covariance);
        }
    }
}

TEST_CASE("states that are known exactly stay so, and noise grows with the root of time") {
    const Matrix unity{1, 0, 0, 1};
    FilterModel model = linear(unity, 2);
    model.process_noise = {0, 0.5};
    Belief belief{0, {3, 4}, {0, 0, 0, 0}};
    REQUIRE(predict(model, {.longest_step = 0.25}, 4, belief));
    CHECK(belief.mean == std::vector<double>{3, 4});
    CHECK(belief.root[0] == 0);
    CHECK(belief.root[3] == doctest::Approx(1).epsilon(1e-12));
}

TEST_CASE(
    "sigma points and means stay within the bounds, and the mean of a state at its bound does not drift") {
    const Matrix unity{1, 0, 0, 1};
    FilterModel model = linear(unity, 2);
    model.lower = {0, 0};
    model.upper = {1, infinite};
    model.process_noise = {0, 0};
    double least = 1, most = 0;
    model.propagate = [&](double, double, std::span<double> points) {
        for (std::size_t p = 0; p < points.size(); p += 2) {
            least = std::min({least, points[p], points[p + 1]});
            most = std::max(most, points[p]);
        }
        return true;
    };
    for (const double start : {0.0, 0.02, 0.5, 0.99, 1.0}) {
        Belief belief{0, {start, start}, {0.3, 0, -0.1, 0.2}};
        const Matrix before = covariance(belief);
        REQUIRE(predict(model, {}, 1, belief));
        CHECK(belief.mean[0] == doctest::Approx(start).epsilon(1e-9));
        CHECK(covariance(belief)[0] == doctest::Approx(before[0]).epsilon(1e-9));
    }
    CHECK(least >= 0);
    CHECK(most <= 1);
    Belief belief{0, {0.1, 0.5}, {0.3, 0, 0, 0.2}};
    Innovation innovation;
    const auto first = [](std::span<const double> points, std::span<double> expected) {
        for (std::size_t p = 0; p < expected.size(); ++p) expected[p] = points[2 * p];
        return true;
    };
    REQUIRE(update(model, {}, {{0}, {-0.5}, {0.1}}, first, belief, innovation));
    CHECK(belief.mean[0] == 0);
    CHECK(innovation.value[0] == doctest::Approx(-0.6));
}

TEST_CASE("a square has the moments that a normal distribution gives it") {
    FilterModel model = linear({1}, 1);
    const Belief belief{0, {2}, {0.5}};
    Moments made;
    const auto square = [](std::span<const double> points, std::span<double> values) {
        for (std::size_t p = 0; p < values.size(); ++p) values[p] = points[p] * points[p];
        return true;
    };
    REQUIRE(transformed(model, {.alpha = 1, .beta = 2, .kappa = 0}, belief, 1, square, made));
    CHECK(made.mean[0] == doctest::Approx(4.25));
    // 4 m^2 s^2 + 2 s^4
    CHECK(made.root[0] == doctest::Approx(std::sqrt(4 * 4 * 0.25 + 2 * 0.0625)));
}

TEST_CASE("what has no value leaves the belief as it was") {
    FilterModel model = linear({1}, 1);
    model.propagate = [](double, double, std::span<double>) { return false; };
    Belief belief{0, {2}, {0.5}};
    CHECK(!predict(model, {}, 1, belief));
    model.propagate = [](double, double, std::span<double> points) {
        points[1] = NAN;
        return true;
    };
    CHECK(!predict(model, {}, 1, belief));
    Innovation innovation;
    const auto none = [](std::span<const double>, std::span<double>) { return false; };
    CHECK(!update(model, {}, {{0}, {1}, {0.1}}, none, belief, innovation));
    CHECK(belief.time == 0);
    CHECK(belief.mean[0] == 2);
    CHECK(belief.root[0] == 0.5);
}

TEST_CASE("an update without a measurement changes nothing") {
    FilterModel model = linear({1}, 1);
    Belief belief{0, {2}, {0.5}};
    Innovation innovation;
    const auto none = [](std::span<const double>, std::span<double>) { return false; };
    CHECK(update(model, {}, {}, none, belief, innovation));
    CHECK(belief.mean[0] == 2);
}
