#include <strandline/numerics/lexicographic.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <random>

using namespace strandline::numerics;

namespace {

/// Random flows through a net of rows; some columns open in both directions, some parallel.
LinearProgram random_program(std::mt19937& draw, int rows, int columns) {
    LinearProgram made;
    made.matrix.rows = rows;
    std::uniform_int_distribution<int> coefficient(-2, 2), bound(0, 8), kind(0, 3);
    for (int j = 0; j < columns; ++j) {
        for (int i = 0; i < rows; ++i)
            if (kind(draw) == 0)
                if (const int value = coefficient(draw); value != 0) made.matrix.add(i, value);
        made.matrix.end_column();
        made.lower.push_back(kind(draw) == 0 ? -bound(draw) : 0);
        made.upper.push_back(bound(draw));
    }
    made.row_lower.assign(static_cast<std::size_t>(rows), 0);
    made.row_upper = made.row_lower;
    made.row_upper.back() = 1;
    made.objective.assign(static_cast<std::size_t>(columns), 0);
    return made;
}

/// The plain way: each objective is a row of its own that holds the optimum found.
std::vector<double> optima_one_by_one(LinearProgram program,
                                      const std::vector<LexicographicProgram::Objective>& objectives) {
    std::vector<double> optima;
    LpSolver solver(program);
    for (const auto& objective : objectives) {
        solver.clear_objective();
        std::vector<std::int32_t> columns;
        std::vector<double> coefficients;
        for (const auto& [column, coefficient] : objective) {
            solver.set_objective(column, coefficient);
            columns.push_back(column);
            coefficients.push_back(coefficient);
        }
        REQUIRE(solver.solve_from_scratch() == LpStatus::optimal);
        optima.push_back(solver.objective_value());
        solver.add_row(columns, coefficients, optima.back() - 1e-9, infinity);
    }
    return optima;
}

}  // namespace

TEST_CASE("objectives in order, followed while bounds move, equal those solved one by one") {
    std::uint64_t cold = 0, solves = 0;
    for (unsigned seed = 1; seed <= 60; ++seed) {
        std::mt19937 draw(seed);
        const int rows = 4 + static_cast<int>(seed % 5), columns = rows + 6;
        LinearProgram program = random_program(draw, rows, columns);
        std::vector<LexicographicProgram::Objective> objectives;
        std::uniform_int_distribution<int> any(0, columns - 1), sign(0, 1);
        for (int k = 0; k < 4; ++k) objectives.push_back({{any(draw), sign(draw) ? 1.0 : -1.0}});
        LexicographicProgram followed(program, objectives);
        std::uniform_real_distribution<double> change(-0.5, 0.7);
        for (int step = 0; step < 20; ++step, ++solves) {
            REQUIRE(followed.solve() == LpStatus::optimal);
            const std::vector<double> optima = optima_one_by_one(program, objectives);
            for (std::size_t k = 0; k < objectives.size(); ++k) {
                const auto& [column, coefficient] = objectives[k].front();
                CHECK(coefficient * followed.value(column) == doctest::Approx(optima[k]).epsilon(1e-6));
            }
            for (int moved = 0; moved < 2; ++moved) {
                const auto j = static_cast<std::size_t>(any(draw));
                program.upper[j] = std::max(0.0, program.upper[j] + change(draw));
                followed.set_bounds(static_cast<std::int32_t>(j), program.lower[j], program.upper[j]);
            }
        }
        cold += followed.cold_starts();
    }
    MESSAGE(cold, " cold starts in ", solves, " solves");
    CHECK(cold < solves / 4);
}

TEST_CASE("the response to a bound is what the solution changes by") {
    std::mt19937 draw(7);
    int compared = 0;
    for (int round = 0; round < 30; ++round) {
        LinearProgram program = random_program(draw, 5, 11);
        LexicographicProgram solver(program, {{{0, 1.0}}, {{1, 1.0}}, {{2, -1.0}}});
        REQUIRE(solver.solve() == LpStatus::optimal);
        const std::vector<double> before(solver.values().begin(), solver.values().end());
        for (std::int32_t j = 0; j < 11; ++j) {
            const auto index = static_cast<std::size_t>(j);
            if (solver.place(j) != LexicographicProgram::Place::upper || program.upper[index] < 1) continue;
            const std::vector<double> response = solver.response(j);
            const std::uint64_t pivots = solver.pivots();
            constexpr double little = 1e-4;
            solver.set_bounds(j, program.lower[index], program.upper[index] - little);
            REQUIRE(solver.solve() == LpStatus::optimal);
            if (solver.pivots() == pivots && solver.cold_starts() == 1) {
                ++compared;
                for (std::size_t k = 0; k < before.size(); ++k)
                    CHECK(solver.values()[k] ==
                          doctest::Approx(before[k] - little * response[k]).epsilon(1e-9));
            }
            solver.set_bounds(j, program.lower[index], program.upper[index]);
            REQUIRE(solver.solve() == LpStatus::optimal);
        }
    }
    CHECK(compared > 10);
}

TEST_CASE("infeasible and unbounded are told, and left again") {
    LinearProgram program;
    program.matrix.rows = 1;
    program.matrix.add(0, 1);
    program.matrix.end_column();
    program.matrix.add(0, -1);
    program.matrix.end_column();
    program.lower = {0, 1};
    program.upper = {2, infinity};
    program.row_lower = program.row_upper = {0};
    program.objective = {0, 0};
    LexicographicProgram solver(program, {{{1, 1.0}}});
    REQUIRE(solver.solve() == LpStatus::optimal);
    CHECK(solver.value(0) == 2);
    solver.set_bounds(0, 0, 0.5);
    CHECK(solver.solve() == LpStatus::infeasible);
    solver.set_bounds(0, 0, infinity);
    CHECK(solver.solve() == LpStatus::unbounded);
    solver.set_bounds(0, 0, 3);
    REQUIRE(solver.solve() == LpStatus::optimal);
    CHECK(solver.value(1) == 3);
}
