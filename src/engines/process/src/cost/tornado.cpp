#include "cost/uncertainty.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace strandline::process {

Result<Tornado> tornado(std::span<const UncertainFigure> figures, const OutcomeModel& model) {
    for (const UncertainFigure& figure : figures) STRANDLINE_CHECK(check_figure(figure));
    std::vector<double> values(figures.size());
    std::ranges::transform(figures, values.begin(), &UncertainFigure::value);
    const OutcomeFunction function = model.begin();
    const std::size_t outcomes = model.outcomes.size();
    Tornado made;
    made.at_values.resize(outcomes);
    STRANDLINE_CHECK(function(values, made.at_values));
    for (std::size_t f = 0; f < figures.size(); ++f) {
        TornadoBar bar;
        bar.figure = f;
        bar.at_low.resize(outcomes);
        bar.at_high.resize(outcomes);
        values[f] = figures[f].low;
        STRANDLINE_CHECK(function(values, bar.at_low));
        values[f] = figures[f].high;
        STRANDLINE_CHECK(function(values, bar.at_high));
        values[f] = figures[f].value;
        made.bars.push_back(std::move(bar));
    }
    return made;
}

std::vector<std::size_t> widest_first(const Tornado& tornado, std::size_t outcome) {
    const auto width = [&](std::size_t bar) {
        const auto low = tornado.bars[bar].at_low[outcome], high = tornado.bars[bar].at_high[outcome];
        return low && high ? std::abs(*high - *low) : -1.0;
    };
    std::vector<std::size_t> order(tornado.bars.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return width(a) > width(b); });
    return order;
}

}  // namespace strandline::process
