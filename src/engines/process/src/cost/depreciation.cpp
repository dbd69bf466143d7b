#include "cost/depreciation.hpp"

#include <algorithm>

namespace strandline::process {
namespace {

constexpr double macrs_3[] = {.3333, .4445, .1481, .0741};
constexpr double macrs_5[] = {.2, .32, .192, .1152, .1152, .0576};
constexpr double macrs_7[] = {.1429, .2449, .1749, .1249, .0893, .0892, .0893, .0446};
constexpr double macrs_10[] = {.1, .18, .144, .1152, .0922, .0737, .0655, .0655, .0656, .0655, .0328};
constexpr double macrs_15[] = {.05,   .095, .0855, .077, .0693, .0623, .059,  .059,
                               .0591, .059, .0591, .059, .0591, .059,  .0591, .0295};
constexpr double macrs_20[] = {.0375,  .07219, .06677, .06177, .05713, .05285, .04888,
                               .04522, .04462, .04461, .04462, .04461, .04462, .04461,
                               .04462, .04461, .04462, .04461, .04462, .04461, .02231};

void straight_line(DepreciationShares& made, double salvage) {
    for (double& share : std::span(made.share).first(static_cast<std::size_t>(made.years)))
        share = (1 - salvage) / made.years;
}

/// The last year has one digit, the first as many as there are years.
void sum_of_years(DepreciationShares& made, double salvage) {
    const double digits = 0.5 * made.years * (made.years + 1.0);
    for (std::int32_t i = 0; i < made.years; ++i)
        made.share[static_cast<std::size_t>(i)] = (1 - salvage) * (made.years - i) / digits;
}

/// Twice the straight line's rate, of what the books still hold; never below the salvage value.
void double_declining(DepreciationShares& made, double salvage, bool switches) {
    double book = 1;
    for (std::int32_t i = 0; i < made.years; ++i) {
        const double above = book - salvage;
        double taken = std::min(above, book * std::min(1.0, 2.0 / made.years));
        if (switches) taken = std::max(taken, above / (made.years - i));
        made.share[static_cast<std::size_t>(i)] = taken;
        book -= taken;
    }
}

}  // namespace

std::span<const double> macrs_shares(std::int32_t years) {
    switch (years) {
    case 3:
        return macrs_3;
    case 5:
        return macrs_5;
    case 7:
        return macrs_7;
    case 10:
        return macrs_10;
    case 15:
        return macrs_15;
    case 20:
        return macrs_20;
    default:
        return {};
    }
}

DepreciationShares depreciation_shares(const CashFlowInput& input) {
    DepreciationShares made{.years = input.depreciation_years};
    const bool down_to_salvage = input.depreciates_to_salvage && input.total_depreciable_capital > 0;
    const double salvage = down_to_salvage ? input.salvage / input.total_depreciable_capital : 0;
    switch (input.depreciation) {
    case Depreciation::macrs: {
        const auto table = macrs_shares(input.depreciation_years);
        std::ranges::copy(table, made.share.begin());
        made.years = static_cast<std::int32_t>(table.size());
        break;
    }
    case Depreciation::straight_line:
        straight_line(made, salvage);
        break;
    case Depreciation::double_declining:
        double_declining(made, salvage, input.switches_to_straight_line);
        break;
    case Depreciation::sum_of_years:
        sum_of_years(made, salvage);
        break;
    }
    return made;
}

}  // namespace strandline::process
