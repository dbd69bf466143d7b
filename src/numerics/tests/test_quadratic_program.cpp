#include <strandline/numerics/quadratic_program.hpp>
#include <strandline/numerics/relative_interior.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>

using namespace strandline::numerics;

namespace {

struct Draw {
    std::mt19937_64 bits;
    double between(double low, double high) {
        return low + (high - low) * static_cast<double>(bits() >> 11) * 0x1p-53;
    }
};

/// A program that some point fulfils, with fixed columns, one-sided and free ones, equations and ranges.
QuadraticProgram feasible_program(Draw& draw, int columns, int rows) {
    QuadraticProgram made;
    made.matrix.rows = rows;
    std::vector<double> point, activity(static_cast<std::size_t>(rows), 0);
    for (int j = 0; j < columns; ++j) {
        const double x = draw.between(-5, 5);
        point.push_back(x);
        for (int i = 0; i < rows; ++i) {
            if (draw.between(0, 1) > 0.5) continue;
            const double a = draw.between(-2, 2);
            made.matrix.add(i, a);
            activity[static_cast<std::size_t>(i)] += a * x;
        }
        made.matrix.end_column();
        const int kind = static_cast<int>(draw.between(0, 5));
        made.lower.push_back(kind == 0 ? x : kind == 1 ? -infinity : kind == 2 ? x : x - draw.between(0, 2));
        made.upper.push_back(kind == 0 ? x : kind == 3 ? infinity : x + draw.between(0, 2));
        made.slope.push_back(draw.between(-10, 10));
        made.curvature.push_back(std::exp(draw.between(-3, 3)));
    }
    for (int i = 0; i < rows; ++i) {
        const double a = activity[static_cast<std::size_t>(i)];
        const int kind = static_cast<int>(draw.between(0, 4));
        made.row_lower.push_back(kind == 1 ? -infinity : kind == 2 ? a - 1 : a);
        made.row_upper.push_back(kind == 3 ? infinity : kind == 0 ? a : a + draw.between(0, 1));
    }
    return made;
}

double objective(const QuadraticProgram& program, const std::vector<double>& x) {
    double sum = 0;
    for (std::size_t j = 0; j < x.size(); ++j)
        sum += (program.curvature[j] * x[j] / 2 + program.slope[j]) * x[j];
    return sum;
}

/// By Lagrange's dual bound, which needs no solver: no point of the program is below it.
double dual_bound(const QuadraticProgram& program, const std::vector<double>& y) {
    double bound = 0;
    for (std::int32_t j = 0; j < program.matrix.columns(); ++j) {
        const auto k = static_cast<std::size_t>(j);
        double slope = program.slope[k];
        const auto rows = program.matrix.rows_of(j);
        for (std::size_t e = 0; e < rows.size(); ++e)
            slope -= y[static_cast<std::size_t>(rows[e])] * program.matrix.values_of(j)[e];
        const double x = std::clamp(-slope / program.curvature[k], program.lower[k], program.upper[k]);
        bound += (program.curvature[k] * x / 2 + slope) * x;
    }
    for (std::size_t i = 0; i < y.size(); ++i)
        if (y[i] != 0) bound += y[i] * (y[i] > 0 ? program.row_lower[i] : program.row_upper[i]);
    return bound;
}

LinearProgram linear_part(const QuadraticProgram& program) {
    return {program.matrix,    program.lower,     program.upper,
            program.row_lower, program.row_upper, std::vector<double>(program.lower.size(), 0.0)};
}

/// Holds the columns that have one value, after asking a linear program each whether that is so.
void hold_fixed(QuadraticProgram& program) {
    const RelativeInterior interior = relative_interior(linear_part(program));
    REQUIRE(interior.status == LpStatus::optimal);
    for (std::size_t j = 0; j < program.lower.size(); ++j) {
        LinearProgram range = linear_part(program);
        range.objective[j] = 1;
        double ends[2] = {-infinity, infinity};
        for (const bool maximise : {false, true}) {
            range.maximise = maximise;
            LpSolver solver(range);
            const LpStatus status = solver.solve();
            if (status == LpStatus::unbounded) continue;
            REQUIRE(status == LpStatus::optimal);
            ends[maximise ? 1 : 0] = solver.objective_value();
        }
        const double width = ends[1] - ends[0];
        if (interior.is_fixed[j]) {
            CHECK(width <= 1e-6);
        } else if (width > 1e-3) {
            CHECK(interior.point[j] > program.lower[j]);
            CHECK(interior.point[j] < program.upper[j]);
        }
    }
    for (std::size_t j = 0; j < program.lower.size(); ++j)
        if (interior.is_fixed[j]) program.lower[j] = program.upper[j] = interior.point[j];
}

}  // namespace

TEST_CASE("a quadratic program of two columns") {
    // minimise (x - 3)^2 / 2 + (y - 1)^2 / 2 with x + y = 2 and x <= 1.5: x at its bound, y 0.5.
    QuadraticProgram program;
    program.matrix.rows = 1;
    program.matrix.add(0, 1);
    program.matrix.end_column();
    program.matrix.add(0, 1);
    program.matrix.end_column();
    program.lower = {-infinity, -infinity};
    program.upper = {1.5, infinity};
    program.row_lower = program.row_upper = {2};
    program.slope = {-3, -1};
    program.curvature = {1, 1};
    const QuadraticSolution found = solve_quadratic(program);
    REQUIRE(found.status == QuadraticStatus::optimal);
    CHECK(found.values[0] == doctest::Approx(1.5).epsilon(1e-9));
    CHECK(found.values[1] == doctest::Approx(0.5).epsilon(1e-9));
}

TEST_CASE("quadratic programs meet their dual bound") {
    Draw draw{std::mt19937_64(7)};
    for (int run = 0; run < 400; ++run) {
        CAPTURE(run);
        const int columns = 1 + static_cast<int>(draw.between(0, 20));
        QuadraticProgram program = feasible_program(draw, columns, static_cast<int>(draw.between(0, 12)));
        const QuadraticSolution found = solve_quadratic(program);
        REQUIRE(found.status == QuadraticStatus::optimal);
        const double size = 1 + std::abs(found.objective);
        CHECK(std::abs(found.objective - objective(program, found.values)) <= 1e-12 * size);
        hold_fixed(program);
        std::vector<double> y = found.multipliers;
        for (std::size_t i = 0; i < y.size(); ++i)  // rounding may leave dust on the side without an end
            if ((y[i] > 0 && program.row_lower[i] == -infinity) ||
                (y[i] < 0 && program.row_upper[i] == infinity))
                y[i] = 0;
        // Rows hold within 1e-9, which large multipliers of dependent rows make visible.
        double largest = 0;
        for (const double one : y) largest = std::max(largest, std::abs(one));
        CHECK(found.objective - dual_bound(program, y) <= 1e-6 * size + 1e-8 * largest);
    }
}

TEST_CASE("rows that depend on others") {
    Draw draw{std::mt19937_64(8)};
    for (int run = 0; run < 100; ++run) {
        CAPTURE(run);
        QuadraticProgram program = feasible_program(draw, 12, 4);
        // The sum of the first two rows as a fifth, where both are equations.
        program.row_lower[0] = program.row_upper[0] =
            std::isfinite(program.row_lower[0]) ? program.row_lower[0] : program.row_upper[0];
        program.row_lower[1] = program.row_upper[1] =
            std::isfinite(program.row_lower[1]) ? program.row_lower[1] : program.row_upper[1];
        QuadraticProgram longer = program;
        longer.matrix = {};
        longer.matrix.rows = 5;
        for (std::int32_t j = 0; j < program.matrix.columns(); ++j) {
            double sum = 0;
            const auto rows = program.matrix.rows_of(j);
            for (std::size_t k = 0; k < rows.size(); ++k) {
                longer.matrix.add(rows[k], program.matrix.values_of(j)[k]);
                if (rows[k] < 2) sum += program.matrix.values_of(j)[k];
            }
            if (sum != 0) longer.matrix.add(4, sum);
            longer.matrix.end_column();
        }
        longer.row_lower.push_back(program.row_lower[0] + program.row_lower[1]);
        longer.row_upper.push_back(longer.row_lower.back());
        const QuadraticSolution a = solve_quadratic(program), b = solve_quadratic(longer);
        if (a.status != QuadraticStatus::optimal) continue;  // the sides need not have a point in common
        REQUIRE(b.status == QuadraticStatus::optimal);
        for (std::size_t j = 0; j < a.values.size(); ++j)
            CHECK(b.values[j] == doctest::Approx(a.values[j]).epsilon(1e-6));
    }
}
