#include <strandline/numerics/mixed_program.hpp>

#include <doctest/doctest.h>

using namespace strandline;
using namespace strandline::numerics;

namespace {

/// maximise 5 a + 4 b + 3 c, 2 a + 3 b + c <= 5, 4 a + b + 2 c <= 11, 3 a + 4 b + 2 c <= 8, all 0 or 1: 9 at
/// 1, 1, 0 is cut by the last row's 7 <= 8 and the first's 5 <= 5.
LinearProgram knapsack() {
    LinearProgram made;
    made.matrix.rows = 3;
    const double columns[3][3] = {{2, 4, 3}, {3, 1, 4}, {1, 2, 2}};
    for (const auto& column : columns) {
        for (int i = 0; i < 3; ++i) made.matrix.add(i, column[i]);
        made.matrix.end_column();
    }
    made.lower = {0, 0, 0};
    made.upper = {1, 1, 1};
    made.row_lower = {-infinity, -infinity, -infinity};
    made.row_upper = {5, 11, 8};
    made.objective = {5, 4, 3};
    return made;
}

}  // namespace

TEST_CASE("whole numbers") {
    Context context;
    const std::int32_t whole[] = {0, 1, 2};
    const MixedSolution found = solve_mixed(knapsack(), whole, {}, context);
    REQUIRE(found.status == MixedStatus::optimal);
    CHECK(found.objective == doctest::Approx(9));
    CHECK(found.values == std::vector<double>{1, 1, 0});
    LinearProgram impossible = knapsack();
    impossible.row_lower[0] = 5.5;
    impossible.row_upper[0] = 5.7;
    CHECK(solve_mixed(impossible, whole, {}, context).status == MixedStatus::infeasible);
}
