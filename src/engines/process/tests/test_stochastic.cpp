#include "equation_models.hpp"

#include "stochastic/distributions.hpp"
#include "stochastic/propensity_tree.hpp"

#include <strandline/process/stochastic.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

using namespace strandline;
using namespace strandline::process;

namespace {

using domain::Formula;
using Op = Formula::Op;

Formula times(std::vector<Formula> factors) { return Formula::of(Op::times, std::move(factors)); }
Formula minus(Formula a, Formula b) { return Formula::of(Op::minus, {std::move(a), std::move(b)}); }

domain::KineticSpecies species(const std::string& id, double amount) {
    domain::KineticSpecies made;
    made.id = id;
    made.compartment = "c";
    made.amount = amount;
    made.amount_only = true;
    return made;
}

domain::KineticModel cell(std::vector<domain::KineticSpecies> species) {
    domain::KineticModel model;
    domain::KineticCompartment compartment;
    compartment.id = "c";
    compartment.size = 1;
    model.compartments = {compartment};
    model.species = std::move(species);
    return model;
}

void react(domain::KineticModel& model, const std::string& id,
           const std::vector<std::pair<std::string, double>>& taken,
           const std::vector<std::pair<std::string, double>>& made, Formula law) {
    domain::KineticReaction reaction;
    reaction.id = id;
    for (const auto& [name, count] : taken) reaction.reactants.push_back({"", name, count, {}, true});
    for (const auto& [name, count] : made) reaction.products.push_back({"", name, count, {}, true});
    reaction.law = std::move(law);
    model.reactions.push_back(std::move(reaction));
}

/// Immigration of k, each dies with mu.
domain::KineticModel birth_death(double k, double mu, double start) {
    auto model = cell({species("X", start)});
    react(model, "birth", {}, {{"X", 1}}, Formula::of(k));
    react(model, "death", {{"X", 1}}, {}, times({Formula::of(mu), Formula::of("X")}));
    return model;
}

struct Simulated {
    Ensemble ensemble;
    std::vector<double> kept;
};

Simulated simulated(const domain::KineticModel& model, const std::vector<std::string>& ids,
                    const std::vector<double>& at, std::int64_t runs, std::uint64_t seed = 1,
                    unsigned threads = 1) {
    Equations made = *equations(model);
    std::vector<Node> nodes;
    for (const std::string& id : ids) nodes.push_back(made.quantities.find(id)->second.value);
    const StartValues start = *StartValues::make(model, made, {});
    const auto system = jump_system(model, made, nodes);
    if (!system) FAIL(render(system.error()));
    Simulated found;
    EnsembleOptions options;
    options.runs = runs;
    options.simulation.seed = seed;
    options.kept = 10;
    options.keep = [&](std::int64_t, std::span<const double> values) {
        found.kept.insert(found.kept.end(), values.begin(), values.end());
    };
    Context context({.threads = threads});
    found.ensemble = jump_ensemble(**system, start, start.stated(), 0, at, options, context);
    return found;
}

std::string refusal(const domain::KineticModel& model) {
    Equations made = *equations(model);
    const auto system = jump_system(model, made, {});
    return system ? "" : system.error().what();
}

}  // namespace

TEST_CASE("immigration and death: mean and variance of the closed form") {
    // From n0 the sum of a binomial and a Poisson number: Gillespie, Journal of Physical Chemistry 81:2340.
    const double k = 8, mu = 0.5, start = 30;
    constexpr std::int64_t runs = 20'000;
    const std::vector<double> times{0, 0.3, 1, 2, 5, 20};
    const Ensemble found = simulated(birth_death(k, mu, start), {"X"}, times, runs).ensemble;
    REQUIRE(!found.failure);
    for (std::size_t i = 1; i < times.size(); ++i) {
        const double p = std::exp(-mu * times[i]), poisson = k / mu * (1 - p);
        const double mean = start * p + poisson, variance = start * p * (1 - p) + poisson;
        CHECK(std::abs(found.means[i] - mean) < 4 * std::sqrt(variance / runs));
        CHECK(std::abs(found.deviations[i] * found.deviations[i] / variance - 1) < 4 * std::sqrt(2.0 / runs));
    }
    CHECK(found.means[0] == start);
    CHECK(found.deviations[0] == 0);
}

TEST_CASE("dimers of four molecules: probabilities of the master equation") {
    auto model = cell({species("P", 4), species("D", 0)});
    react(model, "pair", {{"P", 2}}, {{"D", 1}},
          times({Formula::of(0.25), Formula::of("P"), minus(Formula::of("P"), Formula::of(1.0))}));
    // 4 -> 2 with 3 a unit of time, 2 -> 0 with 0.5.
    constexpr std::int64_t runs = 20'000;
    const Ensemble found = simulated(model, {"P", "D"}, {0.2, 1, 3}, runs).ensemble;
    REQUIRE(!found.failure);
    for (std::size_t i = 0; i < 3; ++i) {
        const double t = found.times[i], four = std::exp(-3 * t), two = 3 / 2.5 * (std::exp(-0.5 * t) - four);
        const double mean = 4 * four + 2 * two, variance = 16 * four + 4 * two - mean * mean;
        CHECK(std::abs(found.means[2 * i] - mean) < 4 * std::sqrt(variance / runs));
        CHECK(found.means[2 * i + 1] == doctest::Approx((4 - found.means[2 * i]) / 2).epsilon(1e-12));
    }
}

TEST_CASE("runs depend on the seed and their number alone") {
    const auto model = birth_death(5, 0.2, 3);
    const std::vector<double> times{0, 1, 2, 3};
    const Simulated one = simulated(model, {"X"}, times, 3000, 7, 1),
                    three = simulated(model, {"X"}, times, 3000, 7, 3);
    CHECK(one.ensemble.means == three.ensemble.means);
    CHECK(one.ensemble.deviations == three.ensemble.deviations);
    CHECK(one.kept == three.kept);
    CHECK(one.kept == simulated(model, {"X"}, times, 10, 7).kept);
    CHECK(one.kept != simulated(model, {"X"}, times, 10, 8).kept);
}

TEST_CASE("events by time and by amounts, and a law that switches with time") {
    auto model = cell({species("X", 0)});
    const Formula late = Formula::of(Op::greater_equal, {{Op::time, 0, {}, {}}, Formula::of(10.0)});
    react(model, "birth", {}, {{"X", 1}},
          Formula::of(Op::piecewise, {Formula::of(0.0), late, Formula::of(1e3)}));
    domain::KineticEvent full;
    full.id = "full";
    full.trigger = Formula::of(Op::greater_equal, {Formula::of("X"), Formula::of(100.0)});
    full.assignments = {{"X", Formula::of(0.0)}};
    domain::KineticEvent set;
    set.id = "set";
    set.trigger = Formula::of(Op::greater_equal, {{Op::time, 0, {}, {}}, Formula::of(20.0)});
    set.delay = Formula::of(5.0);
    set.assignments = {{"X", Formula::of(7.0)}};
    model.events = {full, set};
    std::vector<double> times;
    for (int i = 0; i <= 30; ++i) times.push_back(i);
    const Simulated found = simulated(model, {"X"}, times, 10);
    REQUIRE(!found.ensemble.failure);
    for (std::size_t run = 0; run < 10; ++run) {
        const auto values = std::span(found.kept).subspan(run * times.size(), times.size());
        for (std::size_t i = 0; i < times.size(); ++i) {
            CHECK(values[i] < 100);
            if (i >= 10 && i < 25) CHECK(values[i] == values[10]);
            if (i >= 25) CHECK(values[i] == 7);
        }
    }
}

TEST_CASE("what is no jump process is refused, and a run that goes wrong says where") {
    auto reversible = cell({species("A", 9), species("B", 0)});
    react(reversible, "turn", {{"A", 1}}, {{"B", 1}}, minus(Formula::of("A"), Formula::of("B")));
    const auto negative = simulated(reversible, {"A"}, {100}, 3).ensemble.failure;
    REQUIRE(negative);
    CHECK(negative->why.equation == "turn");
    CHECK(negative->why.what == "the propensity of the reaction is -1");
    CHECK(negative->why.time > 0);

    const auto part = simulated(birth_death(1, 1, 2.5), {"X"}, {1}, 3).ensemble.failure;
    REQUIRE(part);
    CHECK(part->run == 0);
    CHECK(part->why.what == "the amount is 2.5, which is no number of molecules");

    auto pairs = cell({species("P", 3)});
    react(pairs, "pair", {{"P", 2}}, {}, times({Formula::of("P"), Formula::of("P")}));
    const auto short_of = simulated(pairs, {"P"}, {1e6}, 3).ensemble.failure;
    REQUIRE(short_of);
    CHECK(short_of->why.what == "the reaction takes 2 of P, of which there are 1");

    auto ruled = birth_death(1, 1, 1);
    domain::KineticParameter p;
    p.id = "p";
    p.value = 1;
    p.constant = false;
    ruled.parameters = {p};
    ruled.rules = {{domain::KineticRule::Kind::rate, "p", Formula::of(1.0)}};
    CHECK(refusal(ruled) == "p moves by a rate rule");
    auto moving = cell({species("X", 0)});
    react(moving, "birth", {}, {{"X", 1}}, {Op::time, 0, {}, {}});
    CHECK(refusal(moving) == "the law of reaction birth moves with the time");
}

TEST_CASE("the tree of propensities chooses by shares") {
    RandomStream random(3, 0);
    for (std::size_t count : {1U, 2U, 3U, 7U, 8U, 33U}) {
        PropensityTree tree(count);
        std::vector<double> all(count);
        for (std::size_t step = 0; step < 100; ++step) {
            const std::size_t i = random.bits() % count;
            all[i] = random.bits() % 3 == 0 ? 0 : std::floor(8 * random.uniform());
            tree.set(i, all[i]);
            const double total = std::accumulate(all.begin(), all.end(), 0.0);
            REQUIRE(tree.total() == total);  // whole numbers
            if (total == 0) continue;
            double part = random.uniform() * total;
            const std::size_t chosen = tree.choose(part);
            std::size_t plain = 0;
            while (part >= all[plain]) part -= all[plain++];
            REQUIRE(chosen == plain);
        }
    }
}

TEST_CASE("distributions have their mean and variance") {
    struct Known {
        const char* name;
        std::vector<double> arguments;
        double mean, variance;
    };
    const double pi = 3.14159265358979323846;
    // Of truncated ones by quadrature of the density.
    const auto truncated = [](auto density, double from, double to) {
        double mass = 0, first = 0, second = 0;
        constexpr int pieces = 20'000;
        for (int i = 0; i < pieces; ++i) {
            const double x = from + (to - from) * (i + 0.5) / pieces, p = density(x);
            mass += p;
            first += p * x;
            second += p * x * x;
        }
        return std::pair(first / mass, second / mass - first / mass * first / mass);
    };
    const auto bell = truncated([](double x) { return std::exp(-(x - 1) * (x - 1) / 8); }, 2, 9);
    const auto tail = truncated([](double x) { return std::exp(-x * x / 2); }, 6, 12);
    const auto cauchy = truncated([](double x) { return 1 / (1 + (x - 1) * (x - 1) / 4); }, -3, 8);
    const auto sides = truncated([](double x) { return std::exp(-std::abs(x - 1) / 2); }, -2, 3);
    const auto gamma = truncated([](double x) { return x * std::exp(-x / 3); }, 2, 7);
    const auto log = truncated([](double x) { return std::exp(-std::log(x) * std::log(x) / 2) / x; }, 0.5, 4);
    const auto rayleigh = truncated([](double x) { return x * std::exp(-x * x / 8); }, 1, 5);
    const auto slow = truncated([](double x) { return std::exp(-0.5 * x); }, 1, 4);
    const std::vector<Known> all{
        {"normal", {3, 2}, 3, 4},
        {"normal", {1, 2, 2, 9}, bell.first, bell.second},
        {"normal", {0, 1, 6, 12}, tail.first, tail.second},
        {"uniform", {-1, 5}, 2, 3},
        {"bernoulli", {0.3}, 0.3, 0.21},
        {"binomial", {7, 0.4}, 2.8, 1.68},
        {"binomial", {1000, 0.02}, 20, 19.6},
        {"poisson", {0.7}, 0.7, 0.7},
        {"poisson", {250}, 250, 250},
        {"exponential", {4}, 0.25, 0.0625},
        {"exponential", {0.5, 1, 4}, slow.first, slow.second},
        {"gamma", {0.4, 3}, 1.2, 3.6},
        {"gamma", {5, 2}, 10, 20},
        {"gamma", {2, 3, 2, 7}, gamma.first, gamma.second},
        {"chisquare", {3}, 3, 6},
        {"laplace", {2}, 0, 8},
        {"laplace", {1, 2, -2, 3}, sides.first, sides.second},
        {"cauchy", {1, 2, -3, 8}, cauchy.first, cauchy.second},
        {"lognormal", {0.2, 0.5}, std::exp(0.2 + 0.125), (std::exp(0.25) - 1) * std::exp(0.65)},
        {"lognormal", {0, 1, 0.5, 4}, log.first, log.second},
        {"rayleigh", {2}, 2 * std::sqrt(pi / 2), (4 - pi) / 2 * 4},
        {"rayleigh", {2, 1, 5}, rayleigh.first, rayleigh.second},
    };
    constexpr int count = 40'000;
    for (const Known& known : all) {
        CAPTURE(known.name);
        CAPTURE(known.arguments);
        RandomStream random(5, 0);
        double mean = 0, square = 0, fourth = 0;
        for (int i = 0; i < count; ++i) {
            const double x = sample(known.name, known.arguments, random) - known.mean;
            mean += x / count;
            square += x * x / count;
            fourth += x * x * x * x / count;
        }
        CHECK(std::abs(mean) < 4.5 * std::sqrt(known.variance / count));
        CHECK(std::abs(square - known.variance) < 4.5 * std::sqrt((fourth - square * square) / count));
    }
}

TEST_CASE("arguments that describe no distribution give no number") {
    RandomStream random(1, 0);
    const auto none = [&](const char* name, std::vector<double> arguments) {
        return std::isnan(sample(name, arguments, random));
    };
    CHECK(none("normal", {0, -1}));
    CHECK(none("normal", {0, 1, 3, 2}));
    CHECK(none("uniform", {2, 1}));
    CHECK(none("poisson", {-1}));
    CHECK(none("binomial", {3, 1.5}));
    CHECK(none("exponential", {0}));
    CHECK(none("gamma", {0, 1}));
    CHECK(none("gamma", {2, 1, 900, 901}));
    CHECK(none("normal", {std::nan(""), 1}));
}
