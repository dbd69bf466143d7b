#pragma once

#include <strandline/numerics/integrator.hpp>

#include <doctest/doctest.h>

#include <vector>

namespace strandline::numerics {

/// Every entry, columns one after another.
inline SparsePattern full(std::int32_t size) {
    SparsePattern made{size, size, {0}, {}};
    for (std::int32_t j = 0; j < size; ++j) {
        for (std::int32_t i = 0; i < size; ++i) made.row_indices.push_back(i);
        made.column_starts.push_back((j + 1) * size);
    }
    return made;
}

/// x' = A x, A by columns.
inline InitialValueProblem linear_system(std::vector<double> a, std::size_t size) {
    InitialValueProblem made;
    made.size = size;
    made.pattern = full(static_cast<std::int32_t>(size));
    made.rates = [a, size](double, const double* x, double* f) {
        for (std::size_t i = 0; i < size; ++i) {
            f[i] = 0;
            for (std::size_t j = 0; j < size; ++j) f[i] += a[j * size + i] * x[j];
        }
        return true;
    };
    made.jacobian = [a](double, const double*, double* values) {
        std::copy(a.begin(), a.end(), values);
        return true;
    };
    return made;
}

/// A falling ball: height and speed; the root is the ground.
inline InitialValueProblem falling_ball() {
    InitialValueProblem made = linear_system({0, 0, 1, 0}, 2);
    made.rates = [](double, const double* x, double* f) {
        f[0] = x[1];
        f[1] = -9.81;
        return true;
    };
    made.root_count = 1;
    made.roots = [](double, const double* x, double* g) {
        g[0] = x[0];
        return true;
    };
    return made;
}

/// To the end, whatever roots there are; the state there.
inline std::vector<double> run(Integrator& solver, double end) {
    while (solver.time() < end) {
        const auto outcome = solver.advance(end);
        INFO("at " << solver.time() << ": " << solver.failure());
        REQUIRE(outcome != Integrator::Outcome::failed);
    }
    return {solver.state().begin(), solver.state().end()};
}

}  // namespace strandline::numerics
