#include "helpers.hpp"

#include <strandline/strain/parsimonious.hpp>

#include <cmath>

using namespace strandline;
using namespace strandline::strain;

TEST_CASE("the shorter of two routes") {
    const FluxModel model = testing::own_model("two_routes.json");
    const ParsimoniousSolution found = parsimonious_balance(model);
    REQUIRE(found.state.status == FluxStatus::optimal);
    CHECK(found.state.objective == doctest::Approx(5));
    // 10 glucose, 10 split, 20 short, 5 growth; nothing goes the long way.
    CHECK(found.total_flux == doctest::Approx(45));
    CHECK(found.state.fluxes[2] == doctest::Approx(20));
    // At 80 % of the optimum all is 80 %.
    CHECK(parsimonious_balance(model, 0.8).total_flux == doctest::Approx(36));
    CHECK(parsimonious_balance(model, 0).total_flux == doctest::Approx(0));
}

TEST_CASE("what has no least total") {
    FluxModel model = testing::own_model("two_routes.json");
    model.lower[0] = -numerics::infinity;
    for (double& upper : model.upper)
        if (upper == 1000) upper = numerics::infinity;
    CHECK(parsimonious_balance(model).state.status == FluxStatus::unbounded);
    model = testing::own_model("two_routes.json");
    model.lower[5] = 6;
    CHECK(parsimonious_balance(model).state.status == FluxStatus::infeasible);
    model = testing::own_model("two_routes.json");
    model.lower[0] = 0;
    CHECK(parsimonious_balance(model).state.status == FluxStatus::zero_growth);
}

TEST_CASE("total flux of iML1515") {
    // Of GLPK and HiGHS at 1e-10: 769.790239915.
    if (const auto model = testing::shared_model("iML1515.json"))
        CHECK(parsimonious_balance(*model).total_flux == doctest::Approx(769.790239915).epsilon(1e-9));
}
