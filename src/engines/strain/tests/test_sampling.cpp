#include "helpers.hpp"

#include <strandline/strain/sampling.hpp>

#include <cmath>

using namespace strandline;
using namespace strandline::strain;

namespace {

struct Moments {
    double mean = 0, variance = 0;
};

Moments moments(const FluxSamples& samples, std::size_t reaction) {
    Moments made;
    const auto count = static_cast<double>(samples.samples.size());
    for (const auto& sample : samples.samples) made.mean += sample[reaction] / count;
    for (const auto& sample : samples.samples)
        made.variance += std::pow(sample[reaction] - made.mean, 2) / count;
    return made;
}

}  // namespace

TEST_CASE("a sampled simplex") {
    // in = a + b + c + d with in = 1: each is one share of a Dirichlet(1, 1, 1, 1), whose mean is 1/4 and
    // whose density is 3 (1 - x)^2.
    FluxModel model = testing::own_model("simplex.json");
    Context context({.threads = 1, .seed = 3});
    const auto found = sample_fluxes(model, {.samples = 20000, .chains = 4, .thinning = 30}, context);
    REQUIRE(found.has_value());
    REQUIRE(found->status == FluxStatus::optimal);
    CHECK(found->dimension == 3);
    CHECK(found->rounded);
    for (std::size_t reaction = 1; reaction <= 4; ++reaction) {
        const Moments m = moments(*found, reaction);
        CHECK(m.mean == doctest::Approx(0.25).epsilon(0.02));
        CHECK(m.variance == doctest::Approx(3.0 / 80).epsilon(0.04));
        // Ten bins of equal probability: 99.9 % of chi square with 9 degrees of freedom lie below 27.9.
        double bins[10] = {};
        for (const auto& sample : found->samples) {
            const double p = 1 - std::pow(1 - sample[reaction], 3);
            bins[std::min(9, static_cast<int>(p * 10))] += 1;
        }
        double chi_square = 0;
        for (const double bin : bins) chi_square += std::pow(bin - 2000, 2) / 2000;
        CHECK(chi_square < 27.9);
    }
}

TEST_CASE("samples do not depend on threads, but on the seed") {
    const FluxModel model = testing::own_model("two_routes.json");
    Context one({.threads = 1, .seed = 1}), three({.threads = 3, .seed = 1}),
        other({.threads = 1, .seed = 2});
    const SamplingRequest request{.samples = 50, .chains = 3};
    const auto a = sample_fluxes(model, request, one), b = sample_fluxes(model, request, three),
               c = sample_fluxes(model, request, other);
    REQUIRE(a.has_value());
    CHECK(a->samples == b->samples);
    CHECK(a->samples != c->samples);
}

TEST_CASE("samples near the optimum, and none where there is no state or no end") {
    FluxModel model = testing::own_model("two_routes.json");
    Context context;
    const auto near = sample_fluxes(model, {.samples = 100, .fraction = 0.9}, context);
    REQUIRE(near.has_value());
    for (const auto& sample : near->samples) CHECK(sample[5] >= 4.5 - 1e-7);
    model.lower[5] = 6;
    CHECK(sample_fluxes(model, {}, context)->status == FluxStatus::infeasible);
    model.lower[5] = 0;
    model.lower[0] = -numerics::infinity;
    for (double& upper : model.upper)
        if (upper == 1000) upper = numerics::infinity;
    CHECK(sample_fluxes(model, {}, context)->status == FluxStatus::unbounded);
}
