#pragma once

#include <strandline/numerics/integrator.hpp>

#include <doctest/doctest.h>

#include <algorithm>
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

/// Robertson's chemical kinetics, columns of the Jacobian one after another.
inline InitialValueProblem robertson() {
    InitialValueProblem made;
    made.size = 3;
    made.pattern = full(3);
    made.rates = [](double, const double* y, double* f) {
        f[0] = -0.04 * y[0] + 1e4 * y[1] * y[2];
        f[2] = 3e7 * y[1] * y[1];
        f[1] = -f[0] - f[2];
        return true;
    };
    made.jacobian = [](double, const double* y, double* j) {
        j[0] = -0.04, j[1] = 0.04, j[2] = 0;
        j[3] = 1e4 * y[2], j[4] = -1e4 * y[2] - 6e7 * y[1], j[5] = 6e7 * y[1];
        j[6] = 1e4 * y[1], j[7] = -1e4 * y[1], j[8] = 0;
        return true;
    };
    return made;
}

inline InitialValueProblem hires() {
    InitialValueProblem made;
    made.size = 8;
    made.pattern = full(8);
    made.rates = [](double, const double* y, double* f) {
        const double binding = 280 * y[5] * y[7];
        f[0] = -1.71 * y[0] + 0.43 * y[1] + 8.32 * y[2] + 0.0007;
        f[1] = 1.71 * y[0] - 8.75 * y[1];
        f[2] = -10.03 * y[2] + 0.43 * y[3] + 0.035 * y[4];
        f[3] = 8.32 * y[1] + 1.71 * y[2] - 1.12 * y[3];
        f[4] = -1.745 * y[4] + 0.43 * y[5] + 0.43 * y[6];
        f[5] = -binding + 0.69 * y[3] + 1.71 * y[4] - 0.43 * y[5] + 0.69 * y[6];
        f[6] = binding - 1.81 * y[6];
        f[7] = -f[6];
        return true;
    };
    made.jacobian = [](double, const double* y, double* values) {
        std::fill_n(values, 64, 0.0);
        const auto at = [values](int i, int j) -> double& { return values[j * 8 + i]; };
        at(0, 0) = -1.71, at(0, 1) = 0.43, at(0, 2) = 8.32;
        at(1, 0) = 1.71, at(1, 1) = -8.75;
        at(2, 2) = -10.03, at(2, 3) = 0.43, at(2, 4) = 0.035;
        at(3, 1) = 8.32, at(3, 2) = 1.71, at(3, 3) = -1.12;
        at(4, 4) = -1.745, at(4, 5) = at(4, 6) = 0.43;
        at(5, 3) = 0.69, at(5, 4) = 1.71, at(5, 5) = -0.43 - 280 * y[7], at(5, 6) = 0.69;
        at(5, 7) = -280 * y[5];
        at(6, 5) = 280 * y[7], at(6, 6) = -1.81, at(6, 7) = 280 * y[5];
        at(7, 5) = -280 * y[7], at(7, 6) = 1.81, at(7, 7) = -280 * y[5];
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
