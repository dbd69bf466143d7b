#include "cost/capital.hpp"

#include <array>
#include <cmath>

namespace strandline::process {
namespace {

/// 2000 to 2023. Chemical Engineering, "Economic Indicators", yearly means.
constexpr std::array<double, 24> index_by_year{394.1, 394.3, 395.6, 402.0, 444.2, 468.2, 499.6, 525.4,
                                               575.4, 521.9, 550.8, 585.7, 584.6, 567.3, 576.1, 556.8,
                                               541.7, 567.5, 603.1, 607.5, 596.2, 708.8, 816.0, 797.9};
static_assert(first_index_year + index_by_year.size() - 1 == last_index_year);

Result<double> index_of(std::int32_t year) {
    if (const auto index = plant_cost_index(year)) return *index;
    return fail(Error::input("process.cost", "the plant cost index of {} is not known here", year)
                    .expected("{} to {}", first_index_year, last_index_year)
                    .found("{}", year)
                    .mend("give the cost index of both years"));
}

}  // namespace

Result<ScaledCost> scaled_cost(const CostCurve& curve, double size) {
    const bool whole = std::isfinite(curve.cost) && std::isfinite(curve.exponent) && std::isfinite(size);
    if (!whole || curve.cost < 0 || curve.size <= 0 || size <= 0)
        return fail(Error::input("process.cost", "the cost of size {} cannot be scaled from that of {}", size,
                                 curve.size)
                        .expected("sizes above 0 and a cost of 0 or more")
                        .found("a cost of {}, exponent {}", curve.cost, curve.exponent));
    const bool too_small = curve.least_size && size < *curve.least_size;
    const bool too_large = curve.most_size && size > *curve.most_size;
    return ScaledCost{.cost = curve.cost * std::pow(size / curve.size, curve.exponent),
                      .in_range = !too_small && !too_large};
}

std::optional<double> plant_cost_index(std::int32_t year) {
    if (year < first_index_year || year > last_index_year) return std::nullopt;
    return index_by_year[static_cast<std::size_t>(year - first_index_year)];
}

Result<double> index_ratio(std::int32_t from_year, std::int32_t to_year) {
    STRANDLINE_TRY(const double from, index_of(from_year));
    STRANDLINE_TRY(const double to, index_of(to_year));
    return to / from;
}

LangFactors lang_factors(PlantKind kind, LangSource source) {
    // Lang, Chemical Engineering 55(6):112 (1948); Peters and Timmerhaus, Plant Design and Economics for
    // Chemical Engineers, 4th ed. (1991), p. 184, table 18.
    const bool lang = source == LangSource::lang_1948;
    switch (kind) {
    case PlantKind::solids:
        return lang ? LangFactors{3.10, {}} : LangFactors{3.9, 4.6};
    case PlantKind::solids_and_fluids:
        return lang ? LangFactors{3.63, {}} : LangFactors{4.1, 4.9};
    case PlantKind::fluids:
        return lang ? LangFactors{4.74, {}} : LangFactors{4.8, 5.7};
    }
    return {};
}

}  // namespace strandline::process
