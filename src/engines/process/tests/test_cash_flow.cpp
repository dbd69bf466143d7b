#include "cost/cash_flow.hpp"

#include <strandline/base/file.hpp>
#include <strandline/base/json.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>

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
