#include "cost/plant_spread.hpp"

#include "cost/plant_costs.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace strandline::process {

std::string_view name(PlantResult result) {
    static constexpr std::array<std::string_view, plant_results> names{"npv", "irr", "minimum_selling_price",
                                                                       "cost_per_kg"};
    return names[static_cast<std::size_t>(result)];
}

std::size_t PlantSpread::without_result() const {
    return sampled.samples - summary(PlantResult::npv).counted;
}

const OutcomeSummary& PlantSpread::summary(PlantResult of) const {
    return sampled.summaries[static_cast<std::size_t>(of)];
}

std::vector<std::size_t> PlantSpread::movers(PlantResult of) const {
    const auto outcome = static_cast<std::size_t>(of);
    std::vector<std::size_t> made = widest_first(tornado, outcome);
    std::erase_if(made, [&](std::size_t i) {
        const auto& low = tornado.bars[i].at_low[outcome];
        const auto& high = tornado.bars[i].at_high[outcome];
        return low && high && std::fabs(*high - *low) <= 1e-9 * std::max(std::fabs(*high), std::fabs(*low));
    });
    return made;
}

namespace {

using Outcomes = std::span<std::optional<double>>;

void fill_outcomes(const PlantCosts& costs, const PlantWorth& worth, Outcomes outcomes) {
    const auto at = [&](PlantResult of) -> std::optional<double>& {
        return outcomes[static_cast<std::size_t>(of)];
    };
    at(PlantResult::npv) = worth.net_present_value;
    at(PlantResult::irr) = worth.internal_rate;
    if (worth.minimum_sales)
        at(PlantResult::minimum_selling_price) =
            *worth.minimum_sales / (costs.production > 0 ? costs.production : 1);
    if (costs.production > 0) at(PlantResult::cost_per_kg) = costs.cost_per_kg;
}

/// The plant as a function of the figures that have a spread.
OutcomeModel outcome_model(const Plant& plant, const std::vector<std::size_t>& figures) {
    OutcomeModel model;
    for (std::size_t i = 0; i < plant_results; ++i)
        model.outcomes.emplace_back(name(static_cast<PlantResult>(i)));
    model.begin = [&plant, &figures] {
        return [&plant, &figures, values = plant.values(), years = std::vector<CashFlowYear>()](
                   std::span<const double> drawn, Outcomes outcomes) mutable -> Result<void> {
            for (std::size_t i = 0; i < figures.size(); ++i) values[figures[i]] = drawn[i];
            const auto costs = plant_costs(plant, Values(values));
            if (!costs) return {};
            const auto worth = plant_worth(costs->finance, years);
            if (worth) fill_outcomes(*costs, *worth, outcomes);
            return {};
        };
    };
    return model;
}

Spread spread_of(const std::string& distribution) {
    if (distribution == "uniform") return Spread::uniform;
    if (distribution == "normal") return Spread::normal;
    if (distribution == "lognormal") return Spread::lognormal;
    return Spread::triangular;
}

}  // namespace

Result<PlantSpread> plant_spread(const Plant& plant, std::size_t draws, Context& context) {
    PlantSpread made;
    std::vector<UncertainFigure> uncertain;
    for (std::size_t i = 0; i < plant.figures.size(); ++i) {
        const formats::Figure& figure = plant.figures[i];
        if (!figure.low || !figure.high || *figure.low == *figure.high) continue;
        made.figures.push_back(i);
        uncertain.push_back(
            {figure.path, figure.value, *figure.low, *figure.high, spread_of(figure.distribution)});
        if (auto good = check_figure(uncertain.back()); !good) {
            Error error = std::move(good).error();
            return fail(std::move(error.at(figure.place)));
        }
    }
    if (uncertain.empty()) return made;
    const OutcomeModel model = outcome_model(plant, made.figures);
    STRANDLINE_TRY(made.tornado, tornado(uncertain, model));
    if (draws >= 2) {
        STRANDLINE_TRY(made.sampled, sample_outcomes(uncertain, model, {.samples = draws}, context));
    }
    return made;
}

}  // namespace strandline::process
