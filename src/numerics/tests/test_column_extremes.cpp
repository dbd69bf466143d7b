#include <strandline/numerics/column_extremes.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

using namespace strandline::numerics;

namespace {

/// Balances of small whole coefficients around zero, some rows as ranges, some columns unbounded.
LinearProgram random_program(unsigned seed) {
    std::mt19937 random(seed);
    const auto draw = [&](int low, int high) { return std::uniform_int_distribution(low, high)(random); };
    LinearProgram made;
    made.matrix.rows = 12;
    for (int j = 0; j < 30; ++j) {
        for (int i = 0; i < made.matrix.rows; ++i)
            if (draw(0, 4) == 0) made.matrix.add(i, draw(0, 1) ? draw(1, 3) : -draw(1, 3));
        made.matrix.end_column();
        made.lower.push_back(draw(0, 2) == 0 ? -draw(1, 10) : 0);
        made.upper.push_back(draw(0, 9) == 0 ? infinity : draw(0, 10));
        made.objective.push_back(draw(-2, 2));
    }
    made.row_lower.assign(12, 0);
    made.row_upper.assign(12, 0);
    made.row_lower[3] = -draw(0, 5);
    made.row_upper[3] = draw(0, 5);
    made.row_upper[7] = infinity;
    return made;
}

}  // namespace

TEST_CASE("extremes of columns are those of the full solver") {
    int optimal = 0, unbounded = 0;
    for (unsigned seed = 1; seed <= 100; ++seed) {
        CAPTURE(seed);
        LpSolver solver(random_program(seed));
        solver.clear_objective();
        if (solver.solve() != LpStatus::optimal) continue;
        ColumnExtremes quick(solver);
        for (std::int32_t j = 0; j < solver.columns(); ++j)
            for (const bool maximise : {false, true}) {
                CAPTURE(j);
                solver.clear_objective();
                solver.set_objective(j, 1);
                solver.set_maximise(maximise);
                const LpStatus wanted = solver.solve_from_scratch();
                REQUIRE(quick.solve(j, maximise) == wanted);
                if (wanted == LpStatus::unbounded) ++unbounded;
                if (wanted != LpStatus::optimal) continue;
                CHECK(quick.value(j) == doctest::Approx(solver.value(j)).epsilon(1e-8));
                ++optimal;
            }
    }
    CHECK(optimal > 3000);
    CHECK(unbounded > 20);
}

TEST_CASE("what a solver holds as its program is the program") {
    const LinearProgram program = random_program(5);
    const LinearProgram held = LpSolver(program).program();
    CHECK(held.matrix.start == program.matrix.start);
    CHECK(held.matrix.row == program.matrix.row);
    CHECK(held.matrix.value == program.matrix.value);
    CHECK(held.lower == program.lower);
    CHECK(held.row_upper == program.row_upper);
    CHECK(held.objective == program.objective);
}
