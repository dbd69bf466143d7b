#include <strandline/process/likelihood.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>

namespace strandline::process::testing {
namespace {

Objective small_problem(const std::string& name, Sensitivities how, double relative = 1e-10) {
    const std::filesystem::path folder = std::filesystem::path(STRANDLINE_TEST_FILES) / "petab" / name;
    Context context;
    const auto yaml = Source::open(folder / "problem.yaml");
    REQUIRE(yaml.has_value());
    auto problem = formats::read_petab(
        *yaml, [&](std::string_view file) { return Source::open(folder / file); }, context);
    REQUIRE_MESSAGE(problem.has_value(), (problem ? std::string() : render(problem.error())));
    auto made = Objective::build(
        std::move(*problem), {.simulation = {.relative = relative, .absolute = 1e-13}, .sensitivities = how});
    REQUIRE_MESSAGE(made.has_value(), (made ? std::string() : render(made.error())));
    return std::move(*made);
}

}  // namespace

TEST_CASE("adjoint gradients are the forward ones: steady states, periods, events, starts, offsets, noise") {
    for (const char* name : {"conversion", "decay", "two_feeds"}) {
        CAPTURE(name);
        const Objective forward = small_problem(name, Sensitivities::forward);
        const Objective adjoint = small_problem(name, Sensitivities::adjoint);
        std::vector<double> at = forward.nominal();
        for (std::size_t k = 0; k < at.size(); ++k) at[k] *= 1 + 0.05 * std::sin(static_cast<double>(k));
        const Evaluation one = forward.evaluate(at, Wanted::gradient, Context());
        const Evaluation other = adjoint.evaluate(at, Wanted::gradient, Context());
        REQUIRE_MESSAGE(!one.failure, (one.failure ? one.failure->why.what : ""));
        REQUIRE_MESSAGE(!other.failure, (other.failure ? other.failure->why.what : ""));
        CHECK(other.llh == doctest::Approx(one.llh).epsilon(1e-8));
        for (std::size_t k = 0; k < at.size(); ++k) {
            CAPTURE(k);
            CHECK(std::abs(one.gradient[k]) > 1e-4);  // each of them acts
            CHECK(other.gradient[k] == doctest::Approx(one.gradient[k]).epsilon(1e-6));
        }
        const Evaluation threads = adjoint.evaluate(at, Wanted::gradient, Context({.threads = 3}));
        CHECK(threads.gradient == other.gradient);
    }
}

TEST_CASE("adjoint gradients are those of central differences, of the times of events too") {
    const Objective objective = small_problem("two_feeds", Sensitivities::adjoint, 1e-12);
    const std::vector<double> at = objective.nominal();
    const Evaluation made = objective.evaluate(at, Wanted::gradient, Context());
    REQUIRE(!made.failure);
    for (std::size_t k = 0; k < at.size(); ++k) {
        CAPTURE(k);
        const auto llh = [&](double by) {
            std::vector<double> there = at;
            there[k] += by;
            return objective.evaluate(there, Wanted::value, Context()).llh;
        };
        const double h = 1e-4 * at[k];
        const double slope = (8 * (llh(h) - llh(-h)) - (llh(2 * h) - llh(-2 * h))) / (12 * h);
        CHECK(made.gradient[k] == doctest::Approx(slope).epsilon(1e-5));
    }
}

TEST_CASE("sensitivities of residuals are made forward, whatever is asked for gradients") {
    const Objective forward = small_problem("decay", Sensitivities::forward);
    const Objective adjoint = small_problem("decay", Sensitivities::adjoint);
    const Evaluation one = forward.evaluate(forward.nominal(), Wanted::sensitivities, Context());
    const Evaluation other = adjoint.evaluate(adjoint.nominal(), Wanted::sensitivities, Context());
    CHECK(one.residual_sensitivities == other.residual_sensitivities);
    CHECK(one.gradient == other.gradient);
}

}  // namespace strandline::process::testing
