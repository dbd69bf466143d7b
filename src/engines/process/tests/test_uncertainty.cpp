#include "cost/cash_flow.hpp"
#include "cost/counter_random.hpp"
#include "cost/sample_summary.hpp"
#include "cost/uncertainty.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

using namespace strandline;
using namespace strandline::process;

namespace {

UncertainFigure figure(double low, double value, double high, Spread spread) {
    return {.name = "x", .value = value, .low = low, .high = high, .spread = spread};
}

/// 3 a - b, and the root of a - 1.
OutcomeModel simple_model() {
    return {.outcomes = {"line", "root"}, .begin = []() -> OutcomeFunction {
                return [](std::span<const double> x, std::span<std::optional<double>> y) -> Result<void> {
                    y[0] = 3 * x[0] - x[1];
                    if (x[0] >= 1) y[1] = std::sqrt(x[0] - 1);
                    return {};
                };
            }};
}

Sampled sampled(std::span<const UncertainFigure> figures, const OutcomeModel& model, SamplingOptions options,
                unsigned threads = 1, std::uint64_t seed = 5) {
    Context context({.threads = threads, .seed = seed});
    auto made = sample_outcomes(figures, model, options, context);
    REQUIRE_MESSAGE(made.has_value(), (made ? "" : render(made.error())));
    return std::move(*made);
}

}  // namespace

TEST_CASE("Philox gives the words of its authors' known answers") {
    // Random123, kat_vectors, philox4x32 with 10 rounds.
    using Words = std::array<std::uint32_t, 4>;
    CHECK(philox({0, 0, 0, 0}, {0, 0}) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    const std::uint32_t ones = 0xffffffff;
    CHECK(philox({ones, ones, ones, ones}, {ones, ones}) ==
          Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
    CHECK(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
          Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("the inverse normal distribution is one, into both tails") {
    for (const double p :
         {1e-300, 1e-100, 1e-20, 1e-10, 1e-5, 0.01, 0.074, 0.0751, 0.3, 0.5, 0.7, 0.95, 0.999})
        CHECK(0.5 * std::erfc(-standard_normal_at(p) / std::sqrt(2.0)) == doctest::Approx(p).epsilon(1e-12));
    CHECK(standard_normal_at(0.95) == doctest::Approx(1.6448536269514722).epsilon(1e-15));
    CHECK(standard_normal_at(0.975) == doctest::Approx(1.9599639845400545).epsilon(1e-15));
    CHECK(standard_normal_at(0.5) == 0);
}

TEST_CASE("low and high are ends, or the 5th and 95th percentiles") {
    const auto triangle = figure(2, 3, 6, Spread::triangular);
    CHECK(figure_at(triangle, 0.25) == doctest::Approx(3));  // a quarter lies below the mode
    CHECK(figure_at(triangle, 1e-15) == doctest::Approx(2));
    CHECK(figure_at(triangle, 0.8125) == doctest::Approx(4.5));  // above 4.5 lies 1.5^2 / (4 * 3) = 0.1875
    CHECK(figure_at(figure(2, 2, 6, Spread::triangular), 0.75) == doctest::Approx(4));
    CHECK(figure_at(figure(2, 6, 6, Spread::triangular), 0.25) == doctest::Approx(4));
    CHECK(figure_at(figure(5, 5, 5, Spread::triangular), 0.3) == 5);
    CHECK(figure_at(figure(2, 3, 6, Spread::uniform), 0.25) == 3);
    for (const Spread spread : {Spread::normal, Spread::lognormal}) {
        const auto made = figure(2, 5, 8, spread);
        CHECK(figure_at(made, 0.05) == doctest::Approx(2).epsilon(1e-13));
        CHECK(figure_at(made, 0.95) == doctest::Approx(8).epsilon(1e-13));
        CHECK(figure_at(made, 0.5) == doctest::Approx(spread == Spread::normal ? 5 : 4));
    }
}

TEST_CASE("ranges that hold no figure are refused") {
    CHECK(!check_figure(figure(3, 2, 4, Spread::uniform)));
    CHECK(!check_figure(figure(1, 5, 4, Spread::uniform)));
    CHECK(!check_figure(figure(0, 1, 4, Spread::lognormal)));
    CHECK(!check_figure(figure(std::nan(""), 1, 4, Spread::uniform)));
    CHECK(check_figure(figure(2, 2, 2, Spread::lognormal)));
    Context context;
    const std::vector<UncertainFigure> figures{figure(3, 2, 4, Spread::uniform)};
    CHECK(!sample_outcomes(figures, simple_model(), {}, context));
    CHECK(!tornado(figures, simple_model()));
    CHECK(!sample_outcomes({}, {.outcomes = {}, .begin = simple_model().begin}, {.samples = 1}, context));
}

TEST_CASE("samples are the same for any number of threads, and others for another seed") {
    const std::vector<UncertainFigure> figures{figure(0, 1, 3, Spread::triangular),
                                               figure(1, 2, 5, Spread::lognormal)};
    for (const bool latin : {true, false}) {
        const SamplingOptions options{.samples = 3000, .latin_hypercube = latin};
        const auto one = sampled(figures, simple_model(), options, 1);
        const auto three = sampled(figures, simple_model(), options, 3);
        CHECK(one.outcomes == three.outcomes);
        CHECK(one.summaries[0].mean == three.summaries[0].mean);
        CHECK(one.summaries[1].rank_correlations == three.summaries[1].rank_correlations);
        CHECK(one.outcomes != sampled(figures, simple_model(), options, 1, 6).outcomes);
    }
    // Without a hypercube the first samples of many are those of few.
    auto many = sampled(figures, simple_model(), {.samples = 900, .latin_hypercube = false}).outcomes[0];
    many.resize(400);
    CHECK(many == sampled(figures, simple_model(), {.samples = 400, .latin_hypercube = false}).outcomes[0]);
}

TEST_CASE("a Latin hypercube draws once from each part of each range") {
    const std::vector<UncertainFigure> figures{figure(0, 0.5, 1, Spread::uniform),
                                               figure(0, 0.5, 1, Spread::uniform)};
    const OutcomeModel model{.outcomes = {"a", "b"}, .begin = []() -> OutcomeFunction {
                                 return [](std::span<const double> x, std::span<std::optional<double>> y) {
                                     y[0] = x[0], y[1] = x[1];
                                     return Result<void>{};
                                 };
                             }};
    const auto made = sampled(figures, model, {.samples = 1000});
    for (const auto& column : made.outcomes) {
        std::vector<int> parts;
        for (const auto& value : column) parts.push_back(static_cast<int>(*value * 1000));
        std::ranges::sort(parts);
        for (int i = 0; i < 1000; ++i) CHECK(parts[static_cast<std::size_t>(i)] == i);
    }
    CHECK(std::abs(made.summaries[0].rank_correlations[1]) < 0.1);  // columns are shuffled apart
    CHECK(made.summaries[0].rank_correlations[0] == doctest::Approx(1).epsilon(1e-12));
}

TEST_CASE("mean, spread and percentiles are those of the distributions") {
    const std::vector<UncertainFigure> figures{figure(2, 3, 7, Spread::triangular),
                                               figure(1, 2, 4, Spread::normal)};
    // Triangle: mean (2 + 3 + 7) / 3 = 4, variance (4 + 9 + 49 - 6 - 14 - 21) / 18 = 7/6. Normal: mean 2.5,
    // deviation 1.5 / 1.6448536. So 3 a - b has mean 9.5 and variance 9 * 7/6 + 0.8316.
    const double deviation = std::sqrt(10.5 + std::pow(1.5 / 1.6448536269514722, 2));
    for (const bool latin : {true, false}) {
        const auto made = sampled(figures, simple_model(), {.samples = 40'000, .latin_hypercube = latin});
        const OutcomeSummary& line = made.summaries[0];
        CHECK(line.name == "line");
        CHECK(line.counted == 40'000);
        CHECK(std::abs(line.mean - 9.5) < (latin ? 1e-3 : 4 * deviation / 200));
        CHECK(line.standard_deviation == doctest::Approx(deviation).epsilon(0.02));
        CHECK(line.least < line.p05);
        CHECK(line.p05 < line.median);
        CHECK(line.median < line.p95);
        CHECK(line.above_zero == 1);
        CHECK(line.rank_correlations[0] == doctest::Approx(3 * std::sqrt(7.0 / 6) / deviation).epsilon(0.02));
        CHECK(line.rank_correlations[1] < -0.2);
    }
}

TEST_CASE("outcomes that do not exist are counted, not made up") {
    const std::vector<UncertainFigure> figures{figure(0, 1, 4, Spread::uniform),
                                               figure(1, 1, 1, Spread::uniform)};
    const auto made = sampled(figures, simple_model(), {.samples = 4000});
    const OutcomeSummary& root = made.summaries[1];
    CHECK(root.counted == 3000);  // a hypercube has 1000 of 4000 parts below 1
    CHECK(root.above_zero == 0.75);
    CHECK(root.rank_correlations[0] == doctest::Approx(1));
    CHECK(root.rank_correlations[1] == 0);  // does not vary
    const std::vector<UncertainFigure> never{figure(0, 0.1, 0.2, Spread::uniform),
                                             figure(1, 1, 1, Spread::uniform)};
    const auto none = sampled(never, simple_model(), {.samples = 10});
    CHECK(none.summaries[1].counted == 0);
    CHECK(none.summaries[1].mean == 0);
    CHECK(none.summaries[1].above_zero == 0);
}

TEST_CASE("summary by hand, with ties") {
    // 4, 1, none, 1, 2 against 1, 2, 3, 4, 5. Ranks of the outcome 4, 1.5, 1.5, 3, of the figure 1, 2, 3, 4
    // once the third is left out; from the mean of 2.5: 1.5, -1, -1, 0.5 and -1.5, -0.5, 0.5, 1.5. Products
    // -2.25 + 0.5 - 0.5 + 0.75 = -1.5; squares 4.5 and 5.
    const std::vector<std::optional<double>> outcome{4, 1, std::nullopt, 1, 2};
    const std::vector<SampleOrder> orders{order_of(std::vector<double>{1, 2, 3, 4, 5})};
    const OutcomeSummary made = summary_of("y", outcome, orders);
    CHECK(made.rank_correlations[0] == doctest::Approx(-1.5 / std::sqrt(4.5 * 5)));
    CHECK(made.mean == 2);
    CHECK(made.standard_deviation == doctest::Approx(std::sqrt(6.0 / 3)));
    CHECK(made.median == 1.5);
    CHECK(made.p25 == 1);
    CHECK(made.p75 == 2.5);
    CHECK(made.p90 == doctest::Approx(3.4));
    CHECK(made.most == 4);
    CHECK(made.above_zero == 0.8);
}

TEST_CASE("the first error of the samples is told, whatever the threads; so is what is no number") {
    const auto failing = [](bool infinite) {
        return OutcomeModel{.outcomes = {"y"}, .begin = [infinite]() -> OutcomeFunction {
                                return [infinite](std::span<const double> x,
                                                  std::span<std::optional<double>> y) -> Result<void> {
                                    if (x[0] < 0.5)
                                        y[0] = 1;
                                    else if (infinite)
                                        y[0] = 1 / 0.0;
                                    else
                                        return fail(Error::input("process.cost", "{}", x[0]));
                                    return {};
                                };
                            }};
    };
    const std::vector<UncertainFigure> figures{figure(0, 0.5, 1, Spread::uniform)};
    Context one({.threads = 1, .seed = 2}), four({.threads = 4, .seed = 2});
    const auto first = sample_outcomes(figures, failing(false), {.samples = 5000}, one);
    const auto other = sample_outcomes(figures, failing(false), {.samples = 5000}, four);
    REQUIRE((!first && !other));
    CHECK(first.error().what() == other.error().what());
    const auto endless = sample_outcomes(figures, failing(true), {.samples = 5000}, one);
    REQUIRE(!endless);
    CHECK(endless.error().what().find("no finite number") != std::string::npos);
    const std::atomic<bool> stop = true;
    Context stopped({.threads = 2, .cancel = &stop});
    CHECK(sample_outcomes(figures, failing(false), {}, stopped).error().exit() == Exit::interrupted);
}

TEST_CASE("a tornado moves one figure at a time") {
    const std::vector<UncertainFigure> figures{figure(0.5, 2, 3, Spread::triangular),
                                               figure(1, 2, 20, Spread::triangular)};
    const auto made = tornado(figures, simple_model());
    REQUIRE(made.has_value());
    CHECK(made->at_values[0] == 4);
    CHECK(made->at_values[1] == 1);
    REQUIRE(made->bars.size() == 2);
    CHECK(made->bars[0].at_low[0] == -0.5);
    CHECK(made->bars[0].at_high[0] == 7);
    CHECK(!made->bars[0].at_low[1]);
    CHECK(made->bars[1].at_low[0] == 5);
    CHECK(made->bars[1].at_high[0] == -14);
    CHECK(widest_first(*made, 0) == std::vector<std::size_t>{1, 0});
    CHECK(widest_first(*made, 1) == std::vector<std::size_t>{1, 0});  // the other has no low end
    const OutcomeModel three{.outcomes = {"a", "b", "c"}, .begin = []() -> OutcomeFunction {
                                 return [](std::span<const double> x, std::span<std::optional<double>> y) {
                                     y[2] = x[0];
                                     return Result<void>{};
                                 };
                             }};
    const auto wide = tornado(figures, three);
    REQUIRE(wide.has_value());
    CHECK(wide->bars[0].at_low == std::vector<std::optional<double>>{std::nullopt, std::nullopt, 0.5});
}
