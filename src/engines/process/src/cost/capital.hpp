#pragma once

#include <strandline/base/result.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace strandline::process {

/// What an item costs at one size, and how far its cost curve holds.
struct CostCurve {
    double cost = 0;  // of one item of size `size`, at the prices of the index below
    double size = 0;
    /// 0.6 for want of better: Williams, Chemical Engineering 54:124 (1947), the six-tenths rule.
    double exponent = 0.6;
    std::optional<double> least_size, most_size;
};

/// A figure beyond the sizes its curve was made for is still given, and marked.
struct ScaledCost {
    double cost = 0;
    bool in_range = true;
};

/// cost (size / its size)^exponent. "process.cost" for sizes and costs that are not above zero.
Result<ScaledCost> scaled_cost(const CostCurve& curve, double size);

/// Chemical Engineering Plant Cost Index, mean of the year, 1957 to 1959 = 100; nothing where this program
/// has no published yearly mean.
std::optional<double> plant_cost_index(std::int32_t year);
inline constexpr std::int32_t first_index_year = 2000, last_index_year = 2023;

/// What prices of one year are to be multiplied by for another. "process.cost" with the years known.
Result<double> index_ratio(std::int32_t from_year, std::int32_t to_year);

enum class PlantKind : std::uint8_t { solids, solids_and_fluids, fluids };
enum class LangSource : std::uint8_t {
    lang_1948,                  // fixed capital alone
    peters_and_timmerhaus_1991  // delivered equipment; with land and contractor's fee
};

/// Capital over the cost of delivered equipment.
struct LangFactors {
    double fixed_capital = 0;
    std::optional<double> total_capital;  // working capital included
};
LangFactors lang_factors(PlantKind kind, LangSource source);

}  // namespace strandline::process
