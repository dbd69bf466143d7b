#include "cost/cost_charts.hpp"

#include <strandline/base/web_page.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace strandline::process {
namespace {

constexpr double gap = std::numeric_limits<double>::quiet_NaN();

std::string in_words(PlantResult result) {
    switch (result) {
    case PlantResult::npv:
        return "net present value";
    case PlantResult::irr:
        return "internal rate of return";
    case PlantResult::minimum_selling_price:
        return "minimum selling price";
    case PlantResult::cost_per_kg:
        return "cost";
    }
    return "";
}

/// "downstream.3.recovery" as "ion exchange recovery", where `list` holds what "downstream." counts.
template <class List>
std::optional<std::string> by_name(std::string_view path, std::string_view prefix, const List& list) {
    if (!path.starts_with(prefix)) return std::nullopt;
    path.remove_prefix(prefix.size());
    std::size_t number = 0;
    const auto [end, slip] = std::from_chars(path.data(), path.data() + path.size(), number);
    if (slip != std::errc() || number == 0 || number > list.size()) return std::nullopt;
    path.remove_prefix(static_cast<std::size_t>(end - path.data()));
    std::string rest(path);
    std::ranges::replace(rest, '.', ' ');
    return list[number - 1].name + rest;
}

}  // namespace

std::string figure_label(const Plant& plant, const formats::Figure& figure) {
    if (auto made = by_name(figure.path, "downstream.", plant.downstream)) return *made;
    if (auto made = by_name(figure.path, "seed.", plant.seed)) return *made;
    if (auto made = by_name(figure.path, "fermentation.step.", plant.fermentation.steps)) return *made;
    std::string made = figure.path;
    std::ranges::replace(made, '.', ' ');
    std::ranges::replace(made, '_', ' ');
    return made;
}

Chart breakdown_chart(const Plant& plant, const PlantCosts& costs) {
    Chart made;
    made.title = "Cost by group";
    made.x_label = plant.currency + "/kg";
    ChartSeries bars;
    bars.kind = ChartSeries::Kind::spans;
    for (std::size_t i = 0; i < cost_groups; ++i) {
        if (std::fabs(costs.per_kg[i]) < 1e-12) continue;
        made.categories.emplace_back(name(static_cast<CostGroup>(i)));
        bars.x.push_back(costs.per_kg[i]);
        bars.low.push_back(std::min(costs.per_kg[i], 0.0));
        bars.high.push_back(std::max(costs.per_kg[i], 0.0));
    }
    made.height = 90 + 30 * static_cast<double>(made.categories.size());
    made.series.push_back(std::move(bars));
    return made;
}

Chart cash_flow_chart(const Plant& plant, const CashFlow& flow) {
    Chart made;
    made.title = "Cash flow by year";
    made.x_label = "year";
    made.y_label = "M" + plant.currency;
    ChartSeries bars, sum;
    bars.kind = ChartSeries::Kind::bars;
    bars.name = "cash flow";
    sum.name = "discounted sum";
    for (const CashFlowYear& each : flow.years) {
        const auto year = static_cast<double>(plant.finance.first_year + each.year);
        bars.x.push_back(year);
        bars.y.push_back(each.cash_flow / 1e6);
        sum.x.push_back(year);
        sum.y.push_back(each.cumulative / 1e6);
    }
    made.series = {std::move(bars), std::move(sum)};
    made.marks.push_back({false, 0, ""});
    return made;
}

Chart cycle_chart(const BatchCycle& cycle) {
    constexpr std::size_t batches = 4, most_rows = 6;
    Chart made;
    made.title = "Batch cycle";
    made.x_label = "time, h";
    struct Row {
        const StageUse* stage;
        std::size_t unit, of;
    };
    std::vector<Row> rows;
    for (const StageUse& stage : cycle.stages) {
        const auto units = std::min(static_cast<std::size_t>(stage.units), most_rows);
        for (std::size_t unit = 0; unit < units && stage.occupancy > 0; ++unit) {
            rows.push_back({&stage, unit, units});
            made.categories.push_back(units > 1 ? format("{} {}", stage.name, unit + 1)
                                                : std::string(stage.name));
        }
    }
    for (std::size_t batch = 0; batch < batches; ++batch) {
        ChartSeries bars;
        bars.kind = ChartSeries::Kind::spans;
        bars.name = format("batch {}", batch + 1);
        for (const Row& row : rows) {
            const double begin = row.stage->begin + static_cast<double>(batch) * cycle.interval;
            const bool there = batch % row.of == row.unit;  // batches take the units in turn
            bars.x.push_back(there ? begin : gap);
            bars.low.push_back(there ? begin : gap);
            bars.high.push_back(there ? begin + row.stage->occupancy : gap);
        }
        made.series.push_back(std::move(bars));
    }
    made.height = 90 + 34 * static_cast<double>(made.categories.size());
    return made;
}

Chart tornado_chart(const Plant& plant, const PlantSpread& spread, PlantResult result,
                    const std::string& unit) {
    constexpr std::size_t most = 15;
    const auto outcome = static_cast<std::size_t>(result);
    Chart made;
    made.title = "What moves the " + in_words(result);
    made.x_label = format("{}, {}", in_words(result), unit);
    // From the stated result to that at the figure's low, and to that at its high: two colours.
    ChartSeries low, high;
    low.kind = high.kind = ChartSeries::Kind::spans;
    low.name = "figure at its low";
    high.name = "figure at its high";
    const std::optional<double> middle = spread.tornado.at_values[outcome];
    for (const std::size_t i : spread.movers(result)) {
        if (made.categories.size() == most || !middle) break;
        const TornadoBar& bar = spread.tornado.bars[i];
        made.categories.push_back(figure_label(plant, plant.figures[spread.figures[i]]));
        for (auto [series, end] : {std::pair{&low, bar.at_low[outcome]}, {&high, bar.at_high[outcome]}}) {
            series->x.push_back(end.value_or(gap));
            series->low.push_back(end ? std::min(*end, *middle) : gap);
            series->high.push_back(end ? std::max(*end, *middle) : gap);
        }
    }
    if (middle) made.marks.push_back({true, *middle, ""});
    made.height = 100 + 26 * static_cast<double>(made.categories.size());
    made.series = {std::move(low), std::move(high)};
    return made;
}

Histogram histogram(const PlantSpread& spread, PlantResult result, std::size_t pieces) {
    const OutcomeSummary& of = spread.summary(result);
    const double width = std::max(of.p95 - of.p05, 1e-12 * std::max(std::fabs(of.median), 1.0));
    const double from = std::max(of.least, of.p05 - 0.6 * width),
                 to = std::min(of.most, of.p95 + 0.6 * width);
    const double step = std::max(to - from, 1e-300) / static_cast<double>(pieces);
    std::vector<double> count(pieces);
    for (const auto& value : spread.sampled.outcomes[static_cast<std::size_t>(result)])
        if (value && *value >= from && *value <= to)
            count[std::min(static_cast<std::size_t>((*value - from) / step), pieces - 1)] += 1;
    Histogram made;
    for (std::size_t i = 0; i < pieces; ++i) {
        made.middle.push_back(from + (static_cast<double>(i) + 0.5) * step);
        made.percent.push_back(100 * count[i] / static_cast<double>(spread.sampled.samples));
    }
    return made;
}

Chart histogram_chart(const PlantSpread& spread, PlantResult result, const std::string& unit) {
    const OutcomeSummary& of = spread.summary(result);
    const Histogram drawn = histogram(spread, result, 60);
    Chart made;
    made.title = "Spread of the " + in_words(result);
    const double scale =
        std::max(std::fabs(drawn.middle.front()), std::fabs(drawn.middle.back())) >= 1e6 ? 1e6 : 1;
    made.x_label = format("{}, {}{}", in_words(result), scale > 1 ? "M" : "", unit);
    made.y_label = "share of the draws, %";
    ChartSeries bars;
    bars.kind = ChartSeries::Kind::bars;
    for (const double middle : drawn.middle) bars.x.push_back(middle / scale);
    bars.y = drawn.percent;
    made.series.push_back(std::move(bars));
    made.marks = {
        {true, of.p05 / scale, "5 %"}, {true, of.median / scale, "50 %"}, {true, of.p95 / scale, "95 %"}};
    return made;
}

}  // namespace strandline::process
