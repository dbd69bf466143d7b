#include <strandline/numerics/sparse_solver.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <vector>

using namespace strandline::numerics;

namespace {

/// A random pattern with a diagonal.
SparsePattern random_pattern(std::int32_t size, std::mt19937_64& random) {
    SparsePattern made{size, size, {0}, {}};
    for (std::int32_t j = 0; j < size; ++j) {
        for (std::int32_t i = 0; i < size; ++i)
            if (i == j || random() % 10 == 0) made.row_indices.push_back(i);
        made.column_starts.push_back(static_cast<std::int32_t>(made.row_indices.size()));
    }
    return made;
}

double residual(const SparsePattern& pattern, const std::vector<double>& a, const std::vector<double>& x,
                const std::vector<double>& b, bool transposed) {
    std::vector<double> left = b;
    for (std::size_t j = 0; j + 1 < pattern.column_starts.size(); ++j)
        for (auto e = static_cast<std::size_t>(pattern.column_starts[j]);
             e < static_cast<std::size_t>(pattern.column_starts[j + 1]); ++e) {
            const auto i = static_cast<std::size_t>(pattern.row_indices[e]);
            if (transposed)
                left[j] -= a[e] * x[i];
            else
                left[i] -= a[e] * x[j];
        }
    double most = 0;
    for (const double value : left) most = std::max(most, std::abs(value));
    return most;
}

}  // namespace

TEST_CASE("sparse systems are solved, also after the values have changed") {
    std::mt19937_64 random(7);
    std::normal_distribution<double> normal;
    for (const std::int32_t size : {1, 2, 7, 40, 150}) {
        const SparsePattern pattern = random_pattern(size, random);
        SparseSolver solver(pattern);
        for (int round = 0; round < 4; ++round) {
            std::vector<double> a(pattern.entries()), b(static_cast<std::size_t>(size));
            for (double& value : a) value = normal(random) * std::pow(10, normal(random) * 2);
            for (double& value : b) value = normal(random);
            REQUIRE(solver.factorise(a));
            std::vector<double> x = b;
            solver.solve(x);
            double largest = 1;
            for (const double value : x) largest = std::max(largest, std::abs(value));
            CHECK(residual(pattern, a, x, b, false) < 1e-7 * largest);
            x = b;
            solver.solve_transposed(x);
            for (const double value : x) largest = std::max(largest, std::abs(value));
            CHECK(residual(pattern, a, x, b, true) < 1e-7 * largest);
        }
    }
}

TEST_CASE("a singular matrix is refused, and a regular one taken after it") {
    const SparsePattern pattern{3, 3, {0, 3, 6, 9}, {0, 1, 2, 0, 1, 2, 0, 1, 2}};
    SparseSolver solver(pattern);
    // A closed cycle: rows sum to nothing but for rounding.
    CHECK_FALSE(solver.factorise(std::vector<double>{-0.1, 0.1, 0, 0, -0.3, 0.3, 0.7, 0, -0.7}));
    CHECK_FALSE(solver.factorise(std::vector<double>(9, 0)));
    CHECK(solver.factorise(std::vector<double>{2, 1, 0, 0, 1e-9, 0, 0, 3, 1e9}));
    std::vector<double> x{2, 1, 0};
    solver.solve(x);
    CHECK(x[0] == doctest::Approx(1));
    CHECK(std::abs(x[1]) < 1e-6);
    CHECK_FALSE(solver.factorise(std::vector<double>{-0.1, 0.1, 0, 0, -0.3, 0.3, 0.7, 0, -0.7}));
}
