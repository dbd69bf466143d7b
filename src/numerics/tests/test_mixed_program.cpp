#include <strandline/numerics/mixed_program.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

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

TEST_CASE("mixed programs are as good as trying every choice") {
    Context context;
    int impossible = 0;
    for (std::uint32_t seed = 1; seed <= 120; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        const auto number = [&](int low, int high) {
            return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
        };
        // Six switches of fixed cost, each with a flux of its own that it lets through, and three rows.
        constexpr int switches = 6, rows = 3;
        LinearProgram program;
        program.maximise = seed % 2 == 0;
        program.matrix.rows = rows + switches;
        std::vector<std::int32_t> whole;
        for (int k = 0; k < switches; ++k) {
            for (int i = 0; i < rows; ++i)
                if (const int entry = number(-2, 3)) program.matrix.add(i, entry);
            program.matrix.add(rows + k, 1);
            program.matrix.end_column();
            program.lower.push_back(0);
            program.upper.push_back(infinity);
            program.objective.push_back(program.maximise ? number(0, 4) : number(1, 4));
        }
        for (int k = 0; k < switches; ++k) {
            program.matrix.add(rows + k, -number(1, 1000));
            program.matrix.end_column();
            whole.push_back(switches + k);
            program.lower.push_back(0);
            program.upper.push_back(1);
            program.objective.push_back(program.maximise ? -number(1, 30) : number(1, 30));
        }
        for (int i = 0; i < rows; ++i) {
            program.row_lower.push_back(number(-1, 9));
            program.row_upper.push_back(program.row_lower.back() + number(0, 40));
        }
        for (int k = 0; k < switches; ++k) {
            program.row_lower.push_back(-infinity);
            program.row_upper.push_back(0);
        }
        double best = program.maximise ? -infinity : infinity;
        for (unsigned mask = 0; mask < 1u << switches; ++mask) {
            LinearProgram fixed = program;
            for (int k = 0; k < switches; ++k)
                fixed.lower[static_cast<std::size_t>(switches + k)] =
                    fixed.upper[static_cast<std::size_t>(switches + k)] = mask >> k & 1;
            LpSolver solver(fixed);
            if (solver.solve() != LpStatus::optimal) continue;
            best = program.maximise ? std::max(best, solver.objective_value())
                                    : std::min(best, solver.objective_value());
        }
        const MixedSolution found = solve_mixed(program, whole, {}, context);
        if (std::isinf(best)) {
            CHECK(found.status == MixedStatus::infeasible);
            ++impossible;
            continue;
        }
        REQUIRE(found.status == MixedStatus::optimal);
        CHECK(found.objective == doctest::Approx(best).epsilon(1e-7));
        for (const std::int32_t column : whole) {
            const double value = found.values[static_cast<std::size_t>(column)];
            CHECK((value == 0 || value == 1));
        }
    }
    CHECK(impossible >= 5);
    CHECK(impossible <= 100);
}
