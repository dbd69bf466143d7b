#include <strandline/process/likelihood.hpp>

#include "likelihood/noise.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <numbers>

namespace strandline::process::testing {
namespace {

using formats::PetabObservable;
using formats::PetabParameter;
using formats::PetabPrior;
using formats::PetabScale;
using Noise = PetabObservable::Noise;
using Kind = PetabPrior::Kind;

/// The small problem of tests/petab: preequilibration, an event at an estimated time, starts, offsets, noise.
Objective conversion(double relative = 1e-11) {
    const std::filesystem::path folder =
        std::filesystem::path(STRANDLINE_TEST_FILES) / "petab" / "conversion";
    Context context;
    const auto yaml = Source::open(folder / "problem.yaml");
    REQUIRE(yaml.has_value());
    auto problem = formats::read_petab(
        *yaml, [&](std::string_view name) { return Source::open(folder / name); }, context);
    REQUIRE_MESSAGE(problem.has_value(), (problem ? std::string() : render(problem.error())));
    auto made =
        Objective::build(std::move(*problem), {.simulation = {.relative = relative, .absolute = 1e-14}});
    REQUIRE_MESSAGE(made.has_value(), (made ? std::string() : render(made.error())));
    return std::move(*made);
}

/// The central difference of fourth order.
template <class Function>
double difference(Function&& f, double h) {
    return (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h);
}

PetabParameter with_prior(Kind kind, std::vector<double> of, bool truncated,
                          PetabScale scale = PetabScale::linear) {
    PetabParameter made;
    made.scale = scale;
    made.lower = 0.5;
    made.upper = 9;
    made.prior = {kind, std::move(of), truncated};
    return made;
}

}  // namespace

TEST_CASE("a likelihood worked out by hand") {
    // B = a (k1 / (k1 + k2)) (1 - exp(-(k1 + k2) t)), before the feed.
    const Objective objective = conversion();
    const Evaluation made = objective.evaluate(objective.nominal(), Wanted::value, Context());
    REQUIRE_FALSE(made.failure.has_value());
    const double b = 1.5 * 0.8 / 1.4 * -std::expm1(-1.4 * 2), a = 1.5 - b;
    CHECK(made.simulations[0] == doctest::Approx(1.7).epsilon(1e-9));
    CHECK(made.simulations[1] == doctest::Approx(0.2 + a).epsilon(1e-9));
    CHECK(made.simulations[2] == doctest::Approx(b).epsilon(1e-9));
    // From the steady state before, and at the one after the feed of 2.
    CHECK(made.simulations[4] == doctest::Approx(1.5 * 0.8 / 1.4).epsilon(1e-9));
    CHECK(made.simulations[6] == doctest::Approx(3.5 * 0.8 / 1.4).epsilon(1e-7));
    CHECK(made.log_prior ==
          doctest::Approx(-0.5 * std::pow(std::log10(0.8), 2) - 0.5 * std::log(2 * std::numbers::pi)));
    double llh = 0;
    for (std::size_t m = 0; m < made.simulations.size(); ++m) {
        const auto& measurement = objective.problem().measurements[m];
        if (measurement.observable == 0)
            llh -= 0.5 * std::pow((measurement.value - made.simulations[m]) / made.noise[m], 2) +
                   std::log(made.noise[m] * std::sqrt(2 * std::numbers::pi));
        else
            llh -= std::abs(std::log10(measurement.value / made.simulations[m])) / made.noise[m] +
                   std::log(2 * made.noise[m] * measurement.value * std::numbers::ln10);
    }
    CHECK(made.llh == doctest::Approx(llh).epsilon(1e-12));
}

TEST_CASE("gradients are those of central differences: rates, starts, offsets, noise, times of events") {
    const Objective objective = conversion(1e-12);
    const std::vector<double> at = objective.nominal();
    const Evaluation made = objective.evaluate(at, Wanted::sensitivities, Context());
    REQUIRE_FALSE(made.failure.has_value());
    REQUIRE(made.gradient.size() == 6);
    for (std::size_t k = 0; k < at.size(); ++k) {
        CAPTURE(k);
        const auto moved = [&](double by) {
            std::vector<double> there = at;
            there[k] += by;
            return objective.evaluate(there, Wanted::value, Context());
        };
        const double h = 1e-4;
        CHECK(made.gradient[k] ==
              doctest::Approx(difference([&](double by) { return moved(by).llh; }, h)).epsilon(1e-5));
        CHECK(std::abs(made.gradient[k]) > 1e-3);  // each of them acts
        for (std::size_t m = 0; m < made.residuals.size(); ++m) {
            CHECK(made.residual_sensitivities[m * 6 + k] ==
                  doctest::Approx(difference([&](double by) { return moved(by).residuals[m]; }, h))
                      .epsilon(1e-4));
            CHECK(made.log_noise_sensitivities[m * 6 + k] ==
                  doctest::Approx(difference([&](double by) { return std::log(moved(by).noise[m]); }, h))
                      .epsilon(1e-6));
        }
    }
}

TEST_CASE("the same bytes for any number of threads, and with a gradient or without") {
    const Objective objective = conversion();
    const Evaluation one = objective.evaluate(objective.nominal(), Wanted::gradient, Context());
    const Evaluation four =
        objective.evaluate(objective.nominal(), Wanted::gradient, Context({.threads = 4}));
    CHECK(one.llh == four.llh);
    CHECK(one.gradient == four.gradient);
    const Evaluation alone = objective.evaluate(objective.nominal(), Wanted::value, Context());
    CHECK(alone.llh == doctest::Approx(one.llh).epsilon(1e-7));
}

TEST_CASE("a likelihood that does not exist is a failure with its measurement") {
    const Objective objective = conversion();
    std::vector<double> at = objective.nominal();
    at[2] = -1;  // a start below 0: B has no logarithm
    const Evaluation made = objective.evaluate(at, Wanted::gradient, Context());
    REQUIRE(made.failure.has_value());
    CHECK(std::isinf(made.llh));
    CHECK(made.failure->condition == "run");
    CHECK(made.failure->why.what.find("obs_b") != std::string::npos);
}

TEST_CASE("noise terms: derivatives, and densities that sum to one") {
    for (const Noise kind : {Noise::normal, Noise::laplace, Noise::log_normal, Noise::log_laplace,
                             Noise::log10_normal, Noise::log10_laplace}) {
        CAPTURE(static_cast<int>(kind));
        const NoiseTerm term = noise_term(kind, 1.3, 0.9, 0.4);
        const auto by_simulation = [&](double by) { return noise_term(kind, 1.3, 0.9 + by, 0.4); };
        const auto by_noise = [&](double by) { return noise_term(kind, 1.3, 0.9, 0.4 + by); };
        CHECK(term.llh_by_simulation ==
              doctest::Approx(difference([&](double h) { return by_simulation(h).llh; }, 1e-4)));
        CHECK(term.llh_by_noise ==
              doctest::Approx(difference([&](double h) { return by_noise(h).llh; }, 1e-4)));
        CHECK(term.residual_by_simulation ==
              doctest::Approx(difference([&](double h) { return by_simulation(h).residual; }, 1e-4)));
        CHECK(term.residual_by_noise ==
              doctest::Approx(difference([&](double h) { return by_noise(h).residual; }, 1e-4)));
        double sum = 0;
        const double step = 1e-3;
        const double begin = kind == Noise::normal || kind == Noise::laplace ? -20 : step / 2;
        for (double m = begin; m < 60; m += step) sum += step * std::exp(noise_term(kind, m, 0.9, 0.4).llh);
        CHECK(sum == doctest::Approx(1).epsilon(5e-3));
    }
}

TEST_CASE("priors sum to one within their bounds, and know their slopes") {
    const std::pair<Kind, std::vector<double>> all[] = {
        {Kind::cauchy, {3, 5}},     {Kind::chi_squared, {4}},    {Kind::exponential, {3}},
        {Kind::gamma, {3, 5}},      {Kind::laplace, {3, 5}},     {Kind::log_laplace, {3, 5}},
        {Kind::log_normal, {5, 2}}, {Kind::log_uniform, {3, 5}}, {Kind::normal, {4, 2}},
        {Kind::rayleigh, {3}},      {Kind::uniform, {2, 8}}};
    for (const auto& [kind, of] : all) {
        CAPTURE(static_cast<int>(kind));
        const PetabParameter parameter = with_prior(kind, of, true);
        double sum = 0;
        const double step = 1e-4;
        for (double x = parameter.lower + step / 2; x < parameter.upper; x += step)
            sum += step * std::exp(log_prior(parameter, x));
        CHECK(sum == doctest::Approx(1).epsilon(1e-4));
        CHECK(std::isinf(log_prior(parameter, 9.5)));
        for (const PetabScale scale : {PetabScale::linear, PetabScale::log, PetabScale::log10}) {
            const PetabParameter scaled = with_prior(kind, of, true, scale);
            const double at = to_scale(scale, 4.2);
            const auto moved = [&](double by) { return log_prior(scaled, from_scale(scale, at + by)); };
            CHECK(log_prior_derivative(scaled, 4.2) ==
                  doctest::Approx(difference(moved, 1e-4)).epsilon(1e-6));
        }
    }
    const PetabParameter scaled =
        with_prior(Kind::parameter_scale_normal, {0.5, 0.2}, false, PetabScale::log10);
    const auto moved = [&](double by) { return log_prior(scaled, std::pow(10, 0.6 + by)); };
    CHECK(log_prior_derivative(scaled, std::pow(10, 0.6)) == doctest::Approx(difference(moved, 1e-4)));
    CHECK(log_prior(with_prior(Kind::none, {}, false), 4) == 0);
}

}  // namespace strandline::process::testing
