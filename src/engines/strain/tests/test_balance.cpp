#include "helpers.hpp"

#include <strandline/strain/balance.hpp>

#include <cmath>

using namespace strandline;
using namespace strandline::strain;

namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// Duality as the header says, from the model's own stoichiometry; prices of one optimum suit every other.
void check_prices(const FluxModel& model, const PricedSolution& found) {
    const FluxSolution& state = found.solution;
    REQUIRE(state.has_fluxes());
    std::vector<double> left(found.prices.reduced_costs.size(), 0), size(left.size(), 1);
    for (const domain::Term& term : model.objective) left[at(term.index)] = term.coefficient;
    double sum = 0;
    for (std::size_t j = 0; j < left.size(); ++j) {
        for (const domain::Term& term : model.network->reactions[j].terms) {
            left[j] -= term.coefficient * found.prices.shadow_prices[at(term.index)];
            size[j] += std::abs(term.coefficient * found.prices.shadow_prices[at(term.index)]);
        }
        const double price = found.prices.reduced_costs[j], flux = state.fluxes[j];
        CHECK(std::abs(price - left[j]) <= 1e-9 * size[j]);
        sum += price * flux;
        const double gain = model.maximise ? price : -price;
        if (gain > 1e-7) CHECK(flux == doctest::Approx(model.upper[j]));
        if (gain < -1e-7) CHECK(flux == doctest::Approx(model.lower[j]));
    }
    CHECK(sum == doctest::Approx(state.objective).epsilon(1e-8));
}

/// One metabolite counted in a unit `factor` times smaller.
FluxModel in_units(const FluxModel& model, std::int32_t metabolite, double factor) {
    domain::Network network = *model.network;
    for (domain::Reaction& reaction : network.reactions)
        for (domain::Term& term : reaction.terms)
            if (term.index == metabolite) term.coefficient *= factor;
    return flux_model(std::make_shared<const domain::Network>(std::move(network)));
}

}  // namespace

TEST_CASE("prices of the toy with two ways") {
    for (const bool maximise : {true, false}) {
        FluxModel model = testing::own_model("two_routes.json");
        model.maximise = maximise;
        check_prices(model, priced_flux_balance(model));
    }
}

TEST_CASE("prices by hand, and in another unit") {
    // loop.json: 10 a make 10 b, of which GROW takes 2 each.
    const FluxModel model = testing::own_model("loop.json");
    const PricedSolution found = priced_flux_balance(model);
    check_prices(model, found);
    // One more a, or b, left over costs half a unit of growth.
    CHECK(found.prices.shadow_prices[0] == doctest::Approx(-0.5));
    CHECK(found.prices.shadow_prices[1] == doctest::Approx(-0.5));
    CHECK(found.prices.reduced_costs[0] == doctest::Approx(-0.5));
    const FluxModel scaled = in_units(model, 1, 1000);
    const PricedSolution again = priced_flux_balance(scaled);
    check_prices(scaled, again);
    CHECK(again.prices.shadow_prices[1] == doctest::Approx(-0.0005));
    CHECK(again.prices.shadow_prices[0] == doctest::Approx(-0.5));
    CHECK(again.prices.reduced_costs == found.prices.reduced_costs);
}

TEST_CASE("no prices without an optimum") {
    FluxModel model = testing::own_model("loop.json");
    model.lower[5] = 6;
    CHECK(priced_flux_balance(model).prices.reduced_costs.empty());
}

TEST_CASE("prices of textbook") {
    const auto model = testing::shared_model("textbook.xml.gz");
    if (!model) return;
    const PricedSolution found = priced_flux_balance(*model);
    CHECK(found.solution.objective == doctest::Approx(0.8739215069684307).epsilon(1e-9));
    check_prices(*model, found);
    const auto price = [&](std::string_view id) {
        return found.prices.shadow_prices[at(domain::find_metabolite(*model->network, id))];
    };
    // As COBRApy 0.32.1 with GLPK has them.
    CHECK(price("glc__D_e") == doctest::Approx(-0.091665).epsilon(1e-5));
    CHECK(price("h_c") == doctest::Approx(0.001273).epsilon(1e-3));
    CHECK(price("13dpg_c") == doctest::Approx(-0.047105).epsilon(1e-5));
}
