#include "biosteam_plants.hpp"

#include <strandline/base/file.hpp>
#include <strandline/base/json.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

using namespace strandline;
using namespace strandline::process;

namespace {

/// Every input of shared/data/make/tea/case1.json, figures of BioSTEAM's own test of its TEA.
CashFlowInput case_one(const Json& in) {
    const auto number = [&in](const char* name) { return in.find(name)->number(); };
    CashFlowInput plant;
    plant.total_depreciable_capital = number("TDC");
    plant.fixed_capital = number("FCI");
    plant.variable_operating_cost = number("VOC");
    plant.fixed_operating_cost = number("FOC");
    plant.sales = number("sales");
    plant.income_tax = number("income_tax");
    plant.construction.clear();
    for (const Json& share : in.find("construction")->items()) plant.construction.push_back(share.number());
    plant.years = static_cast<std::int32_t>(number("years"));
    CHECK(in.find("depreciation")->string() == "MACRS7");
    plant.depreciation = Depreciation::macrs;
    plant.depreciation_years = 7;
    plant.startup_months = number("startup_months");
    plant.working_capital_fraction = number("WC_over_FCI");
    plant.loan.interest = number("loan_interest");
    plant.loan.years = static_cast<std::int32_t>(number("loan_years"));
    plant.loan.fraction = number("loan_fraction");
    CHECK(in.find("interest_during_construction")->string() == "paid, not accumulated");
    plant.discount_rate = number("IRR");
    return plant;
}

}  // namespace

TEST_CASE("the figures of BioSTEAM's test of its cash flow, to 1e-6") {
    const char* shared = std::getenv("STRANDLINE_SHARED");
    const auto path = std::filesystem::path(shared ? shared : "") / "data/make/tea/case1.json";
    if (!shared || !*shared || !std::filesystem::exists(path)) {
        MESSAGE("skipped: no case1.json (STRANDLINE_SHARED)");
        return;
    }
    auto source = Source::open(path);
    REQUIRE(source.has_value());
    const auto text = source->read_all();
    REQUIRE(text.has_value());
    const auto given = Json::parse(*text);
    REQUIRE(given.has_value());
    const auto made = cash_flow(case_one(*given->find("in")));
    REQUIRE(made.has_value());
    const Json& out = *given->find("out");
    CHECK(made->loan_payment == doctest::Approx(out.find("loan_payment")->number()).epsilon(1e-7));
    const auto& expected = out.find("cum_NPV")->items();
    REQUIRE(made->years.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
        CHECK(std::abs(made->years[i].cumulative - expected[i].number()) < 1e-7);
}

TEST_CASE("eighty plants at random, as BioSTEAM counts them") {
    auto source = Source::open(std::filesystem::path(STRANDLINE_TEST_FILES) / "cost/biosteam_plants.json");
    REQUIRE(source.has_value());
    const auto text = source->read_all();
    REQUIRE(text.has_value());
    const auto given = Json::parse(*text);
    REQUIRE(given.has_value());
    int rates = 0;
    for (const Json& plant : given->at("plants").items()) {
        const CashFlowInput input = testing::plant_of(plant.at("in"));
        const Json& out = plant.at("out");
        const double capital = input.fixed_capital;
        const auto made = cash_flow(input);
        REQUIRE(made.has_value());
        CHECK(std::abs(made->net_present_value - out.at("npv").number()) < 1e-10 * capital);
        CHECK(std::abs(made->years.back().cash_flow - out.at("flow_end").number()) < 1e-10 * capital);
        if (const Json* payment = out.find("loan_payment"))
            CHECK(std::abs(made->loan_payment - payment->number()) < 1e-10 * capital);
        // BioSTEAM seeks sales to 10 in money of millionths, and rates to 1e-6.
        const auto sales = minimum_sales(input);
        REQUIRE(sales.has_value());
        CHECK(std::abs(*sales - out.at("sales").number()) < 2e-5 * std::max(1.0, capital));
        if (const Json* rate = out.find("irr")) {
            REQUIRE(made->internal_rate.has_value());
            CHECK(std::abs(*made->internal_rate - rate->number()) < 2e-5);
            ++rates;
        }
    }
    CHECK(rates > 40);
}

namespace {

/// Capital 100 in one year, 40 of sales and 10 of costs a year, nothing else; 4 years.
CashFlowInput plain_plant() {
    CashFlowInput plant;
    plant.total_depreciable_capital = plant.fixed_capital = 100;
    plant.sales = 40;
    plant.variable_operating_cost = 6;
    plant.fixed_operating_cost = 4;
    plant.years = 4;
    plant.depreciation = Depreciation::straight_line;
    plant.depreciation_years = 4;
    plant.discount_rate = 0;
    return plant;
}

std::vector<double> column(const CashFlow& flow, double CashFlowYear::* member) {
    std::vector<double> made;
    for (const CashFlowYear& year : flow.years) made.push_back(year.*member);
    return made;
}

void check_column(const CashFlowInput& input, double CashFlowYear::* member, std::vector<double> expected) {
    const auto made = cash_flow(input);
    REQUIRE_MESSAGE(made.has_value(), (made ? "" : render(made.error())));
    const auto found = column(*made, member);
    REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        CAPTURE(i);
        CHECK(found[i] == doctest::Approx(expected[i]).epsilon(1e-12));
    }
}

}  // namespace

TEST_CASE("losses are carried forward, in part, lost, or refunded") {
    auto plant = plain_plant();
    plant.depreciation_years = 1;  // 100 in the first year: earnings -70, 30, 30, 30
    plant.income_tax = 0.5;
    check_column(plant, &CashFlowYear::earnings, {0, -70, 30, 30, 30});
    check_column(plant, &CashFlowYear::losses_carried, {0, 70, 40, 10, 0});
    check_column(plant, &CashFlowYear::tax, {0, 0, 0, 0, 10});
    plant.losses_offset = 0.8;  // 24 of 30 a year: 70 - 24 - 24 = 22, taxed 6, 6, 30 - 22 = 8
    check_column(plant, &CashFlowYear::losses_carried, {0, 70, 46, 22, 0});
    check_column(plant, &CashFlowYear::tax, {0, 0, 3, 3, 4});
    plant.losses = Losses::lost;
    check_column(plant, &CashFlowYear::tax, {0, 0, 15, 15, 15});
    plant.losses = Losses::refunded;
    check_column(plant, &CashFlowYear::tax, {0, -35, 15, 15, 15});
}

TEST_CASE("what the books hold at the end is written off against salvage") {
    // 100 over 10 years, closed after 4: 60 is left, salvage 25 comes in; tax of 50 %.
    auto plant = plain_plant();
    plant.depreciation_years = 10;
    plant.salvage = 25;
    plant.income_tax = 0.5;
    check_column(plant, &CashFlowYear::depreciation, {0, 10, 10, 10, 70});
    check_column(plant, &CashFlowYear::earnings, {0, 20, 20, 20, 30 + 25 - 70});
    check_column(plant, &CashFlowYear::cash_flow, {-100, 20, 20, 20, 55});
    plant.writes_off_rest = false;
    check_column(plant, &CashFlowYear::cash_flow, {-100, 20, 20, 20, 55 - 0.5 * 45});
    // Depreciated to its salvage value, the plant is sold at what the books say: no tax on that.
    plant.depreciation_years = 4;
    plant.depreciates_to_salvage = plant.writes_off_rest = true;
    check_column(plant, &CashFlowYear::depreciation, {0, 18.75, 18.75, 18.75, 18.75 + 25});
    check_column(plant, &CashFlowYear::tax, {0, 5.625, 5.625, 5.625, 5.625});
}

TEST_CASE("start-up of 18 months spreads over two years") {
    auto plant = plain_plant();
    plant.startup_months = 18;
    plant.startup_sales_share = 0.5;      // 40 * 0.5, then 40 * (0.5 + 0.5 * 0.5)
    plant.startup_variable_share = 0.75;  // 6 * 0.75, then 6 * (0.5 + 0.5 * 0.75)
    plant.startup_fixed_share = 1.25;     // 4 * 1.25, then 4 * (0.5 + 0.5 * 1.25)
    check_column(plant, &CashFlowYear::sales, {0, 20, 30, 40, 40});
    check_column(plant, &CashFlowYear::variable_cost, {0, 4.5, 5.25, 6, 6});
    check_column(plant, &CashFlowYear::fixed_cost, {0, 5, 4.5, 4, 4});
}

TEST_CASE("a loan over two years of construction, its interest paid or added") {
    auto plant = plain_plant();
    plant.construction = {0.5, 0.5};
    plant.loan = {.fraction = 1, .interest = 0.1, .years = 2};
    // Owed 50, then 100: interest of 5 and 10 is paid; 100 in two payments of 100 * 0.1 * 1.21 / 0.21
    // = 57.619.
    const double per_unit = 0.1 * 1.21 / 0.21;
    check_column(plant, &CashFlowYear::loan_interest, {5, 10, 10, 0.1 * (110 - 100 * per_unit), 0, 0});
    check_column(plant, &CashFlowYear::loan_payment, {0, 0, 100 * per_unit, 100 * per_unit, 0, 0});
    check_column(plant, &CashFlowYear::loan_principal, {50, 100, 110 - 100 * per_unit, 0, 0, 0});
    check_column(plant, &CashFlowYear::cash_flow,
                 {-5, -10, 30 - 100 * per_unit, 30 - 100 * per_unit, 30, 30});
    plant.loan.draw_interest = DrawInterest::own_year_only;
    check_column(plant, &CashFlowYear::cash_flow, {-5, -5, 30 - 100 * per_unit, 30 - 100 * per_unit, 30, 30});
    // Added: 50 * 1.1 = 55, (55 + 50) * 1.1 = 115.5; two payments of 66.55.
    plant.loan.draw_interest = DrawInterest::from_own_year;
    plant.loan.interest_accumulates = true;
    check_column(plant, &CashFlowYear::loan_principal, {55, 115.5, 115.5 * 1.1 - 66.55, 0, 0, 0});
    check_column(plant, &CashFlowYear::cash_flow, {0, 0, 30 - 66.55, 30 - 66.55, 30, 30});
    // Drawn at each year's end: 50, 50 * 1.1 + 50 = 105; two payments of 60.5.
    plant.loan.draw_interest = DrawInterest::from_next_year;
    check_column(plant, &CashFlowYear::loan_payment, {0, 0, 60.5, 60.5, 0, 0});
}

TEST_CASE("a loan without interest, on working capital too, its interest alone deducted") {
    auto plant = plain_plant();
    plant.working_capital_fraction = 0.2;
    plant.loan = {.fraction = 0.5, .interest = 0, .years = 3, .on_working_capital = true};
    check_column(plant, &CashFlowYear::loan_payment, {0, 20, 20, 20, 0});
    check_column(plant, &CashFlowYear::cash_flow, {-60, 10, 10, 10, 30 + 20});
    plant.loan = {.fraction = 0.5, .interest = 0.1, .years = 1, .principal_deductible = false};
    plant.income_tax = 0.5;  // 55 is paid back, 5 of it interest: earnings 30 - 25 - 5 = 0
    check_column(plant, &CashFlowYear::earnings, {0, 0, 5, 5, 5});
    plant.loan.principal_deductible = true;
    check_column(plant, &CashFlowYear::earnings, {0, -50, 5, 5, 5});
}

TEST_CASE("inflation: prices from the end of construction on, working capital filled up and all back") {
    auto plant = plain_plant();
    plant.construction = {0.5, 0.5};
    plant.inflation = 0.25;
    plant.working_capital_fraction = 0.64;
    plant.salvage = 256;
    // Prices 0.8, 1, 1.25, 1.5625, 1.953125, 2.44140625. Stocks 64, 80, 100, 125, then all of 125 back.
    check_column(plant, &CashFlowYear::capital, {40, 50, 0, 0, 0, 0});
    check_column(plant, &CashFlowYear::working_capital, {0, 64, 16, 20, 25, -125});
    check_column(plant, &CashFlowYear::sales, {0, 0, 50, 62.5, 78.125, 97.65625});
    check_column(plant, &CashFlowYear::salvage, {0, 0, 0, 0, 0, 625});
    // Depreciation is of the money that was paid: 90 in four.
    check_column(plant, &CashFlowYear::depreciation, {0, 0, 22.5, 22.5, 22.5, 22.5});
    plant.working_capital_follows_prices = false;
    check_column(plant, &CashFlowYear::working_capital, {0, 64, 0, 0, 0, -64});
}

TEST_CASE("without tax, loan and stocks a real rate on inflated money is that rate on money of one year") {
    auto plant = plain_plant();
    plant.construction = {0.3, 0.3, 0.4};
    plant.discount_rate = 0.08;
    const auto real = cash_flow(plant);
    plant.inflation = 0.035;
    plant.discount_above_inflation = true;
    const auto inflated = cash_flow(plant);
    REQUIRE((real.has_value() && inflated.has_value()));
    CHECK(inflated->net_present_value == doctest::Approx(real->net_present_value).epsilon(1e-12));
    CHECK(*inflated->internal_rate_real == doctest::Approx(*real->internal_rate).epsilon(1e-12));
    CHECK(*inflated->internal_rate == doctest::Approx((1 + *real->internal_rate) * 1.035 - 1).epsilon(1e-12));
}

TEST_CASE("payback, return on investment, rate") {
    auto plant = plain_plant();             // -100, 30, 30, 30, 30
    plant.working_capital_fraction = 0.25;  // -125, 30, 30, 30, 55
    const auto made = cash_flow(plant);
    REQUIRE(made.has_value());
    CHECK(*made->payback_years == doctest::Approx(3 + 35.0 / 55));
    CHECK(*made->return_on_investment == doctest::Approx((30.0 - 25) / 125));
    CHECK(made->sign_changes == 1);
    plant.discount_rate = *made->internal_rate;
    const auto again = cash_flow(plant);
    REQUIRE(again.has_value());
    CHECK(std::abs(again->net_present_value) < 1e-10);
    plant.sales = 5;  // never pays
    const auto poor = cash_flow(plant);
    REQUIRE(poor.has_value());
    CHECK(!poor->payback_years);
    CHECK(!poor->internal_rate == (poor->sign_changes == 0));
}

TEST_CASE("minimum sales make the worth vanish, whatever the conventions, and are where halving finds them") {
    std::mt19937_64 random(11);
    const auto between = [&random](double low, double high) {
        return std::uniform_real_distribution<double>(low, high)(random);
    };
    for (int run = 0; run < 400; ++run) {
        CAPTURE(run);
        CashFlowInput plant;
        plant.total_depreciable_capital = plant.fixed_capital = between(10, 200);
        plant.working_capital_fraction = between(0, 0.3);
        plant.variable_operating_cost = between(0, 50);
        plant.fixed_operating_cost = between(0, 50);
        plant.sales = run % 7 ? between(0, 200) : 0;
        plant.other_sales = run % 3 ? 0 : between(0, 150);
        plant.income_tax = between(0, 0.6);
        plant.losses = static_cast<Losses>(run % 3);
        plant.losses_offset = run % 2 ? 1 : between(0, 1);
        plant.construction = run % 5 ? std::vector<double>{1} : std::vector<double>{0.25, 0.5, 0.25};
        plant.years = 5 + run % 25;
        plant.depreciation = static_cast<Depreciation>(run % 4);
        plant.depreciation_years = 7;
        plant.startup_months = between(0, 30);
        plant.startup_sales_share = between(0, 1);
        plant.loan = {.fraction = between(0, 1),
                      .interest = between(0, 0.15),
                      .years = 5,
                      .interest_accumulates = run % 2 == 0,
                      .principal_deductible = run % 4 < 2};
        plant.inflation = run % 2 ? between(-0.02, 0.08) : 0;
        plant.salvage = between(-5, 20);
        plant.discount_rate = between(0, 0.25);
        const auto least = minimum_sales(plant);
        REQUIRE_MESSAGE(least.has_value(), (least ? "" : render(least.error())));
        const auto worth_at = [&plant](double sales) {
            CashFlowInput selling = plant;
            selling.sales = sales;
            return cash_flow(selling)->net_present_value;
        };
        CHECK(std::abs(worth_at(*least)) < 1e-9 * plant.fixed_capital);
        double low = -3000, high = 3000;
        for (int i = 0; i < 100; ++i) (worth_at(0.5 * (low + high)) < 0 ? low : high) = 0.5 * (low + high);
        CHECK(*least == doctest::Approx(low).epsilon(1e-9));
        std::vector<CashFlowYear> years;
        const auto worth = plant_worth(plant, years);
        REQUIRE(worth.has_value());
        CHECK(*worth->minimum_sales == *least);
        CHECK(worth->net_present_value == cash_flow(plant)->net_present_value);
        CHECK(worth->internal_rate == cash_flow(plant)->internal_rate);
    }
}

TEST_CASE("break-even factor, and plants that have none") {
    auto plant = plain_plant();  // without interest: 100 + 40 of costs over 4 years
    CHECK(*break_even_sales(plant) == doctest::Approx(35.0 / 40));
    plant.other_sales = 5;
    CHECK(*break_even_sales(plant) == doctest::Approx(30.0 / 40));
    plant.sales = 0;
    CHECK(*minimum_sales(plant) == doctest::Approx(30.0));
    CHECK(!break_even_sales(plant));
    plant.startup_months = 48;
    plant.startup_sales_share = 0;
    REQUIRE(!minimum_sales(plant));
    CHECK(minimum_sales(plant).error().code() == "process.cost");
}

TEST_CASE("whatever the figures, no result is infinite or no number") {
    std::mt19937_64 random(23);
    const auto any_of = [&random](std::initializer_list<double> values) {
        return values.begin()[random() % values.size()];
    };
    int made = 0;
    for (int run = 0; run < 4000; ++run) {
        CAPTURE(run);
        CashFlowInput plant;
        plant.fixed_capital = any_of({0, 1e-9, 1, 1e12});
        plant.total_depreciable_capital = any_of({0, 1, 1e12});
        plant.working_capital_fraction = any_of({0, 0.1, 5});
        plant.sales = any_of({-1e6, 0, 1e-12, 1, 1e15});
        plant.variable_operating_cost = any_of({0, 1, 1e15});
        plant.income_tax = any_of({0, 0.3, 0.999});
        plant.losses = static_cast<Losses>(random() % 3);
        plant.years = static_cast<std::int32_t>(any_of({1, 2, 30, 200}));
        plant.depreciation = static_cast<Depreciation>(random() % 4);
        plant.depreciation_years = static_cast<std::int32_t>(any_of({3, 20}));
        plant.startup_months = any_of({0, 7, 12});
        plant.startup_sales_share = any_of({0, 1, 3});
        plant.loan = {.fraction = any_of({0, 1}), .interest = any_of({0, 1e-12, 0.08, 10}), .years = 1};
        plant.inflation = any_of({-0.9, 0, 0.03, 10});
        plant.salvage = any_of({-1e9, 0, 1});
        plant.discount_rate = any_of({-0.9, 0, 0.1, 1000});
        const auto flow = cash_flow(plant);
        if (!flow) continue;  // refused with words
        ++made;
        CHECK(std::isfinite(flow->net_present_value));
        for (const CashFlowYear& year : flow->years) CHECK(std::isfinite(year.cash_flow));
        for (const double rate : flow->internal_rates) CHECK((std::isfinite(rate) && rate >= -1));
        for (const auto& figure : {flow->internal_rate, flow->internal_rate_real, flow->payback_years,
                                   flow->discounted_payback_years, flow->return_on_investment})
            CHECK((!figure || std::isfinite(*figure)));
        const auto least = minimum_sales(plant);
        CHECK((!least || std::isfinite(*least)));
    }
    CHECK(made > 2000);
}

TEST_CASE("inputs that contradict themselves are refused with the figure named") {
    const auto refused = [](auto change) {
        auto plant = plain_plant();
        change(plant);
        const auto made = cash_flow(plant);
        REQUIRE(!made);
        CHECK(made.error().code() == "process.cost");
        return made.error().what();
    };
    CHECK(refused([](auto& p) { p.construction = {0.5, 0.4}; }).find("construction") != std::string::npos);
    CHECK(refused([](auto& p) { p.construction = {}; }).find("built in no year") != std::string::npos);
    CHECK(refused([](auto& p) { p.years = 0; }).find("years of operation") != std::string::npos);
    CHECK(refused([](auto& p) { p.income_tax = 1; }).find("income tax") != std::string::npos);
    CHECK(refused([](auto& p) { p.sales = std::nan(""); }).find("sales") != std::string::npos);
    CHECK(refused([](auto& p) { p.fixed_capital = -1; }).find("fixed capital") != std::string::npos);
    CHECK(refused([](auto& p) { p.startup_months = 49; }).find("start-up months") != std::string::npos);
    CHECK(refused([](auto& p) { p.loan = {.fraction = 0.5, .years = 5}; }).find("loan") != std::string::npos);
    CHECK(refused([](auto& p) { p.depreciation = Depreciation::macrs; }).find("MACRS") != std::string::npos);
    CHECK(refused([](auto& p) {
              p.depreciation = Depreciation::macrs;
              p.depreciation_years = 7;
              p.depreciates_to_salvage = true;
          }).find("MACRS") != std::string::npos);
    CHECK(refused([](auto& p) {
              p.depreciates_to_salvage = true;
              p.salvage = 101;
          }).find("salvage") != std::string::npos);
    CHECK(refused([](auto& p) {
              p.sales = 1e308;
              p.years = 100;
          }).find("too large") != std::string::npos);
}
