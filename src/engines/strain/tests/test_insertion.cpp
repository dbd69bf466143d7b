#include "helpers.hpp"

#include "insertion/hitting_set.hpp"

#include <strandline/strain/balance.hpp>
#include <strandline/strain/insertion.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <random>
#include <vector>

using namespace strandline;
using namespace strandline::strain;

namespace {

/// Metabolites m0 .. in a row of random reactions; the host takes up m0 and grows on m1.
struct Toy {
    FluxModel host;
    Universe universe;
};

domain::Reaction reaction(std::string id, std::vector<domain::Term> terms, double lower, double upper) {
    domain::Reaction made;
    made.id = std::move(id);
    std::ranges::sort(terms, {}, &domain::Term::index);
    made.terms = std::move(terms);
    made.lower = lower;
    made.upper = upper;
    return made;
}

Toy random_toy(std::uint32_t seed, double unit) {
    std::mt19937 random(seed);
    const auto below = [&](int n) { return static_cast<std::int32_t>(random() % static_cast<unsigned>(n)); };
    constexpr std::int32_t metabolites = 7;
    domain::Network network;
    for (std::int32_t i = 0; i < metabolites; ++i) {
        domain::Metabolite metabolite;
        metabolite.id = "m" + std::to_string(i) + "_c";
        network.metabolites.push_back(metabolite);
    }
    // One metabolite is counted in another unit; not the target, whose new exchange flows in that unit.
    const std::int32_t odd = below(metabolites - 1);
    const auto scaled = [&](std::int32_t m, double c) { return domain::Term{m, m == odd ? c * unit : c}; };
    const auto random_reaction = [&](std::string id, bool reversible) {
        const std::int32_t a = below(metabolites);
        const std::int32_t b = (a + 1 + below(metabolites - 1)) % metabolites;
        std::vector<domain::Term> terms{scaled(a, -1), scaled(b, 1 + below(2))};
        const std::int32_t c = below(metabolites);
        if (below(3) == 0 && c != a && c != b) terms.push_back(scaled(c, below(2) ? 1 : -1));
        return reaction(std::move(id), terms, reversible ? -100 : 0, 100);
    };
    Universe universe;
    universe.network = network;
    network.reactions = {reaction("EX_in", {scaled(0, -1)}, -10, 1000),
                         reaction("GROW", {scaled(1, -1)}, 0, 1000), random_reaction("h0", true),
                         random_reaction("h1", false)};
    network.objectives = {{"obj", true, {{1, 1.0}}}};
    network.active_objective = 0;
    for (int k = 0; k < 8; ++k) {
        universe.network.reactions.push_back(random_reaction("u" + std::to_string(k), below(2) == 0));
        universe.cost.push_back(below(5) == 0 ? 0 : 0.5 * (1 + below(4)));
    }
    return {flux_model(std::make_shared<const domain::Network>(network)), universe};
}

/// Whether the host with these reactions makes 0.5 of the target and grows at 0.1.
bool is_enough(const Insertions& found, const std::vector<std::int32_t>& set) {
    FluxModel model = found.model;
    for (const std::int32_t reaction : found.offered)
        if (!std::ranges::binary_search(set, reaction))
            model.lower[static_cast<std::size_t>(reaction)] =
                model.upper[static_cast<std::size_t>(reaction)] = 0;
    model.lower[1] = 0.1;
    model.objective = {{found.target, found.target_sign}};
    const FluxSolution best = flux_balance(model);
    return best.has_fluxes() && best.objective >= 0.5 - 1e-7;
}

struct Plain {
    double cost;
    std::vector<std::int32_t> set;
};

/// All minimal sets, cheapest first, by trying every one.
std::vector<Plain> all_sets(const Insertions& found, const std::vector<double>& cost) {
    const std::size_t n = found.offered.size();
    std::vector<unsigned> enough;
    for (unsigned mask = 0; mask < 1u << n; ++mask) {
        if (std::ranges::any_of(enough, [&](unsigned e) { return (e & mask) == e; })) continue;
        std::vector<std::int32_t> set;
        for (std::size_t k = 0; k < n; ++k)
            if (mask >> k & 1) set.push_back(found.offered[k]);
        if (is_enough(found, set)) enough.push_back(mask);
    }
    std::vector<Plain> made;
    for (const unsigned mask : enough) {
        if (std::ranges::any_of(enough, [&](unsigned e) { return e != mask && (e & mask) == e; })) continue;
        Plain plain{0, {}};
        for (std::size_t k = 0; k < n; ++k)
            if (mask >> k & 1) {
                plain.set.push_back(found.offered[k]);
                plain.cost += cost[k];
            }
        made.push_back(plain);
    }
    std::ranges::stable_sort(made, {}, &Plain::cost);
    return made;
}

Insertions insertions(const Toy& toy) {
    Context context;
    InsertionOptions options;
    options.min_flux = 0.5;
    options.min_growth = 0.1;
    options.alternatives = 100;
    auto found = cheapest_insertions(toy.host, toy.universe, "m6_c", options, context);
    REQUIRE_MESSAGE(found.has_value(), (found ? std::string() : render(found.error())));
    return std::move(*found);
}

}  // namespace

TEST_CASE("insertions are those that trying every set finds") {
    int with_sets = 0, without = 0;
    for (std::uint32_t seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        const Toy toy = random_toy(seed, 1);
        const Insertions found = insertions(toy);
        std::vector<double> cost;
        for (const std::int32_t r : found.offered) {
            const std::string& id = found.model.reaction_id(r);
            cost.push_back(toy.universe.cost[static_cast<std::size_t>(id[1] - '0')]);
        }
        const std::vector<Plain> plain = all_sets(found, cost);
        CHECK(found.end == InsertionEnd::none);
        REQUIRE(found.sets.size() == plain.size());
        (plain.empty() ? without : with_sets) += 1;
        std::vector<std::vector<std::int32_t>> ours, theirs;
        for (std::size_t k = 0; k < plain.size(); ++k) {
            CHECK(found.sets[k].cost == doctest::Approx(plain[k].cost));
            CHECK(found.sets[k].proved);
            ours.push_back(found.sets[k].reactions);
            theirs.push_back(plain[k].set);
        }
        std::ranges::sort(ours);
        std::ranges::sort(theirs);
        CHECK(ours == theirs);
    }
    CHECK(with_sets >= 10);
    CHECK(without >= 5);
}

TEST_CASE("insertions do not depend on the unit of a metabolite") {
    for (std::uint32_t seed = 1; seed <= 15; ++seed)
        for (const double unit : {1000.0, 0.001}) {
            const Insertions plain = insertions(random_toy(seed, 1));
            const Insertions scaled = insertions(random_toy(seed, unit));
            REQUIRE(plain.sets.size() == scaled.sets.size());
            for (std::size_t k = 0; k < plain.sets.size(); ++k) {
                CHECK(plain.sets[k].reactions == scaled.sets[k].reactions);
                CHECK(plain.sets[k].flux == doctest::Approx(scaled.sets[k].flux).epsilon(1e-9));
                CHECK(plain.sets[k].growth == doctest::Approx(scaled.sets[k].growth).epsilon(1e-9));
            }
        }
}

TEST_CASE("a network with an insertion stands on its own") {
    for (std::uint32_t seed = 1; seed <= 20; ++seed) {
        const Insertions found = insertions(random_toy(seed, 1));
        for (const Insertion& set : found.sets) {
            const domain::Network network = with_insertion(found, set);
            CHECK(network.reactions.size() >= 4 + set.reactions.size());
            FluxModel model = flux_model(std::make_shared<const domain::Network>(network));
            const std::int32_t target = find_reaction(network, found.model.reaction_id(found.target));
            REQUIRE(target >= 0);
            model.lower[1] = 0.1;
            model.objective = {{target, found.target_sign}};
            const FluxSolution best = flux_balance(model);
            REQUIRE(best.has_fluxes());
            CHECK(best.objective == doctest::Approx(set.flux).epsilon(1e-6));
        }
    }
}

TEST_CASE("a far alternative is given up, with what is proved, and the sets before it stand") {
    const auto host = testing::shared_model("e_coli_core.xml");
    const auto larger = testing::shared_model("iML1515.json");
    if (!host || !larger) return;
    Context context;
    Universe universe{
        *larger->network, std::vector<double>(larger->network->reactions.size(), 1.0), {}, true};
    InsertionOptions options;
    options.min_flux = 1;
    options.min_growth = 0.1;
    options.alternatives = 3;
    const auto found = cheapest_insertions(*host, universe, "glyc_e", options, context);
    REQUIRE(found.has_value());
    CHECK(found->end == InsertionEnd::limit);
    REQUIRE(found->sets.size() == 2);
    CHECK(found->sets[0].cost == 4);
    CHECK(found->sets[1].cost == 4);
    CHECK(found->sets[1].proved);
    CHECK(found->bound >= 6);
}

TEST_CASE("hitting sets are as cheap as trying every choice finds") {
    Context context;
    for (std::uint32_t seed = 1; seed <= 200; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        HittingTask task;
        constexpr std::size_t n = 10;
        for (std::size_t k = 0; k < n; ++k) {
            task.cost.push_back(0.25 * static_cast<double>(random() % 7));
            task.size.push_back(1 + static_cast<std::int32_t>(random() % 2));
        }
        const auto random_set = [&](unsigned dense) {
            std::vector<std::int32_t> set;
            while (set.empty())
                for (std::size_t k = 0; k < n; ++k)
                    if (random() % dense == 0) set.push_back(static_cast<std::int32_t>(k));
            return set;
        };
        for (unsigned s = 0; s < 2 + seed % 9; ++s) task.to_hit.push_back(random_set(4));
        for (unsigned s = 0; s < seed % 4; ++s) task.forbidden.push_back(random_set(5));
        if (seed % 3 == 0) task.most = 3;
        double best = 1e9;
        for (unsigned mask = 0; mask < 1u << n; ++mask) {
            const auto chosen = [&](std::int32_t k) { return (mask >> k & 1) != 0; };
            double cost = 0;
            std::int64_t size = 0;
            for (std::size_t k = 0; k < n; ++k)
                if (mask >> k & 1) {
                    cost += task.cost[k];
                    size += task.size[k];
                }
            if (size <= task.most &&
                std::ranges::all_of(task.to_hit,
                                    [&](const auto& s) { return std::ranges::any_of(s, chosen); }) &&
                std::ranges::none_of(task.forbidden,
                                     [&](const auto& s) { return std::ranges::all_of(s, chosen); }))
                best = std::min(best, cost);
        }
        const HittingSet found = cheapest_hitting_set(task, context);
        if (best == 1e9) {
            CHECK(found.status == numerics::MixedStatus::infeasible);
        } else {
            REQUIRE(found.status == numerics::MixedStatus::optimal);
            CHECK(found.cost == doctest::Approx(best));
        }
    }
}
