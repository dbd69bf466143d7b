#include "helpers.hpp"

#include <strandline/strain/adjustment.hpp>
#include <strandline/strain/parsimonious.hpp>

#include <cmath>

using namespace strandline;
using namespace strandline::strain;

namespace {

/// Wild type of Shlomi, Berkman & Ruppin (2005), figure 1: v1 to v6, b1 to b3.
const std::vector<double> wild_type = {10, 5, 0, 0, 0, 5, 10, 5, 5};

FluxModel without(FluxModel model, std::int32_t reaction) {
    model.lower[static_cast<std::size_t>(reaction)] = model.upper[static_cast<std::size_t>(reaction)] = 0;
    return model;
}

}  // namespace

TEST_CASE("adjustment of the toy network without v6") {
    const FluxModel mutant = without(testing::own_model("on_off.json"), 5);
    // On/off minimisation keeps all but the way round: v4, v5 up, v6 gone.
    Context context;
    const auto room = minimise_regulation(mutant, wild_type, {}, 10000, context);
    REQUIRE(room.has_value());
    REQUIRE(room->state.status == FluxStatus::optimal);
    CHECK(room->distance == 3);
    CHECK(room->state.fluxes[3] == doctest::Approx(5).epsilon(0.04));
    CHECK(room->state.fluxes[4] == doctest::Approx(5).epsilon(0.04));
    const Adjustment linear = minimise_linear_adjustment(mutant, wild_type);
    CHECK(linear.distance == doctest::Approx(15));
    const Adjustment part = minimise_linear_regulation(mutant, wild_type);
    CHECK(part.distance == doctest::Approx(1 + 5.0 / 1000 + 5.0 / 1000));
}

TEST_CASE("quadratic adjustment by hand") {
    // Without v6 and v3 the states are one ray: all of t through v1 (2 t), v2, v5, v4; least squares give t.
    const FluxModel mutant = without(without(testing::own_model("on_off.json"), 5), 2);
    const Adjustment found = minimise_adjustment(mutant, wild_type);
    REQUIRE(found.state.status == FluxStatus::optimal);
    // v1 = b1 = 2t, v2 = v4 = v5 = b2 = b3 = t: (2 * 20 + 3 * 5) / (4 + 4 + 5) = 55 / 13 of t.
    const double t = 55.0 / 13;
    CHECK(found.state.fluxes[1] == doctest::Approx(t).epsilon(1e-9));
    CHECK(found.distance ==
          doctest::Approx(2 * std::pow(2 * t - 10, 2) + 3 * std::pow(t - 5, 2) + 2 * t * t + 25));
}

TEST_CASE("nothing to adjust, and no state to adjust to") {
    const FluxModel model = testing::own_model("on_off.json");
    CHECK(minimise_adjustment(model, wild_type).distance == doctest::Approx(0));
    CHECK(minimise_linear_adjustment(model, wild_type).distance == doctest::Approx(0));
    FluxModel none = model;
    none.lower[7] = 6;
    Context context;
    CHECK(minimise_adjustment(none, wild_type).state.status == FluxStatus::infeasible);
    CHECK(minimise_linear_adjustment(none, wild_type).state.status == FluxStatus::infeasible);
    CHECK(minimise_linear_regulation(none, wild_type).state.status == FluxStatus::infeasible);
    CHECK(minimise_regulation(none, wild_type, {}, 10000, context)->state.status == FluxStatus::infeasible);
}

TEST_CASE("on/off minimisation meets the least of all choices") {
    // By hand over every set of reactions that may change: the rest within their windows.
    const FluxModel mutant = without(testing::own_model("on_off.json"), 5);
    Context context;
    for (const double relative : {0.0, 0.1, 0.3, 0.6}) {
        const RegulatoryWindow window{relative, 0.01};
        int best = 99;
        for (unsigned set = 0; set < 512; ++set) {
            numerics::LinearProgram program = linear_program(mutant);
            int count = 0;
            bool empty = false;
            for (std::size_t j = 0; j < 9; ++j) {
                if (set >> j & 1U) {
                    ++count;
                    continue;
                }
                const double half = window.relative * std::abs(wild_type[j]) + window.absolute;
                program.lower[j] = std::max(program.lower[j], wild_type[j] - half);
                program.upper[j] = std::min(program.upper[j], wild_type[j] + half);
                empty = empty || program.lower[j] > program.upper[j];
            }
            if (empty || count >= best) continue;
            numerics::LpSolver solver(program);
            if (solver.solve() == numerics::LpStatus::optimal) best = count;
        }
        const auto found = minimise_regulation(mutant, wild_type, window, 10000, context);
        REQUIRE(found.has_value());
        CHECK(found->distance == best);
        CHECK(found->proved);
        CHECK(found->bound == best);
    }
}

TEST_CASE("on/off minimisation that does not end gives a bound") {
    const auto model = testing::shared_model("textbook.xml.gz");
    if (!model) return;
    const std::vector<double> reference = parsimonious_balance(*model).state.fluxes;
    const std::int32_t pdh = domain::find_reaction(*model->network, "PDH");
    REQUIRE(pdh >= 0);
    Context context;
    const auto found = minimise_regulation(without(*model, pdh), reference, {}, 10, context);
    REQUIRE(found.has_value());
    REQUIRE(found->state.has_fluxes());
    CHECK_FALSE(found->proved);
    // 27 with all nodes.
    CHECK(found->bound >= 15);
    CHECK(found->bound <= 27);
    CHECK(found->distance >= 27);
}

TEST_CASE("quadratic adjustment of iML1515") {
    const auto model = testing::shared_model("iML1515.json");
    if (!model) return;
    const std::vector<double> reference = parsimonious_balance(*model).state.fluxes;
    FluxModel mutant = *model;
    const std::int32_t pgi = domain::find_reaction(*model->network, "PGI");
    REQUIRE(pgi >= 0);
    mutant = without(mutant, pgi);
    const Adjustment found = minimise_adjustment(mutant, reference);
    REQUIRE(found.state.status == FluxStatus::optimal);
    // No state is better than the nearest: the squares grow along the way to any other.
    const std::vector<double> other = parsimonious_balance(mutant).state.fluxes;
    double slope = 0;
    for (std::size_t j = 0; j < other.size(); ++j)
        slope += 2 * (found.state.fluxes[j] - reference[j]) * (other[j] - found.state.fluxes[j]);
    CHECK(slope >= -1e-5 * found.distance);
}

TEST_CASE("adjusted states depend neither on units nor on threads") {
    const FluxModel model = testing::own_model("on_off.json");
    domain::Network network = *model.network;
    for (domain::Reaction& reaction : network.reactions)
        for (domain::Term& term : reaction.terms)
            if (term.index % 2 == 0) term.coefficient *= 1000;
    const FluxModel scaled = flux_model(std::make_shared<const domain::Network>(std::move(network)));
    Context one(Context::Settings{.threads = 1}), four(Context::Settings{.threads = 4});
    const FluxModel mutant = without(model, 5), scaled_mutant = without(scaled, 5);
    CHECK(parsimonious_balance(model).state.fluxes == parsimonious_balance(scaled).state.fluxes);
    CHECK(minimise_adjustment(mutant, wild_type).state.fluxes ==
          minimise_adjustment(scaled_mutant, wild_type).state.fluxes);
    const auto room = minimise_regulation(mutant, wild_type, {}, 10000, one);
    for (const auto& other : {minimise_regulation(mutant, wild_type, {}, 10000, four),
                              minimise_regulation(scaled_mutant, wild_type, {}, 10000, one)}) {
        REQUIRE((room.has_value() && other.has_value()));
        CHECK(room->state.fluxes == other->state.fluxes);
    }
}
