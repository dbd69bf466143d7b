#include "model/lifted_duals.hpp"
#include "random_model.hpp"

#include <strandline/strain/balance.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace strandline;
using namespace strandline::strain;

TEST_CASE("duals of the small model bound the objective of the whole one, sharply") {
    int solved = 0;
    for (unsigned seed = 1; seed <= 200; ++seed) {
        CAPTURE(seed);
        FluxModel model = testing::random_model(seed, 10, 24);
        const std::vector<std::int32_t> dead = {static_cast<std::int32_t>(5 + seed % 15)};
        FluxModel without = model;
        for (const std::int32_t reaction : dead)
            without.lower[static_cast<std::size_t>(reaction)] =
                without.upper[static_cast<std::size_t>(reaction)] = 0;
        const FluxSolution optimum = flux_balance(without);
        const CompressedModel small = compress(model);
        if (!optimum.has_fluxes() || small.infeasible) continue;
        numerics::LpSolver solver(linear_program(small));
        for (const std::int32_t column : columns_of(small, dead)) solver.set_bounds(column, 0, 0);
        if (solver.solve() != numerics::LpStatus::optimal) continue;
        std::vector<double> duals = solver.row_duals();
        const double bound = objective_bound(model, dead, lifted_duals(model, small, dead, duals));
        CHECK(std::abs(bound - optimum.objective) <= 1e-6 * std::max(1.0, std::abs(optimum.objective)));
        // Whatever the duals are, it stays a bound.
        for (double& dual : duals) dual = dual * 1.5 + 0.25;
        CHECK(objective_bound(model, dead, lifted_duals(model, small, dead, duals)) >=
              optimum.objective - 1e-6);
        ++solved;
    }
    CHECK(solved > 100);
}
