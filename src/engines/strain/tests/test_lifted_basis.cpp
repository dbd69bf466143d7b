#include "model/lifted_basis.hpp"
#include "random_model.hpp"

#include <doctest/doctest.h>

using namespace strandline;
using namespace strandline::strain;

TEST_CASE("the lifted basis of the small optimum is the whole model's, up to a few steps") {
    int solved = 0;
    std::uint64_t steps = 0, cold_steps = 0;
    for (unsigned seed = 1; seed <= 200; ++seed) {
        CAPTURE(seed);
        const FluxModel model = testing::random_model(seed, 10, 24);
        numerics::LpSolver cold(linear_program(model)), lifted = started_solver(model);
        const numerics::LpStatus wanted = cold.solve();
        REQUIRE(lifted.solve() == wanted);
        if (wanted != numerics::LpStatus::optimal) continue;
        CHECK(lifted.objective_value() == doctest::Approx(cold.objective_value()).epsilon(1e-7));
        steps += lifted.iterations();
        cold_steps += cold.iterations();
        ++solved;
    }
    CHECK(solved > 100);
    CHECK(cold_steps > 200);
    CHECK(steps * 20 < cold_steps);
}
