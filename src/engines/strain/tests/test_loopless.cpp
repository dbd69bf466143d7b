#include "helpers.hpp"

#include "loopless/loops.hpp"

#include <strandline/strain/loopless.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

using namespace strandline;
using namespace strandline::strain;

namespace {

constexpr std::int32_t metabolites = 4, internal = 5;
constexpr double most_flux = 100;

/// Exchanges of two metabolites and a biomass of a third, about random internal reactions among four.
FluxModel random_model(std::uint32_t seed, double unit) {
    std::mt19937 random(seed);
    const auto below = [&](int n) { return static_cast<std::int32_t>(random() % static_cast<unsigned>(n)); };
    domain::Network network;
    for (std::int32_t i = 0; i < metabolites; ++i) {
        domain::Metabolite metabolite;
        metabolite.id = "m" + std::to_string(i);
        network.metabolites.push_back(metabolite);
    }
    const auto add = [&](std::string id, std::vector<domain::Term> terms, double lower, double upper) {
        domain::Reaction made;
        made.id = std::move(id);
        std::ranges::sort(terms, {}, &domain::Term::index);
        // One metabolite is counted in another unit.
        for (domain::Term& term : terms)
            if (term.index == 3) term.coefficient *= unit;
        made.terms = std::move(terms);
        made.lower = lower;
        made.upper = upper;
        network.reactions.push_back(std::move(made));
    };
    add("EX_0", {{0, -1}}, -10, most_flux);
    add("EX_3", {{3, -1}}, seed % 2 ? -1 : 0, most_flux);
    add("GROW", {{2, -1}}, 0, most_flux);
    for (std::int32_t k = 0; k < internal; ++k) {
        const std::int32_t a = below(metabolites), b = (a + 1 + below(metabolites - 1)) % metabolites;
        std::vector<domain::Term> terms{{a, -1}, {b, 1}};
        const std::int32_t c = below(metabolites);
        if (below(4) == 0 && c != a && c != b) terms.push_back({c, below(2) ? 1.0 : -1.0});
        const double lower = below(2) ? -most_flux : 0;
        add("r" + std::to_string(k), terms, lower, below(6) == 0 ? 3 : most_flux);
    }
    network.objectives = {{"obj", true, {{2, 1.0}}}};
    network.active_objective = 0;
    return flux_model(std::make_shared<const domain::Network>(network));
}

/// The optimum of one flux with the signs of internal reactions given (none: any); nothing where there is no
/// state.
std::optional<double> best_in(FluxModel model, const std::vector<int>& sign, std::int32_t reaction, bool most,
                              double growth) {
    for (std::int32_t k = 0; k < internal && !sign.empty(); ++k) {
        const std::size_t j = static_cast<std::size_t>(3 + k);
        if (sign[static_cast<std::size_t>(k)] <= 0) model.upper[j] = std::min(model.upper[j], 0.0);
        if (sign[static_cast<std::size_t>(k)] >= 0) model.lower[j] = std::max(model.lower[j], 0.0);
    }
    model.lower[2] = growth;
    model.objective = {{reaction, 1.0}};
    model.maximise = most;
    const FluxSolution found = flux_balance(model);
    if (!found.has_fluxes()) return std::nullopt;
    return found.objective;
}

/// Whether a cycle of internal reactions runs in these signs.
bool has_cycle(FluxModel model, const std::vector<int>& sign) {
    for (std::size_t j = 0; j < 3; ++j) model.lower[j] = model.upper[j] = 0;
    model.objective.clear();
    for (std::int32_t k = 0; k < internal; ++k) {
        const std::size_t j = static_cast<std::size_t>(3 + k);
        const int s = sign[static_cast<std::size_t>(k)];
        model.lower[j] = s < 0 ? -1 : 0;
        model.upper[j] = s > 0 ? 1 : 0;
        if (s != 0) model.objective.push_back({3 + k, static_cast<double>(s)});
    }
    model.maximise = true;
    return flux_balance(model).objective > 1e-6;
}

std::vector<std::vector<int>> loopless_signs(const FluxModel& model) {
    std::vector<std::vector<int>> made;
    for (int code = 0; code < 243; ++code) {
        std::vector<int> sign;
        for (int k = 0, rest = code; k < internal; ++k, rest /= 3) sign.push_back(rest % 3 - 1);
        if (!has_cycle(model, sign)) made.push_back(sign);
    }
    return made;
}

std::vector<std::int32_t> all_reactions(const FluxModel& model) {
    std::vector<std::int32_t> all(static_cast<std::size_t>(model.reactions()));
    std::iota(all.begin(), all.end(), 0);
    return all;
}

LooplessRanges ranges(const FluxModel& model, double fraction, unsigned threads = 1) {
    Context context(Context::Settings{.threads = threads});
    auto found = loopless_ranges(model, fraction, all_reactions(model), context);
    REQUIRE_MESSAGE(found.has_value(), (found ? std::string() : render(found.error())));
    return std::move(*found);
}

}  // namespace

TEST_CASE("loopless ranges are those of all patterns of signs") {
    std::int64_t mixed = 0, narrower = 0;
    for (std::uint32_t seed = 1; seed <= 25; ++seed) {
        const FluxModel model = random_model(seed, 1);
        const LooplessRanges found = ranges(model, 0.5);
        REQUIRE((found.status == FluxStatus::optimal || found.status == FluxStatus::zero_growth));
        mixed += found.mixed_programs;
        const auto signs = loopless_signs(model);
        for (const LooplessRange& range : found.ranges)
            for (const bool most : {false, true}) {
                CAPTURE(seed);
                CAPTURE(model.reaction_id(range.reaction));
                CAPTURE(most);
                std::optional<double> best;
                for (const auto& sign : signs)
                    if (const auto one = best_in(model, sign, range.reaction, most, 0.5 * found.optimum))
                        best = !best ? *one : most ? std::max(*best, *one) : std::min(*best, *one);
                REQUIRE(best.has_value());
                const double ours = most ? range.maximum : range.minimum;
                CHECK(std::abs(ours - *best) <= 1e-6);
                CHECK((most ? range.proved_maximum : range.proved_minimum));
                const auto plain = best_in(model, {}, range.reaction, most, 0.5 * found.optimum);
                narrower += std::abs(*plain - *best) > 1e-6;
            }
    }
    CHECK(mixed >= 10);
    CHECK(narrower >= 10);
}

TEST_CASE("loopless ranges depend neither on units nor on threads") {
    for (std::uint32_t seed = 1; seed <= 12; ++seed) {
        const LooplessRanges plain = ranges(random_model(seed, 1), 0.9);
        const LooplessRanges threads = ranges(random_model(seed, 1), 0.9, 4);
        for (const double unit : {1000.0, 0.001}) {
            const LooplessRanges scaled = ranges(random_model(seed, unit), 0.9);
            for (std::size_t k = 0; k < plain.ranges.size(); ++k) {
                CHECK(plain.ranges[k].minimum == scaled.ranges[k].minimum);
                CHECK(plain.ranges[k].maximum == scaled.ranges[k].maximum);
            }
        }
        for (std::size_t k = 0; k < plain.ranges.size(); ++k) {
            CHECK(plain.ranges[k].minimum == threads.ranges[k].minimum);
            CHECK(plain.ranges[k].maximum == threads.ranges[k].maximum);
        }
    }
}

TEST_CASE("a solution without loops keeps its exchanges and its objective") {
    for (std::uint32_t seed = 1; seed <= 40; ++seed) {
        CAPTURE(seed);
        FluxModel model = random_model(seed, 1);
        // A state full of loops: all internal fluxes as large as can be.
        const std::vector<domain::Term> objective = model.objective;
        for (std::int32_t k = 0; k < internal; ++k) model.objective.push_back({3 + k, 1.0});
        FluxSolution looping = flux_balance(model);
        REQUIRE(looping.has_fluxes());
        model.objective = objective;
        const FluxSolution freed = without_loops(model, looping);
        REQUIRE(freed.has_fluxes());
        std::vector<int> sign;
        for (std::size_t j = 0; j < freed.fluxes.size(); ++j) {
            if (j < 3) {
                CHECK(freed.fluxes[j] == looping.fluxes[j]);
                continue;
            }
            CHECK(std::abs(freed.fluxes[j]) <= std::abs(looping.fluxes[j]) + 1e-9);
            CHECK(freed.fluxes[j] * looping.fluxes[j] >= -1e-9);
            sign.push_back(freed.fluxes[j] > 1e-6 ? 1 : freed.fluxes[j] < -1e-6 ? -1 : 0);
        }
        CHECK_FALSE(has_cycle(model, sign));
        for (std::int32_t i = 0; i < model.rows(); ++i) {
            double balance = 0;
            for (std::int32_t j = 0; j < model.reactions(); ++j) {
                const auto row = model.stoichiometry.rows_of(j);
                for (std::size_t e = 0; e < row.size(); ++e)
                    if (row[e] == i)
                        balance +=
                            model.stoichiometry.values_of(j)[e] * freed.fluxes[static_cast<std::size_t>(j)];
            }
            CHECK(std::abs(balance) <= 1e-7);
        }
    }
}

TEST_CASE("loopless ranges keep a fraction of a negative optimum") {
    // The largest of -GROW is below zero.
    FluxModel model = testing::own_model("loop.json");
    const auto j = [&](std::string_view id) {
        return static_cast<std::size_t>(domain::find_reaction(*model.network, id));
    };
    model.lower[j("GROW")] = 3;
    model.objective = {{static_cast<std::int32_t>(j("GROW")), -1.0}};
    const LooplessRanges found = ranges(model, 0.5);
    REQUIRE(found.status == FluxStatus::optimal);
    CHECK(found.optimum == doctest::Approx(-3));
    CHECK(found.ranges[j("GROW")].minimum == doctest::Approx(3));
    CHECK(found.ranges[j("GROW")].maximum == doctest::Approx(4.5));
}

TEST_CASE("loopless ranges of textbook") {
    const auto model = testing::shared_model("textbook.xml.gz");
    if (!model) return;
    const LooplessRanges found = ranges(*model, 0.9);
    double least = 0, most = 0;
    for (const LooplessRange& range : found.ranges) {
        least += range.minimum;
        most += range.maximum;
        CHECK((range.proved_minimum && range.proved_maximum));
    }
    // COBRApy 0.32.1's exact method (fastSNP) has the same.
    CHECK(least == doctest::Approx(18.476313).epsilon(1e-7));
    CHECK(most == doctest::Approx(1052.295191).epsilon(1e-8));
    const auto most_of = [&](std::string_view id) {
        return found.ranges[static_cast<std::size_t>(domain::find_reaction(*model->network, id))].maximum;
    };
    CHECK(most_of("FRD7") == doctest::Approx(0.51291417).epsilon(1e-7));
    CHECK(most_of("SUCDi") == doctest::Approx(8.04593358).epsilon(1e-8));
}
