#include "helpers.hpp"

#include <strandline/strain/balance.hpp>
#include <strandline/strain/compression.hpp>
#include <strandline/strain/expression.hpp>

#include <cmath>

using namespace strandline;
using namespace strandline::strain;
using numerics::LpSolver;
using numerics::LpStatus;

TEST_CASE("compression keeps the optimum and the steady states") {
    const auto model = testing::shared_model("iML1515.json");
    if (!model) return;
    const CompressedModel small = compress(*model);
    MESSAGE("iML1515: ", model->reactions(), " reactions become ", small.columns(), ", ", model->rows(),
            " rows ", small.matrix.rows);
    CHECK_FALSE(small.infeasible);
    LpSolver solver(linear_program(small));
    REQUIRE(solver.solve() == LpStatus::optimal);
    CHECK(solver.objective_value() == doctest::Approx(0.876997214427).epsilon(1e-9));
    const std::vector<double> fluxes = expand(small, solver.values());
    std::vector<double> balance(static_cast<std::size_t>(model->rows()), 0), size = balance;
    for (std::int32_t j = 0; j < model->reactions(); ++j) {
        const double flux = fluxes[static_cast<std::size_t>(j)];
        CHECK(flux >= model->lower[static_cast<std::size_t>(j)] - 1e-6);
        CHECK(flux <= model->upper[static_cast<std::size_t>(j)] + 1e-6);
        const auto row = model->stoichiometry.rows_of(j);
        const auto value = model->stoichiometry.values_of(j);
        for (std::size_t k = 0; k < row.size(); ++k) {
            balance[static_cast<std::size_t>(row[k])] += value[k] * flux;
            size[static_cast<std::size_t>(row[k])] += std::abs(value[k] * flux);
        }
    }
    for (std::size_t i = 0; i < balance.size(); ++i)
        CHECK(std::abs(balance[i]) <= 1e-7 * std::max(1.0, size[i]));
}

TEST_CASE("reference objectives") {
    for (const auto& [name, objective] : {std::pair<const char*, double>{"iML1515.json", 0.876997214427}})
        if (const auto model = testing::shared_model(name)) {
            const FluxSolution found = flux_balance(*model);
            CHECK(found.status == FluxStatus::optimal);
            CHECK(found.objective == doctest::Approx(objective).epsilon(1e-9));
        }
}
