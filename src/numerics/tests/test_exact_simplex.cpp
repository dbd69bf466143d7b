#include <strandline/numerics/exact_simplex.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

using namespace strandline::numerics;

namespace {

/// Small whole numbers, so that ties and degenerate corners are common; some bounds infinite.
LinearProgram any_program(std::mt19937& random) {
    const auto draw = [&](int low, int high) {
        return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
    };
    LinearProgram made;
    const int rows = draw(1, 4), columns = draw(1, 6);
    made.matrix.rows = rows;
    for (int j = 0; j < columns; ++j) {
        for (int i = 0; i < rows; ++i)
            if (const int value = draw(-3, 3); value != 0 && draw(0, 2) != 0) made.matrix.add(i, value / 2.0);
        made.matrix.end_column();
        const int low = draw(-3, 1);
        made.lower.push_back(draw(0, 6) == 0 ? -infinity : low);
        made.upper.push_back(draw(0, 6) == 0 ? infinity : low + draw(0, 4));
        made.objective.push_back(draw(-2, 2));
    }
    for (int i = 0; i < rows; ++i) {
        const int low = draw(-2, 2);
        made.row_lower.push_back(draw(0, 5) == 0 ? -infinity : low);
        made.row_upper.push_back(draw(0, 1) == 0 ? std::max<double>(made.row_lower.back(), low) : infinity);
    }
    made.maximise = draw(0, 1) == 1;
    return made;
}

bool improves_for_ever(const ExactProgram& program, const ExactSolution& found) {
    ExactProgram cone = program;
    const auto open = [](ExactProgram::Bound& bound) {
        if (bound) bound = Rational();
    };
    for (auto* bounds : {&cone.lower, &cone.upper, &cone.row_lower, &cone.row_upper})
        for (ExactProgram::Bound& bound : *bounds) open(bound);
    return is_feasible(cone, found.ray) && objective_value(cone, found.ray).sign() > 0;
}

/// The verdict proves itself: whatever the walk did, this cannot be fooled.
bool is_proved(const ExactProgram& program, const ExactSolution& found) {
    switch (found.status) {
    case ExactStatus::optimal: {
        const auto bound = dual_bound(program, found.multipliers);
        return is_feasible(program, found.values) && bound &&
               *bound == objective_value(program, found.values);
    }
    case ExactStatus::infeasible: {
        ExactProgram none = program;
        std::ranges::fill(none.objective, Rational());
        const auto bound = dual_bound(none, found.multipliers);
        return bound && bound->sign() < 0;
    }
    case ExactStatus::unbounded:
        return is_feasible(program, found.values) && improves_for_ever(program, found);
    case ExactStatus::pivots_ran_out:
        break;
    }
    return false;
}

std::vector<Rest> all(std::int32_t count, Rest rest) { return std::vector<Rest>(std::size_t(count), rest); }

}  // namespace

TEST_CASE("exact simplex: every verdict proves itself, from any start, and is the solver's") {
    std::mt19937 random(20);
    int optimal = 0, infeasible = 0, unbounded = 0;
    for (int round = 0; round < 1500; ++round) {
        const LinearProgram program = any_program(random);
        const ExactProgram exact = exact_program(program);
        const ExactSolution cold =
            exact_optimum(exact, all(exact.columns(), Rest::lower), all(exact.rows(), Rest::basic), 1000);
        REQUIRE(is_proved(exact, cold));
        LpSolver solver(program);
        const LpStatus found = solver.solve();
        const ExactSolution warm = exact_optimum(exact, solver.column_rests(), solver.row_rests(), 1000);
        REQUIRE(is_proved(exact, warm));
        CHECK(warm.status == cold.status);
        if (warm.status == ExactStatus::optimal) {
            ++optimal;
            CHECK(found == LpStatus::optimal);
            CHECK(objective_value(exact, warm.values) == objective_value(exact, cold.values));
            CHECK(warm.pivots == 0);
            const double sign = program.maximise ? 1 : -1;
            CHECK(sign * objective_value(exact, warm.values).as_double() ==
                  doctest::Approx(solver.objective_value()).epsilon(1e-9));
        }
        infeasible += warm.status == ExactStatus::infeasible ? 1 : 0;
        unbounded += warm.status == ExactStatus::unbounded ? 1 : 0;
    }
    CHECK(optimal > 300);
    CHECK(infeasible > 100);
    CHECK(unbounded > 50);
}

TEST_CASE("exact simplex: a basis that is singular in fractions is mended") {
    LinearProgram program;
    program.matrix.rows = 2;
    for (int j = 0; j < 3; ++j) {
        program.matrix.add(0, 1);
        program.matrix.add(1, j == 2 ? -1 : 2);
        program.matrix.end_column();
    }
    program.lower = {0, 0, 0};
    program.upper = {5, 5, 5};
    program.row_lower = {3, 0};
    program.row_upper = {3, infinity};
    program.objective = {1, 2, 3};
    const ExactProgram exact = exact_program(program);
    const ExactSolution found =
        exact_optimum(exact, {Rest::basic, Rest::basic, Rest::lower}, {Rest::lower, Rest::lower}, 100);
    CHECK(is_proved(exact, found));
    CHECK(objective_value(exact, found.values).text() == "8");
}

TEST_CASE("exact simplex: no verdict when the pivots run out") {
    std::mt19937 random(5);
    for (int round = 0; round < 200; ++round) {
        const ExactProgram exact = exact_program(any_program(random));
        const ExactSolution found =
            exact_optimum(exact, all(exact.columns(), Rest::lower), all(exact.rows(), Rest::basic), 1);
        if (found.status != ExactStatus::pivots_ran_out) CHECK(is_proved(exact, found));
    }
}

TEST_CASE("dual bound: holds for any multipliers") {
    std::mt19937 random(9);
    for (int round = 0; round < 500; ++round) {
        const ExactProgram exact = exact_program(any_program(random));
        const ExactSolution found =
            exact_optimum(exact, all(exact.columns(), Rest::lower), all(exact.rows(), Rest::basic), 1000);
        if (found.status != ExactStatus::optimal) continue;
        std::vector<Rational> any(exact.row_lower.size());
        for (Rational& y : any) y = Rational(static_cast<int>(random() % 7) - 3) / Rational(2);
        if (const auto bound = dual_bound(exact, any)) CHECK(*bound >= objective_value(exact, found.values));
    }
}
