#include "cost/depreciation.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace strandline;
using namespace strandline::process;

namespace {

CashFlowInput plant(Depreciation scheme, double capital, double salvage, std::int32_t years) {
    CashFlowInput made;
    made.total_depreciable_capital = made.fixed_capital = capital;
    made.salvage = salvage;
    made.depreciates_to_salvage = salvage > 0;
    made.depreciation = scheme;
    made.depreciation_years = years;
    return made;
}

void check_years(const CashFlowInput& input, std::initializer_list<double> expected, double within) {
    const DepreciationShares made = depreciation_shares(input);
    REQUIRE(made.shares().size() == expected.size());
    std::size_t i = 0;
    for (const double money : expected)
        CHECK(std::abs(made.shares()[i++] * input.total_depreciable_capital - money) <= within);
}

/// Declining balance at `factor` over years, half of the first and last year, straight line when it is more.
std::vector<double> half_year_shares(std::int32_t years, double factor) {
    std::vector<double> shares;
    double book = 1;
    for (std::int32_t i = 0; i <= years; ++i) {
        const double left = years - std::max(0.0, i - 0.5);  // years of life at the start of tax year i
        const double part = i == 0 ? 0.5 : 1.0;
        const double taken = std::min(book, std::max(book * factor / years, book / left) * part);
        shares.push_back(taken);
        book -= taken;
    }
    return shares;
}

}  // namespace

TEST_CASE("MACRS tables are the declining balance with half a first year, to their last digit") {
    for (const std::int32_t years : {3, 5, 7, 10, 15, 20}) {
        CAPTURE(years);
        const auto table = macrs_shares(years);
        const auto computed = half_year_shares(years, years >= 15 ? 1.5 : 2);
        REQUIRE(table.size() == computed.size());
        CHECK(std::accumulate(table.begin(), table.end(), 0.0) == doctest::Approx(1).epsilon(1e-12));
        // The Service shifts its last digit to make sums of 1.
        for (std::size_t i = 0; i < table.size(); ++i)
            CHECK(std::abs(table[i] - computed[i]) < (years == 20 ? 1.1e-5 : 1.1e-4));
    }
    CHECK(macrs_shares(4).empty());
}

TEST_CASE("straight line, sum of years and double declining as in Turton's example 9.21") {
    // Turton et al., Analysis, Synthesis and Design of Chemical Processes, 3rd ed., example 9.21: 150
    // million, salvage 10, 7 years. Straight line 140 / 7; digits of 28: 140 * 7 / 28 = 35, 30, ...; 2/7 of
    // the book: 42.86, 30.6, ...
    check_years(plant(Depreciation::straight_line, 150, 10, 7), {20, 20, 20, 20, 20, 20, 20}, 1e-12);
    check_years(plant(Depreciation::sum_of_years, 150, 10, 7), {35, 30, 25, 20, 15, 10, 5}, 1e-12);
    auto declining = plant(Depreciation::double_declining, 150, 10, 7);
    declining.switches_to_straight_line = false;
    check_years(declining, {42.857143, 30.612245, 21.865889, 15.618492, 11.156066, 7.968618, 5.69187}, 1e-6);
}

TEST_CASE("sum of years as in Newnan's example") {
    // Newnan, Eschenbach and Lavelle, Engineering Economic Analysis, 9th ed., chapter 11: 900, salvage 70, 5
    // years.
    check_years(plant(Depreciation::sum_of_years, 900, 70, 5), {277, 221, 166, 111, 55}, 0.5);
    check_years(plant(Depreciation::sum_of_years, 15, 0, 5), {5, 4, 3, 2, 1}, 1e-12);
}

TEST_CASE("double declining with and without the switch, down to salvage") {
    // 10,000 over 5 years is 40 % of the book: 4000, 2400, 1440; then 864 or, switching, half of the 2160
    // left.
    auto input = plant(Depreciation::double_declining, 10'000, 0, 5);
    check_years(input, {4000, 2400, 1440, 1080, 1080}, 1e-9);
    input.switches_to_straight_line = false;
    check_years(input, {4000, 2400, 1440, 864, 518.4}, 1e-9);
    // With salvage 1000 the book may fall to it only: 1296 is left after 864, so 296.
    auto salvaged = plant(Depreciation::double_declining, 10'000, 1000, 5);
    salvaged.switches_to_straight_line = false;
    check_years(salvaged, {4000, 2400, 1440, 864, 296}, 1e-9);
    // Switching: of the 2160 - 1000 left after three years, half is 580, less than 864, so the switch changes
    // nothing.
    salvaged.switches_to_straight_line = true;
    check_years(salvaged, {4000, 2400, 1440, 864, 296}, 1e-9);
    check_years(plant(Depreciation::double_declining, 10, 0, 1), {10}, 1e-12);
}
