#pragma once

#include "cost/plant.hpp"
#include "cost/uncertainty.hpp"

#include <strandline/base/context.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace strandline::process {

/// The results whose spread is followed.
enum class PlantResult : std::uint8_t { npv, irr, minimum_selling_price, cost_per_kg };
inline constexpr std::size_t plant_results = 4;
std::string_view name(PlantResult result);

/// What becomes of the spreads of the figures. A draw whose plant cannot be (its balance does not close, no
/// batch fits into the year) has no result.
struct PlantSpread {
    std::vector<std::size_t> figures;  // those with a spread, by their place in the plant
    Sampled sampled;                   // outcomes in the order of PlantResult
    Tornado tornado;                   // bars in the order of `figures`
    bool drawn() const { return sampled.samples > 0; }
    std::size_t without_result() const;
    const OutcomeSummary& summary(PlantResult of) const;
    /// Bars of the tornado that move a result by more than rounding, the widest first.
    std::vector<std::size_t> movers(PlantResult of) const;
};

/// Draws all figures with a spread, independently of each other, and moves each by itself to its ends. No
/// spread: nothing. Fewer than two draws: the ends alone.
Result<PlantSpread> plant_spread(const Plant& plant, std::size_t draws, Context& context);

}  // namespace strandline::process
