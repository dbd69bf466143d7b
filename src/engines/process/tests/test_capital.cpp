#include "cost/capital.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

using namespace strandline;
using namespace strandline::process;

TEST_CASE("the six-tenths rule, and where the curve ends") {
    // Twice the size costs 2^0.6 = 1.5157 of it.
    const CostCurve tank{.cost = 100, .size = 10, .least_size = 5, .most_size = 40};
    CHECK(scaled_cost(tank, 20)->cost == doctest::Approx(151.571656651).epsilon(1e-11));
    CHECK(scaled_cost(tank, 10)->cost == 100);
    CHECK(scaled_cost(tank, 40)->in_range);
    CHECK(!scaled_cost(tank, 41)->in_range);
    CHECK(!scaled_cost(tank, 4.9)->in_range);
    CHECK(scaled_cost(tank, 80)->cost == doctest::Approx(100 * std::pow(8, 0.6)));
    CHECK(scaled_cost({.cost = 100, .size = 10, .exponent = 1}, 35)->cost == doctest::Approx(350));
    for (const double size : {0.0, -1.0, std::nan("")}) {
        REQUIRE(!scaled_cost(tank, size));
        CHECK(scaled_cost(tank, size).error().code() == "process.cost");
    }
    CHECK(!scaled_cost({.cost = 100, .size = 0}, 35));
}

TEST_CASE("prices of one year in those of another") {
    CHECK(*index_ratio(2007, 2007) == 1);
    CHECK(*index_ratio(2010, 2020) == doctest::Approx(596.2 / 550.8));
    CHECK(*index_ratio(2009, 2022) * *index_ratio(2022, 2009) == doctest::Approx(1));
    CHECK(plant_cost_index(2000) == 394.1);
    CHECK(plant_cost_index(2023) == 797.9);
    CHECK(!plant_cost_index(1999));
    CHECK(!plant_cost_index(2024));
    REQUIRE(!index_ratio(1985, 2020));
    CHECK(index_ratio(1985, 2020).error().what() == "the plant cost index of 1985 is not known here");
    CHECK(index_ratio(2020, 2031).error().found() == "2031");
}

TEST_CASE("Lang factors rise with what flows, and total capital is above fixed capital") {
    for (const LangSource source : {LangSource::lang_1948, LangSource::peters_and_timmerhaus_1991}) {
        double before = 0;
        for (const PlantKind kind : {PlantKind::solids, PlantKind::solids_and_fluids, PlantKind::fluids}) {
            const LangFactors factors = lang_factors(kind, source);
            CHECK(factors.fixed_capital > before);
            before = factors.fixed_capital;
            CHECK(factors.total_capital.has_value() == (source != LangSource::lang_1948));
            // Peters and Timmerhaus take working capital as about 15 % of the total.
            if (factors.total_capital)
                CHECK(1 - factors.fixed_capital / *factors.total_capital ==
                      doctest::Approx(0.155).epsilon(0.1));
        }
    }
    CHECK(lang_factors(PlantKind::fluids, LangSource::lang_1948).fixed_capital == 4.74);
}
