// Cash flows of plants that cash_flow_peer.py wrote, and the seconds of many of one plant.
//
//     cash_flow_speed answers plants.json            worth and flow of each plant, as BioSTEAM counts
//     cash_flow_speed speed plants.json COUNT THREADS   seconds of COUNT sampled plants around the first
//
// stdout, last line: JSON.

#include "biosteam_plants.hpp"
#include "cost/uncertainty.hpp"
#include "measured.hpp"

#include <strandline/base/file.hpp>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <string_view>

namespace {

using namespace strandline;
using namespace strandline::process;
using strandline::process::testing::plant_of;

Json answer_of(const CashFlowInput& plant) {
    const CashFlow flow = need(cash_flow(plant));
    Json flows = Json::array();
    for (const CashFlowYear& year : flow.years) flows.push_back(year.cash_flow);
    Json answer = Json::object();
    answer.set("npv", flow.net_present_value);
    answer.set("flow", std::move(flows));
    answer.set("loan_payment", flow.loan_payment);
    answer.set("sales", need(minimum_sales(plant)));
    answer.set("sign_changes", static_cast<std::int64_t>(flow.sign_changes));
    answer.set("irr", flow.internal_rate ? Json(*flow.internal_rate) : Json());
    return answer;
}

/// Sales, costs and capital of a plant, 20 % off either way.
std::vector<UncertainFigure> figures_of(const CashFlowInput& plant) {
    const auto about = [](const char* name, double value, Spread spread) {
        return UncertainFigure{
            .name = name, .value = value, .low = 0.8 * value, .high = 1.2 * value, .spread = spread};
    };
    return {about("sales", plant.sales, Spread::triangular),
            about("variable cost", plant.variable_operating_cost, Spread::normal),
            about("capital", plant.total_depreciable_capital, Spread::lognormal)};
}

/// Net present value alone, or with rate of return and minimum sales.
OutcomeModel model_of(const CashFlowInput& plant, bool all) {
    std::vector<std::string> names{"npv"};
    if (all) names.insert(names.end(), {"irr", "minimum_sales"});
    return {.outcomes = std::move(names), .begin = [plant, all]() -> OutcomeFunction {
                const double fixed_over = plant.fixed_capital / plant.total_depreciable_capital;
                return [plant = CashFlowInput(plant), all, fixed_over, years = std::vector<CashFlowYear>()](
                           std::span<const double> figures,
                           std::span<std::optional<double>> outcomes) mutable -> Result<void> {
                    plant.sales = figures[0];
                    plant.variable_operating_cost = figures[1];
                    plant.total_depreciable_capital = figures[2];
                    plant.fixed_capital = figures[2] * fixed_over;
                    if (!all) {
                        STRANDLINE_TRY(outcomes[0], net_present_value(plant, years));
                        return {};
                    }
                    STRANDLINE_TRY(const PlantWorth worth, plant_worth(plant, years));
                    outcomes[0] = worth.net_present_value;
                    outcomes[1] = worth.internal_rate;
                    outcomes[2] = worth.minimum_sales;
                    return {};
                };
            }};
}

struct Taken {
    double seconds = 0, processor_seconds = 0;
};

Taken time_of(const CashFlowInput& plant, bool all, std::size_t count, unsigned threads) {
    Context context({.threads = threads, .seed = 1});
    const std::clock_t processor = std::clock();
    const double began = now();
    need(sample_outcomes(figures_of(plant), model_of(plant, all), {.samples = count}, context));
    return {now() - began, static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC};
}

int speed(const CashFlowInput& plant, std::size_t count, unsigned threads) {
    const Taken alone = time_of(plant, false, count, threads), all = time_of(plant, true, count, threads);
    std::printf("{\"npv\": %.6f, \"all\": %.6f, \"npv_processor\": %.6f, \"all_processor\": %.6f}\n",
                alone.seconds, all.seconds, alone.processor_seconds, all.processor_seconds);
    return 0;
}

}  // namespace

int main(int count, char** words) {
    if (count < 3) return 2;
    const std::string text = need(need(Source::open(words[2])).read_all());
    const Json plants = need(Json::parse(text));
    if (std::string_view(words[1]) == "speed" && count > 4)
        return speed(plant_of(plants.items().front()), std::strtoull(words[3], nullptr, 10),
                     static_cast<unsigned>(std::atoi(words[4])));
    Json answers = Json::array();
    for (const Json& plant : plants.items()) answers.push_back(answer_of(plant_of(plant)));
    std::printf("%s\n", answers.compact().c_str());
    return 0;
}
