#include <strandline/numerics/linear_program.hpp>

#include <doctest/doctest.h>

using namespace strandline::numerics;

namespace {

/// maximise x + 2 y,  x + y <= 4,  x + 3 y <= 6,  0 <= x, y <= 3: optimum 5 at (3, 1).
LinearProgram small_program() {
    LinearProgram made;
    made.matrix.rows = 2;
    made.matrix.add(0, 1);
    made.matrix.add(1, 1);
    made.matrix.end_column();
    made.matrix.add(0, 1);
    made.matrix.add(1, 3);
    made.matrix.end_column();
    made.lower = {0, 0};
    made.upper = {3, 3};
    made.row_lower = {-infinity, -infinity};
    made.row_upper = {4, 6};
    made.objective = {1, 2};
    return made;
}

}  // namespace

TEST_CASE("an optimum with its duals") {
    LpSolver solver(small_program());
    REQUIRE(solver.solve() == LpStatus::optimal);
    CHECK(solver.objective_value() == doctest::Approx(5));
    CHECK(solver.value(0) == doctest::Approx(3));
    CHECK(solver.value(1) == doctest::Approx(1));
    // Strong duality: both rows hold at the optimum, so that y prices them.
    const auto y = solver.row_duals();
    const auto d = solver.reduced_costs();
    CHECK(4 * y[0] + 6 * y[1] + 3 * d[0] + 0 * d[1] == doctest::Approx(5));
    CHECK(d[0] == doctest::Approx(1 - y[0] - y[1]));
}

TEST_CASE("solved again with other bounds and another objective") {
    LpSolver solver(small_program());
    REQUIRE(solver.solve() == LpStatus::optimal);
    const Basis kept = solver.basis();
    solver.set_bounds(0, 0, 0);
    REQUIRE(solver.solve() == LpStatus::optimal);
    CHECK(solver.objective_value() == doctest::Approx(4));
    solver.set_bounds(0, 0, 3);
    solver.set_basis(kept);
    REQUIRE(solver.solve() == LpStatus::optimal);
    CHECK(solver.objective_value() == doctest::Approx(5));
    solver.clear_objective();
    solver.set_objective(1, 1);
    solver.set_maximise(false);
    REQUIRE(solver.solve(LpMethod::primal) == LpStatus::optimal);
    CHECK(solver.objective_value() == doctest::Approx(0));
    LpSolver copy(solver);
    copy.set_maximise(true);
    REQUIRE(copy.solve(LpMethod::primal) == LpStatus::optimal);
    CHECK(copy.objective_value() == doctest::Approx(2));
}

TEST_CASE("no answer is told apart") {
    LinearProgram program = small_program();
    program.row_lower[0] = 10;
    program.row_upper[0] = infinity;
    LpSolver solver(program);
    REQUIRE(solver.solve() == LpStatus::infeasible);
    CHECK(solver.infeasibility_ray().size() == 2);
    program = small_program();
    program.upper = {infinity, infinity};
    program.row_upper = {infinity, infinity};
    CHECK(LpSolver(program).solve() == LpStatus::unbounded);
}

TEST_CASE("coefficients out of reach have no answer") {
    for (const double size : {1e308, 1e60, 1e-60}) {
        LinearProgram program = small_program();
        program.matrix.value[0] = size;
        CHECK(LpSolver(program).solve() == LpStatus::failure);
        CHECK(LpSolver(program).solve_from_scratch() == LpStatus::failure);
        LpSolver with_row(small_program());
        const std::int32_t columns[] = {0, 1};
        const double coefficients[] = {1, size};
        with_row.add_row(columns, coefficients, 0, 1);
        CHECK(with_row.solve() == LpStatus::failure);
    }
}

TEST_CASE("a row added later") {
    LpSolver solver(small_program());
    REQUIRE(solver.solve() == LpStatus::optimal);
    const std::int32_t columns[] = {0, 1};
    const double ones[] = {1, -1};
    solver.add_row(columns, ones, 0, 0);
    REQUIRE(solver.solve() == LpStatus::optimal);
    CHECK(solver.value(0) == doctest::Approx(1.5));
    CHECK(solver.objective_value() == doctest::Approx(4.5));
}
