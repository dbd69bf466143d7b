// Random networks of mass action, rate constants over eight decades: the own method against CVODES.
#include "kinetic_systems.hpp"

#include <cmath>
#include <memory>
#include <random>

using namespace strandline::numerics;

namespace {

struct Reaction {
    std::size_t from[2], to[2];
    double constant = 0;
};

struct Network {
    std::size_t size = 0;
    std::vector<Reaction> reactions;
};

Network random_network(std::mt19937_64& random) {
    Network made;
    made.size = 2 + random() % 14;
    const auto any = [&] { return random() % made.size; };
    std::uniform_real_distribution<double> decades(-4, 4);
    for (std::size_t r = 0; r < 2 * made.size; ++r)
        made.reactions.push_back({{any(), any()}, {any(), any()}, std::pow(10, decades(random))});
    return made;
}

/// Two molecules become two others; where both are one, it turns over by itself.
InitialValueProblem problem_of(const std::shared_ptr<const Network>& network) {
    InitialValueProblem made;
    made.size = network->size;
    made.pattern = full(static_cast<std::int32_t>(network->size));
    const auto sign = [](const Reaction& r, auto change) {
        for (const auto i : r.from) change(i, -1.0);
        for (const auto i : r.to) change(i, 1.0);
    };
    made.rates = [network, sign](double, const double* x, double* f) {
        std::fill_n(f, network->size, 0.0);
        for (const Reaction& r : network->reactions)
            sign(r, [&](std::size_t i, double by) { f[i] += by * r.constant * x[r.from[0]] * x[r.from[1]]; });
        return true;
    };
    made.jacobian = [network, sign](double, const double* x, double* values) {
        std::fill_n(values, network->size * network->size, 0.0);
        for (const Reaction& r : network->reactions)
            for (int side = 0; side < 2; ++side)
                sign(r, [&](std::size_t i, double by) {
                    values[r.from[side] * network->size + i] += by * r.constant * x[r.from[1 - side]];
                });
        return true;
    };
    return made;
}

}  // namespace

TEST_CASE("random networks") {
    std::mt19937_64 random(20);
    std::uniform_real_distribution<double> amount(0, 2);
    std::int64_t own_steps = 0, other_steps = 0;
    for (int round = 0; round < 150; ++round) {
        const auto network = std::make_shared<const Network>(random_network(random));
        std::vector<double> start(network->size);
        for (double& x : start) x = random() % 3 == 0 ? 0 : amount(random);
        const double end = std::pow(10, static_cast<double>(random() % 7) - 3);
        CAPTURE(round);
        IntegratorOptions options{.relative = 1e-6, .absolute = {1e-10}};
        Integrator own(problem_of(network), options);
        options.method = IntegratorOptions::Method::sundials;
        Integrator other(problem_of(network), options);
        Integrator exact(problem_of(network), {.relative = 1e-9, .absolute = {1e-14}});
        for (auto* solver : {&own, &other, &exact}) REQUIRE(solver->start(0, start));
        const auto ours = run(own, end), theirs = run(other, end), reference = run(exact, end);
        for (std::size_t i = 0; i < network->size; ++i) {
            const double allowed = 1e-3 * std::abs(reference[i]) + 1e-7;
            CHECK(std::abs(ours[i] - reference[i]) < allowed);
            CHECK(std::abs(theirs[i] - reference[i]) < allowed);
        }
        own_steps += own.counts().steps;
        other_steps += other.counts().steps;
    }
    MESSAGE(own_steps << " steps, CVODES " << other_steps);
    CHECK(own_steps < 1.2 * static_cast<double>(other_steps));
}
