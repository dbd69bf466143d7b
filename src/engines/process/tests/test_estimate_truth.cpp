#include "truth_figures.hpp"

#include <strandline/numerics/chi_squared.hpp>

#include <doctest/doctest.h>

using namespace strandline::process;
using namespace strandline::process::testing;
using strandline::numerics::chi_squared_quantile;

namespace {

const std::string folder = STRANDLINE_TEST_FILES "/../../../../examples/estimate-fedbatch";

/// Bounds of the mean over 200 runs of something that is chi-squared with so many degrees in each.
bool within_95_percent(double mean, double degrees, double runs) {
    return mean > chi_squared_quantile(0.025, degrees * runs) / runs &&
           mean < chi_squared_quantile(0.975, degrees * runs) / runs;
}

const TruthFigures& figures() {
    static const TruthFigures made = truth_figures(folder, 200);
    return made;
}

}  // namespace

TEST_CASE("200 fed-batches: errors and innovations are as large as the filter says") {
    const TruthFigures& made = figures();
    REQUIRE(made.runs == 200);
    CAPTURE(made.nees);
    CHECK(within_95_percent(made.nees, 10, 200));
    CAPTURE(made.nis);
    // Innovations of one run are independent of each other: so many degrees there are in all.
    CHECK(within_95_percent(made.nis * made.nis_degrees, made.nis_degrees, 200));
}

TEST_CASE("200 fed-batches: biomass is known better than by integrating the CO2") {
    const TruthFigures& made = figures();
    CAPTURE(made.biomass);
    CHECK(made.biomass < 0.025);
    CAPTURE(made.biomass_soft);
    CHECK(made.biomass < 0.5 * made.biomass_soft);
    CAPTURE(made.growth);
    CHECK(made.growth < 0.01);
}

TEST_CASE("200 fed-batches: an O2 analyser that reads 0.1 % too high is caught, a good one is not accused") {
    const TruthFigures& made = figures();
    CAPTURE(made.caught_by_innovations);
    CHECK(made.caught_by_innovations >= 190);
    CAPTURE(made.named_by_innovations);
    CHECK(made.named_by_innovations >= 190);
    CAPTURE(made.false_alarms);
    CHECK(made.false_alarms <= 10);
    CAPTURE(made.caught_by_balance);
    CHECK(made.caught_by_balance >= 190);
    CAPTURE(made.named_by_balance);
    CHECK(made.named_by_balance >= 140);
}
