#pragma once

#include "cost/plant.hpp"

#include <strandline/base/context.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace strandline::process {

/// The results whose spread is followed.
enum class PlantResult : std::uint8_t { npv, irr, minimum_selling_price, cost_per_kg };
inline constexpr std::size_t plant_results = 4;
std::string_view name(PlantResult result);

/// What becomes of the spreads of the figures.
struct PlantSpread {
    struct Swing {
        std::size_t figure = 0;
        double low = 0, high = 0;  // of the result, at the ends of the figure's range; NaN: no result there
    };
    std::size_t spread_figures = 0;
    std::size_t draws = 0;
    std::size_t failed = 0;                                      // draws whose plant cannot be
    std::array<std::vector<double>, plant_results> sorted;       // finite values, ascending
    std::array<std::vector<Swing>, plant_results> tornado;       // the widest first
    double probability_of_profit = 0;                            // share of the draws with npv above 0

    double quantile(PlantResult of, double probability) const;   // linear between draws; NaN: none
};

/// Draws all figures with a spread, independently of each other, and moves each by itself to its ends.
PlantSpread plant_spread(const Plant& plant, std::size_t draws, Context& context);

}  // namespace strandline::process
