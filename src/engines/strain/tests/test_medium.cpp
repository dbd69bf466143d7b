#include "helpers.hpp"

#include <strandline/strain/balance.hpp>
#include <strandline/strain/medium.hpp>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

using namespace strandline;
using namespace strandline::strain;

namespace {

constexpr std::int32_t nutrients = 6;

/// Nutrients n0 .. feed four inner metabolites through random reactions; growth takes two or three of those,
/// and one flux must run whatever happens.
FluxModel random_model(std::uint32_t seed, double unit) {
    std::mt19937 random(seed);
    const auto below = [&](int n) { return static_cast<std::int32_t>(random() % static_cast<unsigned>(n)); };
    domain::Network network;
    for (std::int32_t i = 0; i < nutrients + 4; ++i) {
        domain::Metabolite metabolite;
        metabolite.id = "m" + std::to_string(i);
        network.metabolites.push_back(metabolite);
    }
    const auto add = [&](std::string id, std::vector<domain::Term> terms, double lower, double upper) {
        domain::Reaction made;
        made.id = std::move(id);
        std::ranges::sort(terms, {}, &domain::Term::index);
        for (domain::Term& term : terms)
            if (term.index == nutrients) term.coefficient *= unit;
        made.terms = std::move(terms);
        made.lower = lower;
        made.upper = upper;
        network.reactions.push_back(std::move(made));
    };
    // Half of the exchanges are written the other way round.
    for (std::int32_t i = 0; i < nutrients; ++i)
        i % 2 ? add("EX_" + std::to_string(i), {{i, 1}}, -1000, 1 + below(10))
              : add("EX_" + std::to_string(i), {{i, -1}}, -1 - below(10), 1000);
    add("GROW", {{nutrients, -1}, {nutrients + 1 + below(3), -0.5}}, 0, 1000);
    add("KEEP", {{nutrients + 1, -1}}, 0.05, 1000);
    for (std::int32_t k = 0; k < 9; ++k) {
        const std::int32_t from = below(nutrients), to = nutrients + below(4);
        std::vector<domain::Term> terms{{from, -1}, {to, 1.0 + below(2)}};
        if (below(3) == 0) {
            const std::int32_t other = below(nutrients + 4);
            if (other != from && other != to) terms.push_back({other, below(2) ? 1.0 : -1.0});
        }
        add("r" + std::to_string(k), terms, 0, 1000);
    }
    network.objectives = {{"obj", true, {{nutrients, 1.0}}}};
    network.active_objective = 0;
    return flux_model(std::make_shared<const domain::Network>(network));
}

bool grows_on(FluxModel model, unsigned open) {
    for (std::int32_t i = 0; i < nutrients; ++i)
        if (!(open >> i & 1)) (i % 2 ? model.upper : model.lower)[static_cast<std::size_t>(i)] = 0;
    const FluxSolution found = flux_balance(model);
    return found.has_fluxes() && found.objective >= 0.1 - 1e-7;
}

/// All minimal choices of nutrients on which there is growth.
std::set<unsigned> all_media(const FluxModel& model) {
    std::set<unsigned> enough;
    for (unsigned open = 0; open < 1u << nutrients; ++open)
        if (grows_on(model, open)) enough.insert(open);
    std::set<unsigned> minimal;
    for (const unsigned open : enough)
        if (std::ranges::none_of(enough, [&](unsigned e) { return e != open && (e & open) == e; }))
            minimal.insert(open);
    return minimal;
}

Media media(const FluxModel& model, MediumOptions options) {
    Context context;
    auto found = minimal_media(model, options, context);
    REQUIRE_MESSAGE(found.has_value(), (found ? std::string() : render(found.error())));
    return std::move(*found);
}

double total(const Medium& medium) {
    double sum = 0;
    for (const MediumComponent& component : medium) sum += component.uptake;
    return sum;
}

}  // namespace

TEST_CASE("media are those that trying every choice finds") {
    int several = 0, none = 0;
    for (std::uint32_t seed = 1; seed <= 80; ++seed) {
        CAPTURE(seed);
        const FluxModel model = random_model(seed, 1);
        const std::set<unsigned> plain = all_media(model);
        MediumOptions options;
        options.alternatives = 100;
        const Media found = media(model, options);
        CHECK(found.end == MediumEnd::none);
        std::set<unsigned> ours;
        std::size_t before = 0;
        for (const Medium& medium : found.media) {
            unsigned open = 0;
            for (const MediumComponent& component : medium) open |= 1u << component.exchange;
            ours.insert(open);
            CHECK(medium.size() >= before);
            before = medium.size();
        }
        CHECK(ours == plain);
        several += plain.size() > 1;
        none += plain.empty();
        // The least total uptake is at most that of any medium, and enough.
        options.alternatives = 1;
        options.goal = MediumGoal::flux;
        const Media least = media(model, options);
        REQUIRE(least.media.size() == (plain.empty() ? 0 : 1));
        for (const Medium& medium : found.media) CHECK(total(least.media[0]) <= total(medium) + 1e-7);
        if (plain.empty()) continue;
        FluxModel fed = model;
        for (std::int32_t i = 0; i < nutrients; ++i)
            (i % 2 ? fed.upper : fed.lower)[static_cast<std::size_t>(i)] = 0;
        for (const MediumComponent& component : least.media[0]) {
            const auto i = static_cast<std::size_t>(component.exchange);
            (i % 2 ? fed.upper[i] = component.uptake : fed.lower[i] = -component.uptake);
        }
        CHECK(flux_balance(fed).objective >= 0.1 - 1e-7);
    }
    CHECK(several >= 10);
    CHECK(none >= 5);
}

TEST_CASE("media do not depend on the unit of a metabolite") {
    for (std::uint32_t seed = 1; seed <= 20; ++seed)
        for (const double unit : {1000.0, 0.001}) {
            const Media plain = media(random_model(seed, 1), {}),
                        scaled = media(random_model(seed, unit), {});
            REQUIRE(plain.media.size() == scaled.media.size());
            for (std::size_t k = 0; k < plain.media.size(); ++k) {
                REQUIRE(plain.media[k].size() == scaled.media[k].size());
                for (std::size_t i = 0; i < plain.media[k].size(); ++i) {
                    CHECK(plain.media[k][i].exchange == scaled.media[k][i].exchange);
                    CHECK(plain.media[k][i].uptake == scaled.media[k][i].uptake);
                }
            }
        }
}

TEST_CASE("media of iML1515") {
    const auto model = testing::shared_model("iML1515.json");
    if (!model) return;
    // COBRApy 0.32.1: 15 components; least total import 6.41733063 at growth 0.1, 24.60301757 at 0.5.
    CHECK(media(*model, {}).media.at(0).size() == 15);
    CHECK(total(media(*model, {.goal = MediumGoal::flux}).media.at(0)) ==
          doctest::Approx(6.417330627651).epsilon(1e-6));
    CHECK(total(media(*model, {.goal = MediumGoal::flux, .min_growth = 0.5}).media.at(0)) ==
          doctest::Approx(24.603017570075).epsilon(1e-6));
}
