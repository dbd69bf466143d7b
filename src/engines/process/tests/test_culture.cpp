#include "culture/culture.hpp"
#include "culture/culture_summary.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <string>

using namespace strandline;
using namespace strandline::process;

namespace {

/// Fluxes of a strain of E. coli that makes succinate without oxygen, rounded.
CulturePlan plan() {
    CulturePlan made;
    made.title = "test";
    made.volume = 1;
    made.biomass = 0.5;
    made.substrate = {"glucose", "EX_glc", "C6H12O6", 180.156, 2803, 10, {}};
    made.feed = 600;
    made.half_saturation = 0.1;
    made.products = {{"succinate", "EX_succ", "C4H6O4", 118.088, 1491, 0, 40.0},
                     {"acetate", "EX_ac", "C2H4O2", 60.052, 874, 0, {}},
                     {"formate", "EX_for", "CH2O2", 46.025, 255, 0, {}}};
    made.supplied = {{"ammonia", "EX_nh4", 383}};
    made.inhibition_exponent = 2;
    made.transfer_most = 150;
    made.base = 10;
    made.protons = "EX_h";
    made.neutralisation = 56;
    made.biomass_combustion = 22.8;
    CulturePhase air{"aerobic", {}, {}, "growing", "resting"};
    air.growing = {0.87, 10, 21.8, 22.8, 17.5, {0, 0, 0}, {4.8}};
    air.resting = {0, 0.48, 2.88, 2.88, 0, {0, 0, 0}, {0}};
    CulturePhase none{"anaerobic", {}, {}, "growing", "resting"};
    none.growing = {0.09, 10, 0, -9.3, 39, {9.91, 8.45, 8.89}, {0.49}};
    none.resting = {0, 4.8, 0, -4.8, 19.2, {4.8, 4.8, 4.8}, {0}};
    made.phases = {air, none};
    return made;
}

double at(const RateLine& line, const CultureState& state) {
    return line.by_uptake * state.uptake + line.by_growth * state.growth;
}

domain::KineticModel model_of(const CulturePlan& of) {
    std::vector<PhaseLines> lines;
    for (const CulturePhase& phase : of.phases) lines.push_back(phase_lines(of, phase).value());
    return culture_model(of, lines);
}

}  // namespace

TEST_CASE("culture: the lines go through both states") {
    rc::check("growth, products, gases and heat", [] {
        CulturePlan of = plan();
        CulturePhase& phase = of.phases[1];
        const auto rate = [](int most) { return *rc::gen::inRange(1, most) * 0.01; };
        phase.resting.uptake = rate(500);
        phase.resting.growth = rate(5);
        phase.growing.uptake = phase.resting.uptake + rate(500);
        phase.growing.growth = phase.resting.growth + rate(50);
        for (double* value : {&phase.growing.oxygen, &phase.resting.carbon_dioxide, &phase.growing.protons,
                              &phase.growing.products[0], &phase.resting.products[1]})
            *value = rate(1000);
        const auto lines = phase_lines(of, phase);
        RC_PRE(lines.has_value());
        for (const CultureState* state : {&phase.growing, &phase.resting}) {
            const auto near = [](double a, double b) { return std::abs(a - b) < 1e-7 * (1 + std::abs(b)); };
            RC_ASSERT(near(at(lines->oxygen, *state), state->oxygen));
            RC_ASSERT(near(at(lines->carbon_dioxide, *state), state->carbon_dioxide));
            RC_ASSERT(near(at(lines->protons, *state), state->protons));
            RC_ASSERT(near(at(lines->products[0], *state), state->products[0]));
            RC_ASSERT(near(at(lines->heat, *state), heat_of(of, *state)));
            RC_ASSERT(near(lines->growth_yield * (state->uptake - lines->maintenance), state->growth));
        }
    });
}

TEST_CASE("culture: states that tell no yield are refused") {
    CulturePlan of = plan();
    of.phases[0].resting = of.phases[0].growing;
    CHECK(!phase_lines(of, of.phases[0]));
    of.phases[0].resting.uptake = 0.5;  // the same growth for less
    CHECK(!phase_lines(of, of.phases[0]));
}

TEST_CASE("culture: heat of glucose that is burnt is that of oxygen") {
    const CulturePlan of = plan();
    CultureState burning;
    burning.uptake = 1;
    burning.oxygen = 6;
    burning.products = {0, 0, 0};
    burning.exchanged = {0};
    CHECK(heat_of(of, burning) == doctest::Approx(2803));
    CHECK(heat_of(of, burning) / 6 == doctest::Approx(467.2).epsilon(0.001));
}

TEST_CASE("culture: with one phase there is no aeration to choose, with two there is") {
    CulturePlan of = plan();
    const auto has = [](const domain::KineticModel& model, const std::string& id) {
        return std::ranges::any_of(model.parameters, [&](const auto& one) { return one.id == id; });
    };
    CHECK(has(model_of(of), "aeration"));
    of.phases.pop_back();
    CHECK(!has(model_of(of), "aeration"));
    CHECK(has(model_of(of), "OUR_mmol_per_L_h"));
    of.base = 0;
    CHECK(!has(model_of(of), "F_base"));
}

TEST_CASE("culture: a missing by-product is noticed") {
    CulturePlan of = plan();
    CHECK(culture_remarks(of).empty());
    of.products.pop_back();
    for (CulturePhase& phase : of.phases) {
        phase.growing.products.pop_back();
        phase.resting.products.pop_back();
    }
    CHECK(culture_remarks(of).size() >= 2);
}
