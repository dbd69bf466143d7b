#include "helpers.hpp"

#include <strandline/strain/envelope.hpp>

using namespace strandline;
using namespace strandline::strain;

namespace {

EnvelopeRequest lactate_over_growth(const FluxModel& model) {
    EnvelopeRequest request;
    request.product = {{6, 1}};
    request.against = {model.objective};
    request.points = 11;
    return request;
}

}  // namespace

TEST_CASE("an envelope by hand") {
    const FluxModel model = testing::own_model("two_routes.json");
    Context context;
    const Envelope found = production_envelope(model, lactate_over_growth(model), context);
    REQUIRE(found.status == FluxStatus::optimal);
    REQUIRE(found.points.size() == 11);
    CHECK(found.carbon_sources == std::vector<std::int32_t>{0});
    for (const EnvelopePoint& point : found.points) {
        REQUIRE(point.most);
        // 20 of the metabolite from 10 glucose; 4 go into a unit of growth.
        CHECK(point.least->product == doctest::Approx(0));
        CHECK(point.most->product == doctest::Approx(20 - 4 * point.against[0]));
        if (point.most->product > 1e-6)
            CHECK(*point.most->carbon_yield == doctest::Approx(point.most->product * 3 / 60));
    }
    CHECK(found.points.back().against[0] == doctest::Approx(5));
}

TEST_CASE("an envelope is the same for any number of threads") {
    const FluxModel model = testing::own_model("two_routes.json");
    EnvelopeRequest request = lactate_over_growth(model);
    request.against.push_back({{0, 1}});
    Context one({.threads = 1}), four({.threads = 4});
    const Envelope a = production_envelope(model, request, one),
                   b = production_envelope(model, request, four);
    REQUIRE(a.points.size() == 121);
    int states = 0;
    for (std::size_t i = 0; i < a.points.size(); ++i) {
        REQUIRE(a.points[i].most.has_value() == b.points[i].most.has_value());
        if (!a.points[i].most) continue;
        ++states;
        CHECK(a.points[i].most->product == b.points[i].most->product);
        CHECK(a.points[i].most->product ==
              doctest::Approx(-2 * a.points[i].against[1] - 4 * a.points[i].against[0]));
    }
    // Growth g needs 2 g of uptake: the half of the grid with its diagonal.
    CHECK(states == 66);
}

TEST_CASE("an envelope without a state or an end") {
    FluxModel model = testing::own_model("two_routes.json");
    Context context;
    model.lower[5] = 6;
    CHECK(production_envelope(model, lactate_over_growth(model), context).status == FluxStatus::infeasible);
    model.lower[5] = 0;
    model.lower[0] = -numerics::infinity;
    for (double& upper : model.upper)
        if (upper == 1000) upper = numerics::infinity;
    CHECK(production_envelope(model, lactate_over_growth(model), context).status == FluxStatus::unbounded);
}
