#include "fit/checkpoint.hpp"
#include "fit/hierarchical_cost.hpp"
#include "fit/multi_start.hpp"
#include "fit/problem_cost.hpp"
#include "fit/start_points.hpp"

#include <strandline/process/profile.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>

using namespace strandline;
using namespace strandline::process;

namespace {

Objective small_problem(const std::string& name) {
    const std::filesystem::path folder = std::filesystem::path(STRANDLINE_TEST_FILES) / "petab" / name;
    Context context;
    const auto yaml = Source::open(folder / "problem.yaml");
    REQUIRE(yaml.has_value());
    auto problem = formats::read_petab(
        *yaml, [&](std::string_view file) { return Source::open(folder / file); }, context);
    REQUIRE_MESSAGE(problem.has_value(), (problem ? std::string() : render(problem.error())));
    auto made = Objective::build(std::move(*problem));
    REQUIRE_MESSAGE(made.has_value(), (made ? std::string() : render(made.error())));
    return std::move(*made);
}

std::vector<StartResult> fitted(const Objective& objective, const FitOptions& options, unsigned threads = 1) {
    Context context({.threads = threads, .seed = options.seed});
    return multi_start(objective, options, {}, context);
}

}  // namespace

// The tests' data are 3 exp(-0.7 t) + 0.5 with +-0.02 at eight times.
TEST_CASE("a fit finds the parameters that the data were made with") {
    const Objective objective = small_problem("decay");
    for (const Method method : {Method::trust_region, Method::l_bfgs_b}) {
        FitOptions options{.starts = 8, .seed = 1};
        options.method = method;
        const auto starts = fitted(objective, options);
        const StartResult& best = starts[best_first(starts)[0]];
        CHECK(best.status == FitStatus::converged);
        CHECK(std::pow(10, best.at[0]) == doctest::Approx(0.7).epsilon(0.05));
        CHECK(std::pow(10, best.at[1]) == doctest::Approx(3).epsilon(0.02));
        CHECK(best.at[2] == doctest::Approx(0.5).epsilon(0.05));
        CHECK(-best.cost == doctest::Approx(20.680556).epsilon(1e-5));
    }
}

TEST_CASE("scalings, offsets and noise are found, and solving for them gives the same optimum") {
    const Objective objective = small_problem("decay");
    const InnerParameters inner = inner_parameters(objective);
    CHECK(inner.inner == std::vector<std::uint8_t>{0, 1, 1, 1});  // k, scaling, background, noise
    FitOptions options{.starts = 6, .seed = 1};
    options.hierarchical = true;
    const auto starts = fitted(objective, options);
    const StartResult& best = starts[best_first(starts)[0]];
    CHECK(-best.cost == doctest::Approx(20.680556).epsilon(1e-6));
    const CostPoint whole = problem_cost(objective, Context())(best.at, Order::gradient);
    CHECK(whole.cost == doctest::Approx(best.cost));
    for (const double each : whole.gradient) CHECK(std::abs(each) < 1e-3);
    // In the model, under conditions, with Laplace noise or with others in their place: not one of these.
    for (const std::uint8_t each : inner_parameters(small_problem("conversion")).inner) CHECK(each <= 1);
}

TEST_CASE("the reduced gradient is that of the reduced cost") {
    const Objective objective = small_problem("decay");
    const HierarchicalCost inner(objective);
    const Cost cost = inner.cost(Context());
    for (const double k : {-0.8, -0.2, 0.3}) {
        const double h = 1e-4;
        const double by_differences = (cost(std::vector<double>{k + h}, Order::value).cost -
                                       cost(std::vector<double>{k - h}, Order::value).cost) /
                                      (2 * h);
        CHECK(cost(std::vector<double>{k}, Order::gradient).gradient[0] ==
              doctest::Approx(by_differences).epsilon(1e-3));
    }
}

TEST_CASE("one thread and four give the same starts, bit for bit") {
    const Objective objective = small_problem("conversion");
    const FitOptions options{.starts = 6, .seed = 3};
    const auto one = fitted(objective, options, 1), four = fitted(objective, options, 4);
    REQUIRE(one.size() == four.size());
    for (std::size_t i = 0; i < one.size(); ++i) {
        CHECK(one[i].at == four[i].at);
        CHECK(one[i].cost == four[i].cost);
    }
}

TEST_CASE("a checkpoint gives back what was written, and refuses another fit") {
    const Objective objective = small_problem("decay");
    const auto starts = fitted(objective, {.starts = 3, .seed = 1});
    std::string text = checkpoint_head("this");
    for (const StartResult& each : starts) text += checkpoint_line(each);
    const auto back = read_checkpoint(Source::memory("c", text), "this", 4);
    REQUIRE(back.has_value());
    REQUIRE(back->size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK((*back)[i].at == starts[i].at);
        CHECK((*back)[i].cost == starts[i].cost);
        CHECK((*back)[i].status == starts[i].status);
    }
    const auto cut = read_checkpoint(Source::memory("c", text.substr(0, text.size() - 40)), "this", 4);
    REQUIRE(cut.has_value());
    CHECK(cut->size() == 2);
    CHECK(read_checkpoint(Source::memory("c", text), "other", 4).error().code() == "process.resume");
    CHECK(read_checkpoint(Source::memory("c", text), "this", 5).error().code() == "process.resume");
    CHECK(read_checkpoint(Source::memory("c", "{\"a\":1}\n"), "this", 4).error().code() == "process.resume");
}
