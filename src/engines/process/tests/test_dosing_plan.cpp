#include "feed/dosing_plan.hpp"
#include "feed/fitted_parameters.hpp"
#include "feed/model_units.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

using namespace strandline;
using namespace strandline::process;

namespace {

domain::KineticUnit unit(double factor, double metre, double kilogram, double second, double mole = 0) {
    return {factor, {metre, kilogram, second, 0, 0, mole, 0, 0}};
}

struct Dosed {
    FeedSettings settings;
    FeedProblem problem;
    FeedSolution feed;
};

/// One control over two pieces of 3 time units of half an hour.
Dosed dosed(Profile profile, const std::string& of_model) {
    Dosed made;
    const Control control{.id = "F", .lower = 0, .upper = 100, .profile = profile};
    made.settings.controls = {{.control = control, .name = "feed", .unit = of_model, .place = {}}};
    made.settings.hours = 0.5;
    made.settings.interval_h = 0.25;
    made.problem.controls = {control};
    made.problem.pieces = 2;
    made.feed.edges = {0, 3, 6};
    made.feed.end_time = 6;
    made.feed.values = {2, 4, 10};
    made.feed.rates = {0.5, 0};
    return made;
}

}  // namespace

TEST_CASE("units of models as people write them") {
    CHECK(ucum_text(unit(1, 0, 0, 0)) == "1");
    CHECK(ucum_text(unit(0.01, 0, 0, 0)) == "%");
    CHECK(ucum_text(unit(1, -3, 1, 0)) == "g/L");
    CHECK(ucum_text(unit(1e-3 / 3600, 3, 0, -1)) == "L/h");
    CHECK(ucum_text(unit(1.0 / 3600, -3, 0, -1, 1)) == "mmol/L/h");
    CHECK(ucum_text(unit(1.0 / 3600, 0, -1, -1, 1)) == "mmol/g/h");
    CHECK(ucum_text(unit(1.0 / 60, 0, 0, -1)) == "1/min");
    CHECK(ucum_text(unit(1e3, -1, 1, -3)) == "W/L");
    CHECK(ucum_text(unit(1e-4, 2, 0, 0)) == "cm2");
    CHECK(!ucum_text(unit(7, -3, 1, 0)));
    CHECK(!ucum_text(unit(1, 0.5, 0, 0)));
    CHECK(unit_suffix("mmol/L/h") == "mmol_per_L_per_h");
    CHECK(unit_suffix("1/h") == "per_h");
    CHECK(unit_suffix("1").empty());
    CHECK(*unit_factor("mL/min", "L/h") == doctest::Approx(0.06));
    CHECK(!unit_factor("g/L", "L/h"));
    CHECK(!unit_factor("Cel", "K"));  // another zero: no factor
}

TEST_CASE("steps dose what the profiles dose") {
    SUBCASE("constant, one step a piece") {
        const Dosed made = dosed(Profile::constant, "mL/min");
        const DosingPlan plan = dosing_plan(made.settings, made.problem, made.feed);
        CHECK(plan.columns == std::vector<std::string>{"feed_L_per_h"});
        CHECK(plan.times_h == std::vector<double>{0, 1.5, 3});
        CHECK(plan.rates == std::vector<double>{0.12, 0.24, 0});
        CHECK(plan.total(0) == doctest::Approx(1.5 * 0.12 + 1.5 * 0.24));
    }
    SUBCASE("linear") {
        const Dosed made = dosed(Profile::linear, "L/h");
        const DosingPlan plan = dosing_plan(made.settings, made.problem, made.feed);
        CHECK(plan.steps() == 12);
        CHECK(plan.rate(0, 0) == doctest::Approx(2 + 2.0 / 12));
        CHECK(plan.total(0) == doctest::Approx(1.5 * 3 + 1.5 * 7));
    }
    SUBCASE("exponential, with growth in one piece and none in the other") {
        const Dosed made = dosed(Profile::exponential, "L/h");
        const DosingPlan plan = dosing_plan(made.settings, made.problem, made.feed);
        const double grown = 2 / 0.5 * (std::exp(1.5) - 1) * 0.5;
        CHECK(plan.total(0) == doctest::Approx(grown + 4 * 1.5).epsilon(1e-6));
        CHECK(plan.rate(5, 0) > plan.rate(4, 0));
        CHECK(plan.rate(7, 0) == plan.rate(6, 0));
        CHECK(plan.rates.back() == 0);
    }
    SUBCASE("what is no flow keeps its last value at the end") {
        Dosed made = dosed(Profile::constant, "K");
        const DosingPlan plan = dosing_plan(made.settings, made.problem, made.feed);
        CHECK(plan.rates == std::vector<double>{2, 4, 4});
    }
    SUBCASE("beside a bound by less than a millionth of its width: the bound") {
        Dosed made = dosed(Profile::constant, "L/h");
        made.feed.values = {1e-6, 100 - 1e-6, 0};
        const DosingPlan plan = dosing_plan(made.settings, made.problem, made.feed);
        CHECK(plan.rates == std::vector<double>{0, 100, 0});
    }
}

TEST_CASE("members drawn around a fit have its covariance, on the scales") {
    FittedParameters fitted;
    fitted.ids = {"k", "K", "fixed"};
    fitted.scales = {formats::PetabScale::log10, formats::PetabScale::linear, formats::PetabScale::linear};
    fitted.estimates = {-1, 5, 3};
    fitted.covariance = {0.04, 0.015, 0, 0.015, 0.01, 0, 0, 0, 0};
    Context context;
    const auto drawn = draw_sets(fitted, 2001, context);
    REQUIRE(drawn.has_value());
    const auto& sets = *drawn;
    REQUIRE(sets.size() == 2001);
    CHECK(sets[0][0] == doctest::Approx(0.1));
    CHECK(sets[0][1] == doctest::Approx(5));
    double mean[2] = {0, 0}, square[2] = {0, 0}, both = 0;
    for (std::size_t m = 1; m < sets.size(); ++m) {
        const double a = std::log10(sets[m][0]) + 1, b = sets[m][1] - 5;
        mean[0] += a / 2000, mean[1] += b / 2000;
        square[0] += a * a / 2000, square[1] += b * b / 2000, both += a * b / 2000;
        CHECK(sets[m][2] == 3);
    }
    CHECK(std::abs(mean[0]) < 0.002);
    CHECK(std::abs(mean[1]) < 0.001);
    CHECK(square[0] == doctest::Approx(0.04).epsilon(0.03));
    CHECK(square[1] == doctest::Approx(0.01).epsilon(0.03));
    CHECK(both == doctest::Approx(0.015).epsilon(0.06));
    CHECK(*draw_sets(fitted, 2001, context) == sets);
}

TEST_CASE("a drawn parameter of linear scale keeps its sign") {
    FittedParameters fitted;
    fitted.ids = {"k"};
    fitted.scales = {formats::PetabScale::linear};
    fitted.estimates = {1};
    fitted.covariance = {1};
    Context context;
    const auto sets = draw_sets(fitted, 200, context);
    REQUIRE(sets.has_value());
    for (const auto& set : *sets) CHECK(set[0] > 0);
    fitted.ids.assign(20, "k");
    fitted.scales.assign(20, formats::PetabScale::linear);
    fitted.estimates.assign(20, 1);
    fitted.covariance.assign(400, 0);
    for (std::size_t i = 0; i < 20; ++i) fitted.covariance[i * 21] = 1e6;
    CHECK(!draw_sets(fitted, 2, context));
}
