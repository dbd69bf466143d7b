#include "cost/rate_of_return.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

using namespace strandline;
using namespace strandline::process;

namespace {

using Flows = std::vector<double>;

double worth(const Flows& flows, double rate) {
    double sum = 0;
    for (std::size_t i = 0; i < flows.size(); ++i)
        sum += flows[i] * std::pow(1 + rate, -static_cast<double>(i));
    return sum;
}

/// Flows whose present value vanishes at given rates alone: the product of (1 + rate) x - 1.
Flows flows_with(const std::vector<double>& rates) {
    Flows flows{1};
    for (const double rate : rates) {
        Flows next(flows.size() + 1);
        for (std::size_t i = 0; i < flows.size(); ++i) {
            next[i] -= flows[i];
            next[i + 1] += (1 + rate) * flows[i];
        }
        flows = std::move(next);
    }
    return flows;
}

/// Changes of sign of the present value over a fine grid of rates.
std::size_t roots_on_grid(const Flows& flows) {
    std::size_t count = 0;
    double before = 0;
    for (int i = -4000; i <= 4000; ++i) {
        const double value = worth(flows, std::expm1(i * 0.002 + 1e-4));
        if (value * before < 0) ++count;
        before = value;
    }
    return count;
}

}  // namespace

TEST_CASE("rates of return of textbooks") {
    // Newnan, Eschenbach and Lavelle, Engineering Economic Analysis, 9th ed., examples 7-1 to 7-3: 7 %, 7 %
    // (from tables; 6.91 % is closer), 13.5 %.
    CHECK(rates_of_return(Flows{-8200, 2000, 2000, 2000, 2000, 2000}).at(0) ==
          doctest::Approx(0.07).epsilon(2e-3));
    CHECK(rates_of_return(Flows{-700, 100, 175, 250, 325}).at(0) == doctest::Approx(0.0691).epsilon(2e-3));
    CHECK(rates_of_return(Flows{-100, 20, 30, 20, 40, 40}).at(0) == doctest::Approx(0.135).epsilon(3e-3));
    // The oil pump of Lorie and Savage, The Journal of Business 28:229 (1955): 25 % and 400 %.
    const auto pump = rates_of_return(Flows{-1600, 10'000, -10'000});
    REQUIRE(pump.size() == 2);
    CHECK(pump[0] == doctest::Approx(0.25).epsilon(1e-12));
    CHECK(pump[1] == doctest::Approx(4).epsilon(1e-12));
}

TEST_CASE("flows without a rate of return have none") {
    CHECK(rates_of_return(Flows{}).empty());
    CHECK(rates_of_return(Flows{0, 0, 0}).empty());
    CHECK(rates_of_return(Flows{-1, -2, 0, -3}).empty());
    CHECK(rates_of_return(Flows{5, 0, 1}).empty());
    // Two changes of sign, yet 1000 - 3000 x + 2500 x^2 has the discriminant -1e6.
    CHECK(rates_of_return(Flows{1000, -3000, 2500}).empty());
    CHECK(sign_changes(Flows{1000, 0, -3000, 1e-10, 2500}) == 2);
}

TEST_CASE("zeros before, between and after the flows leave the rates alone") {
    const auto rates = rates_of_return(Flows{0, 0, -100, 0, 0, 133.1, 0});
    REQUIRE(rates.size() == 1);
    CHECK(rates[0] == doctest::Approx(0.1).epsilon(1e-13));
}

TEST_CASE("several rates that were built in are found again") {
    std::mt19937_64 random(3);
    std::uniform_real_distribution<double> step(0.05, 1.2);
    for (int run = 0; run < 300; ++run) {
        std::vector<double> built;
        double factor = 0.3;
        for (int i = 0; i < 1 + run % 4; ++i) built.push_back((factor *= 1 + step(random)) - 1);
        const auto found = rates_of_return(flows_with(built));
        REQUIRE(found.size() == built.size());
        for (std::size_t i = 0; i < built.size(); ++i)
            CHECK(found[i] == doctest::Approx(built[i]).epsilon(1e-6));
    }
}

TEST_CASE("random flows: as many rates as a fine grid shows, each of worth nothing") {
    std::mt19937_64 random(7);
    std::normal_distribution<double> normal;
    for (int run = 0; run < 60; ++run) {
        Flows flows(static_cast<std::size_t>(3 + run % 20));
        for (double& flow : flows) flow = normal(random);
        CAPTURE(run);
        const auto rates = rates_of_return(flows);
        CHECK(static_cast<std::int32_t>(rates.size()) <= sign_changes(flows));
        CHECK((sign_changes(flows) - static_cast<std::int32_t>(rates.size())) % 2 == 0);
        const auto inner = std::ranges::count_if(
            rates, [](double rate) { return std::abs(std::log1p(rate)) < 4000 * 0.002; });
        CHECK(static_cast<std::size_t>(inner) == roots_on_grid(flows));
        for (const double rate : rates) {
            double turnover = 0;
            for (std::size_t i = 0; i < flows.size(); ++i)
                turnover += std::abs(flows[i]) * std::pow(1 + rate, -static_cast<double>(i));
            CHECK(std::abs(worth(flows, rate)) < 1e-11 * turnover);
        }
    }
}
