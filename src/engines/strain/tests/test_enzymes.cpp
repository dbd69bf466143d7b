#include "helpers.hpp"

#include <strandline/strain/enzymes.hpp>

#include <algorithm>
#include <cmath>

using namespace strandline;
using namespace strandline::strain;
using domain::find_reaction;

namespace {

std::size_t index_of(const FluxModel& model, const char* id) {
    return static_cast<std::size_t>(find_reaction(*model.network, id));
}

/// Respiration makes 30 ATP of a glucose with a heavy enzyme, fermentation 5 with a light one.
struct Overflow {
    FluxModel model = testing::own_model("enzyme_overflow.json");
    EnzymePool pool{0.2, 0.5};
    double respiration = 300.0 / (10 * 3600 * 0.5);  // g/gDW for 1 mmol/gDW/h
    double fermentation = 40.0 / (50 * 3600 * 0.5);
    double growth = 36.0 / (0.04 * 3600 * 0.5);

    std::vector<EnzymeTurnover> turnovers() const {
        return {turnover("RESP", 10, 300), turnover("FERM", 50, 40), turnover("GROWTH", 0.04, 36)};
    }
    EnzymeTurnover turnover(const char* id, double kcat, double mass) const {
        return {find_reaction(*model.network, id), FluxDirection::both, kcat, mass};
    }
    EnzymeSolution solve(double glucose) {
        model.lower[index_of(model, "EX_glc")] = -glucose;
        return enzyme_balance(model, cheapest_enzymes(turnovers(), model.reactions()), pool);
    }
};

}  // namespace

TEST_CASE("acetate overflows above the growth rate at which the enzymes run out") {
    Overflow toy;
    const double critical = toy.pool.limit / (100.0 / 30 * toy.respiration + toy.growth);
    const double glucose_at_critical = critical * (5 + 100.0 / 30);
    const double most = toy.pool.limit / (100.0 / 5 * toy.fermentation + toy.growth);
    for (int k = 1; k <= 40; ++k) {
        const double glucose = 0.3 * k;
        const EnzymeSolution found = toy.solve(glucose);
        REQUIRE(found.balance.status == FluxStatus::optimal);
        const double mu = found.balance.objective;
        const double acetate = found.balance.fluxes[index_of(toy.model, "EX_ac")];
        CHECK(found.pool_used <= toy.pool.limit * (1 + 1e-9));
        if (glucose <= glucose_at_critical) {
            CHECK(mu == doctest::Approx(glucose / (5 + 100.0 / 30)).epsilon(1e-9));
            CHECK(acetate == doctest::Approx(0).epsilon(1e-9));
            CHECK(found.pool_used == doctest::Approx(mu * toy.pool.limit / critical).epsilon(1e-9));
            continue;
        }
        // Both limits hold: 30 r + 5 f = 100 mu, r + f = u - 5 mu, cr r + cf f + cg mu = P.
        const double r_mu = (100 + 25) / 25.0, r_u = -5 / 25.0;  // r = r_mu mu + r_u u
        const double f_mu = -5 - r_mu, f_u = 1 - r_u;
        const double by_equations =
            (toy.pool.limit - (toy.respiration * r_u + toy.fermentation * f_u) * glucose) /
            (toy.respiration * r_mu + toy.fermentation * f_mu + toy.growth);
        const double expected = std::min(by_equations, most);
        CHECK(mu == doctest::Approx(expected).epsilon(1e-9));
        CHECK(found.pool_used == doctest::Approx(toy.pool.limit).epsilon(1e-9));
        if (expected < most) CHECK(acetate == doctest::Approx(2 * (f_mu * mu + f_u * glucose)).epsilon(1e-7));
    }
    CHECK(glucose_at_critical > 0.3);
    CHECK(glucose_at_critical < 12);
}

TEST_CASE("what is used adds up, most used first") {
    Overflow toy;
    const EnzymeSolution found = toy.solve(3.2);
    double sum = 0;
    for (const EnzymeUse& use : found.uses) {
        sum += use.use;
        CHECK(use.use ==
              doctest::Approx(std::abs(use.flux) * use.enzyme.mass / use.enzyme.kcat / 3600 / 0.5));
    }
    CHECK(sum == doctest::Approx(found.pool_used));
    CHECK(std::ranges::is_sorted(found.uses, std::ranges::greater(), &EnzymeUse::use));
    CHECK(found.uses.size() == 3);
}

TEST_CASE("a reaction that runs both ways pays in the direction it runs") {
    Overflow toy;
    auto turnovers = toy.turnovers();
    const std::int32_t transport = find_reaction(*toy.model.network, "GLCt");
    turnovers.push_back({transport, FluxDirection::forward, 100, 50.0});
    turnovers.push_back({transport, FluxDirection::reverse, 1, 50.0});
    toy.model.lower[index_of(toy.model, "EX_glc")] = -1;
    const EnzymeCosts costs = cheapest_enzymes(turnovers, toy.model.reactions());
    const EnzymeSolution found = enzyme_balance(toy.model, costs, toy.pool);
    const auto use = std::ranges::find(found.uses, transport, &EnzymeUse::reaction);
    REQUIRE(use != found.uses.end());
    CHECK(use->flux == doctest::Approx(1));
    CHECK(use->use == doctest::Approx(50.0 / (100 * 1800)));
    // Turned round, the same flux runs in reverse and costs a hundred times as much.
    domain::Network turned = *toy.model.network;
    for (domain::Term& term : turned.reactions[static_cast<std::size_t>(transport)].terms)
        term.coefficient = -term.coefficient;
    FluxModel other = flux_model(std::make_shared<const domain::Network>(turned));
    other.lower = toy.model.lower;
    const EnzymeSolution back = enzyme_balance(other, costs, toy.pool);
    const auto reverse = std::ranges::find(back.uses, transport, &EnzymeUse::reaction);
    CHECK(reverse->flux == doctest::Approx(-1));
    CHECK(reverse->use == doctest::Approx(50.0 / 1800));
    CHECK(back.balance.objective == doctest::Approx(found.balance.objective));
}

TEST_CASE("masses by the gene rule: complexes add up, the lightest isozyme works") {
    Overflow toy;
    const ProteinMasses masses{10.0, 100.0, 200.0, 60.0, 40.0, std::nullopt};
    const auto mass_of = [&](const char* id) {
        return enzyme_mass(toy.model.network->reactions[index_of(toy.model, id)].rule, masses);
    };
    CHECK(mass_of("RESP") == 300);
    CHECK(mass_of("FERM") == 40);
    CHECK_FALSE(mass_of("GROWTH"));
    CHECK_FALSE(mass_of("EX_ac"));
}

TEST_CASE("of several enzymes of a reaction the cheapest works") {
    Overflow toy;
    auto turnovers = toy.turnovers();
    turnovers.insert(turnovers.begin(), toy.turnover("RESP", 5, 300));
    turnovers.push_back(toy.turnover("RESP", 1, 300));
    const auto costs = cheapest_enzymes(turnovers, toy.model.reactions());
    CHECK(costs.forward[index_of(toy.model, "RESP")]->kcat == 10);
    CHECK_FALSE(costs.forward[index_of(toy.model, "EX_ac")]);
}

TEST_CASE(
    "no pool, no growth; a maintenance that the pool cannot carry is infeasible; a wide pool is no limit") {
    Overflow toy;
    toy.pool.limit = 0;
    CHECK(toy.solve(5).balance.status == FluxStatus::zero_growth);
    toy.model.lower[index_of(toy.model, "GROWTH")] = 0.1;
    CHECK(toy.solve(5).balance.status == FluxStatus::infeasible);
    toy.pool.limit = 1000;
    const EnzymeSolution wide = toy.solve(5);
    CHECK(wide.balance.objective == doctest::Approx(flux_balance(toy.model).objective));
    CHECK(wide.pool_used < 1000);
}

TEST_CASE("the constrained model is a model like any other, in any unit of its metabolites") {
    Overflow toy;
    const EnzymeSolution found = toy.solve(3.2);
    const auto costs = cheapest_enzymes(toy.turnovers(), toy.model.reactions());
    domain::Network network = enzyme_constrained(toy.model, costs, toy.pool);
    CHECK(flux_balance(flux_model(std::make_shared<const domain::Network>(network))).objective ==
          doctest::Approx(found.balance.objective).epsilon(1e-9));
    for (const double unit : {1000.0, 0.001}) {
        domain::Network scaled = *toy.model.network;
        for (domain::Reaction& reaction : scaled.reactions)
            for (domain::Term& term : reaction.terms)
                if (term.index == 3) term.coefficient *= unit;
        FluxModel other = flux_model(std::make_shared<const domain::Network>(scaled));
        other.lower = toy.model.lower;
        CHECK(enzyme_balance(other, costs, toy.pool).balance.objective == found.balance.objective);
    }
}
