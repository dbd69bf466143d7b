#include <strandline/numerics/linear_program.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <random>
#include <vector>

using namespace strandline::numerics;

namespace {

constexpr int columns = 3, rows = 3;

/// Coefficients of very different sizes, so that scaling matters; boxes, so that there is an optimum or none.
LinearProgram random_program(std::mt19937& random) {
    const auto whole = [&](int low, int high) {
        return static_cast<double>(low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1)));
    };
    LinearProgram made;
    made.matrix.rows = rows;
    std::array<double, rows> size{};
    for (double& one : size) one = std::pow(10, whole(-3, 3));
    for (int j = 0; j < columns; ++j) {
        for (int i = 0; i < rows; ++i)
            if (const double value = whole(-4, 4); value != 0)
                made.matrix.add(i, value * size[static_cast<std::size_t>(i)]);
        made.matrix.end_column();
        made.lower.push_back(whole(-5, 1));
        made.upper.push_back(made.lower.back() + whole(0, 8));
        made.objective.push_back(whole(-3, 3));
    }
    for (const double one : size) {
        const double lower = whole(-9, 6);
        made.row_lower.push_back(lower * one);
        made.row_upper.push_back((lower + whole(0, 6)) * one);
    }
    made.maximise = random() % 2 == 0;
    return made;
}

/// Rows and columns as one list of functions with bounds, each row divided by its largest coefficient.
struct Plane {
    std::array<double, columns> weight{};
    double lower = 0, upper = 0;
};

std::vector<Plane> planes_of(const LinearProgram& program) {
    std::vector<Plane> made(rows + columns);
    for (int j = 0; j < columns; ++j) {
        const auto k = static_cast<std::size_t>(j);
        const auto at_rows = program.matrix.rows_of(j);
        const auto values = program.matrix.values_of(j);
        for (std::size_t e = 0; e < at_rows.size(); ++e)
            made[static_cast<std::size_t>(at_rows[e])].weight[k] = values[e];
        made[rows + k].weight[k] = 1;
        made[rows + k].lower = program.lower[k];
        made[rows + k].upper = program.upper[k];
    }
    for (std::size_t i = 0; i < rows; ++i) {
        made[i].lower = program.row_lower[i];
        made[i].upper = program.row_upper[i];
        double most = 0;
        for (const double w : made[i].weight) most = std::max(most, std::abs(w));
        if (most == 0) most = std::max({std::abs(made[i].lower), std::abs(made[i].upper), 1.0});
        for (double& w : made[i].weight) w /= most;
        made[i].lower /= most;
        made[i].upper /= most;
    }
    return made;
}

using Point = std::array<double, columns>;

double dot(const Point& a, const Point& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

Point cross(const Point& a, const Point& b) {
    return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

/// The best corner of all: every three planes, each at its lower or upper end.
std::optional<double> best_corner(const LinearProgram& program) {
    const std::vector<Plane> planes = planes_of(program);
    const Point objective{program.objective[0], program.objective[1], program.objective[2]};
    std::optional<double> best;
    const auto take = [&](const Point& x) {
        for (const Plane& plane : planes) {
            const double value = dot(plane.weight, x);
            if (value < plane.lower - 1e-9 || value > plane.upper + 1e-9) return;
        }
        const double value = dot(objective, x);
        if (!best || (program.maximise ? value > *best : value < *best)) best = value;
    };
    for (std::size_t a = 0; a < planes.size(); ++a)
        for (std::size_t b = a + 1; b < planes.size(); ++b)
            for (std::size_t c = b + 1; c < planes.size(); ++c) {
                const Point bc = cross(planes[b].weight, planes[c].weight);
                const Point ca = cross(planes[c].weight, planes[a].weight);
                const Point ab = cross(planes[a].weight, planes[b].weight);
                const double volume = dot(planes[a].weight, bc);
                if (std::abs(volume) < 1e-9) continue;
                for (unsigned ends = 0; ends < 8; ++ends) {
                    const double p = ends & 1U ? planes[a].lower : planes[a].upper;
                    const double q = ends & 2U ? planes[b].lower : planes[b].upper;
                    const double r = ends & 4U ? planes[c].lower : planes[c].upper;
                    Point x{};
                    for (std::size_t k = 0; k < columns; ++k)
                        x[k] = (p * bc[k] + q * ca[k] + r * ab[k]) / volume;
                    take(x);
                }
            }
    return best;
}

void check(LpStatus status, const LpSolver& solver, const LinearProgram& program) {
    const std::optional<double> best = best_corner(program);
    CHECK(status == (best ? LpStatus::optimal : LpStatus::infeasible));
    if (!best || status != LpStatus::optimal) return;
    CHECK(std::abs(solver.objective_value() - *best) <= 1e-7);
    const Point x{solver.value(0), solver.value(1), solver.value(2)};
    for (const Plane& plane : planes_of(program)) {
        CHECK(dot(plane.weight, x) >= plane.lower - 1e-7);
        CHECK(dot(plane.weight, x) <= plane.upper + 1e-7);
    }
}

}  // namespace

TEST_CASE("random linear programs against all of their corners") {
    std::mt19937 random(20260101);
    for (int round = 0; round < 2000; ++round) {
        CAPTURE(round);
        const LinearProgram program = random_program(random);
        LpSolver solver(program);
        check(solver.solve(round % 2 ? LpMethod::primal : LpMethod::dual), solver, program);
    }
}

TEST_CASE("random changes from a basis that was kept, against all corners") {
    std::mt19937 random(7);
    for (int round = 0; round < 300; ++round) {
        LinearProgram program = random_program(random);
        LpSolver first(program);
        if (first.solve() != LpStatus::optimal) continue;
        const Basis kept = first.basis();
        LpSolver solver(first);
        for (int change = 0; change < 8; ++change) {
            CAPTURE(round);
            CAPTURE(change);
            const auto column = static_cast<std::int32_t>(random() % columns);
            LinearProgram other = program;
            const bool of_objective = change % 3 == 2;
            if (of_objective) {
                other.objective[static_cast<std::size_t>(column)] = 5;
                solver.set_objective(column, 5);
            } else {
                other.lower[static_cast<std::size_t>(column)] =
                    other.upper[static_cast<std::size_t>(column)] = 0;
                solver.set_bounds(column, 0, 0);
            }
            solver.set_basis(kept);
            check(solver.solve(of_objective ? LpMethod::primal : LpMethod::dual), solver, other);
            solver.set_bounds(column, program.lower[static_cast<std::size_t>(column)],
                              program.upper[static_cast<std::size_t>(column)]);
            solver.set_objective(column, program.objective[static_cast<std::size_t>(column)]);
        }
    }
}
