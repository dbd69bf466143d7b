#include "cost/plant_costs.hpp"
#include "cost/plant_spread.hpp"
#include "plant_files.hpp"

#include <strandline/base/json.hpp>

#include <cmath>
#include <cstdlib>
#include <filesystem>

using namespace strandline;
using namespace strandline::process;
using namespace strandline::process::testing;

namespace {

PlantCosts costs_of(const Plant& plant) {
    const std::vector<double> values = plant.values();
    auto made = plant_costs(plant, Values(values));
    REQUIRE_MESSAGE(made.has_value(), (made ? std::string() : render(made.error())));
    return std::move(*made);
}

double yearly(const PlantCosts& costs, std::string_view item) {
    double made = 0;
    for (const CostLine& line : costs.lines)
        if (line.name == item) made += line.per_year;
    return made;
}

}  // namespace

TEST_CASE("the costs of a small plant, by hand") {
    const Plant plant = good_plant(small_plant());
    const PlantCosts costs = costs_of(plant);
    CHECK(costs.broth_product == doctest::Approx(100));
    CHECK(costs.product == doctest::Approx(60));
    CHECK(costs.production == doctest::Approx(60 * 33.3));
    // 37 batches are paid for, those that fail too
    CHECK(yearly(costs, "sugar") == doctest::Approx(37 * 200 * 0.5));
    CHECK(yearly(costs, "salts") == doctest::Approx(37 * 10 * 1));
    // stirring 3 kW / 0.75 for 40 h, the filter's 40 kWh
    CHECK(yearly(costs, "electricity") == doctest::Approx(37 * (160 + 40) * 0.1));
    // broth 1 m3, seeds 0.101 m3, the filter's 2 m3
    CHECK(yearly(costs, "water") == doctest::Approx(37 * 3.101 * 2));
    CHECK(yearly(costs, "operators") == doctest::Approx(200e3));
    CHECK(yearly(costs, "supervision") == doctest::Approx(20e3));
    CHECK(yearly(costs, "overhead") == doctest::Approx(110e3));
    CHECK(yearly(costs, "filters") == doctest::Approx(37 * 100 * 0.5));
    CHECK(yearly(costs, "broth") == doctest::Approx(37 * 5));
    // tanks 2 x 100 k x sqrt(1/8) x Lang 4; the skid as it is
    const double tanks = 200e3 * std::sqrt(0.125) * 4;
    CHECK(costs.finance.fixed_capital == doctest::Approx(tanks + 60e3));
    CHECK(yearly(costs, "maintenance") == doctest::Approx(0.05 * (tanks + 60e3)));
    CHECK(costs.finance.sales == doctest::Approx(300 * 60 * 33.3));
}

TEST_CASE("lines, groups and the cash flow's totals agree") {
    const Plant plant = good_plant(small_plant());
    const PlantCosts costs = costs_of(plant);
    double lines = 0, groups = 0;
    for (const CostLine& line : costs.lines) lines += line.per_year;
    CHECK(lines ==
          doctest::Approx(costs.finance.variable_operating_cost + costs.finance.fixed_operating_cost));
    for (const double each : costs.per_kg) groups += each;
    CHECK(groups == doctest::Approx(costs.cost_per_kg));
    const double annuity = 0.1 / (1 - std::pow(1.1, -10));
    CHECK(costs.cost_per_kg * costs.production ==
          doctest::Approx(lines + costs.finance.fixed_capital * annuity));
}

TEST_CASE("work of compression is that of the integral") {
    // 1000 m3/h at 0 °C, drawn in at 20 °C: the integral of V dp along p V^1.4 = constant.
    const double from = 101325, to = 300000, drawn = 1000.0 / 3600 * 293.15 / 273.15;
    double work = 0;
    const int steps = 20000;
    for (int i = 0; i < steps; ++i) {
        const double p = from + (to - from) * (i + 0.5) / steps;
        work += drawn * std::pow(from / p, 1 / 1.4) * (to - from) / steps;
    }
    CHECK(compressor_work(1000, 3, 1) == doctest::Approx(work / 1000).epsilon(1e-6));
    CHECK(compressor_work(1000, 3, 0.5) == doctest::Approx(work / 500).epsilon(1e-6));
    CHECK(compressor_work(1000, 1.01325, 0.7) == doctest::Approx(0));
}

TEST_CASE("equipment of an earlier year is brought to the plant's year by the index") {
    std::string text =
        small_plant("[capital.index]\nname = \"own\"\n[capital.index.years]\n2010 = 500\n2019 = 600\n");
    const std::size_t at = text.find("year = 2019\nbase_cost = \"60 kUSD\"");
    text.replace(at, 11, "year = 2010");
    const PlantCosts costs = costs_of(good_plant(text));
    CHECK(costs.equipment[1].installed == doctest::Approx(72e3));
    CHECK(costs.equipment[0].purchased == doctest::Approx(200e3 * std::sqrt(0.125)));
}

TEST_CASE("the spread of a price alone is that of the price") {
    const Plant plant = good_plant(small_plant());
    Context context({.threads = 1, .seed = 3});
    const auto one = plant_spread(plant, 4000, context);
    REQUIRE(one.has_value());
    REQUIRE(one->figures.size() == 1);
    CHECK(one->without_result() == 0);
    // The cost does not depend on the price; neither does the price that breaks even.
    const OutcomeSummary& cost = one->summary(PlantResult::cost_per_kg);
    CHECK(cost.p95 - cost.p05 == doctest::Approx(0));
    CHECK(one->summary(PlantResult::npv).p95 > one->summary(PlantResult::npv).p05);
    Context more({.threads = 3, .seed = 3});
    const auto three = plant_spread(plant, 4000, more);
    REQUIRE(three.has_value());
    CHECK(three->sampled.outcomes == one->sampled.outcomes);
}

TEST_CASE("draws whose balance cannot close have no result") {
    const std::string balance = R"(
[balance.consumed.glucose]
formula = "C6H12O6"
mass = { value = "150 kg", low = "50 kg", high = "250 kg", distribution = "uniform" }
)";
    std::string text = small_plant(balance);
    text.replace(text.find("name = \"acid\""), 13, "name = \"acid\"\nformula = \"C4H6O4\"");
    const Plant plant = good_plant(text);
    Context context({.threads = 1, .seed = 1});
    const auto spread = plant_spread(plant, 1000, context);
    REQUIRE(spread.has_value());
    // 100 kg of C4H6O4 hold the electrons of 14/24 x 180.156/118.088 x 100 kg of glucose and the carbon of
    // 4/6 of it: carbon binds, at 101.7 kg.
    CHECK(static_cast<double>(spread->without_result()) / 1000 ==
          doctest::Approx((101.7 - 50) / 200).epsilon(0.02));
}

TEST_CASE("the case of BioSTEAM's test, from its figures") {
    const char* shared = std::getenv("STRANDLINE_SHARED");
    const auto path = std::filesystem::path(shared ? shared : "") / "data/make/tea/case1.json";
    if (!shared || !*shared || !std::filesystem::exists(path)) {
        MESSAGE("skipped: no case1.json (STRANDLINE_SHARED)");
        return;
    }
    const auto source = Source::open(path);
    REQUIRE(source.has_value());
    const auto text = source->read_all();
    REQUIRE(text.has_value());
    const auto read = Json::parse(*text);
    REQUIRE(read.has_value());
    const Json& in = read->at("in");
    const Json& out = read->at("out");
    const auto number = [&](std::string_view name) { return in.at(name).number(); };
    const Plant plant = good_plant(format(
        "[finance]\ntotal_depreciable_capital = \"{} MUSD\"\nfixed_capital = \"{} MUSD\"\n"
        "variable_operating_cost = \"{} MUSD/a\"\nfixed_operating_cost = \"{} MUSD/a\"\n"
        "sales = \"{} MUSD/a\"\nincome_tax = {}\nconstruction = [1.0]\nyears = {}\n"
        "depreciation = \"macrs\"\ndepreciation_years = 7\nstartup = \"{} mo\"\n"
        "working_capital = {}\ndiscount_rate = {}\n"
        "[finance.loan]\ninterest = {}\nyears = {}\nfraction = {}\ninterest_during_construction = \"paid\"\n",
        number("TDC"), number("FCI"), number("VOC"), number("FOC"), number("sales"), number("income_tax"),
        number("years"), number("startup_months"), number("WC_over_FCI"), number("IRR"),
        number("loan_interest"), number("loan_years"), number("loan_fraction")));
    const auto flow = cash_flow(costs_of(plant).finance);
    REQUIRE(flow.has_value());
    CHECK(flow->loan_payment / 1e6 == doctest::Approx(out.at("loan_payment").number()).epsilon(1e-7));
    const auto& expected = out.at("cum_NPV").items();
    REQUIRE(flow->years.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
        CHECK(std::fabs(flow->years[i].cumulative / 1e6 - expected[i].number()) < 1e-6);
}
