#include "cost/plant_years.hpp"

#include <cmath>
#include <limits>

namespace strandline::process {
namespace {

/// What a year's money at full production sells in each year of operation.
double sold(const CashFlowInput& input, const CashFlowYear& year) {
    const std::int32_t operating = year.year - static_cast<std::int32_t>(input.construction.size());
    if (operating < 0) return 0;
    const double start = startup_share(input, operating);
    return year.price_level * (1 - start + start * input.startup_sales_share);
}

/// Net present value when sales at full production are higher by `more`.
struct Worth {
    OverSales sum;
    double turnover = 0;  // of all that makes it up: the measure of its rounding errors
};

Worth worth_with(const CashFlowInput& input, std::span<const CashFlowYear> years, double more) {
    Worth worth;
    OverSales carried;
    for (const CashFlowYear& year : years) {
        const double slope = sold(input, year);
        const auto taxed = taxed_earnings(input, {year.earnings + more * slope, slope}, carried);
        const double untaxed = year.cash_flow + year.tax + more * slope;
        worth.sum.value += year.discount_factor * (untaxed - input.income_tax * taxed.value);
        worth.sum.slope += year.discount_factor * (slope - input.income_tax * taxed.slope);
        worth.turnover +=
            year.discount_factor *
            (std::abs(year.sales + more * slope) + std::abs(year.fixed_cost) + std::abs(year.variable_cost) +
             std::abs(year.capital) + std::abs(year.loan) + std::abs(year.loan_payment) +
             std::abs(year.salvage) + std::abs(year.working_capital));
    }
    return worth;
}

}  // namespace

std::optional<double> sales_to_break_even(const CashFlowInput& input, std::span<const CashFlowYear> years) {
    constexpr double infinite = std::numeric_limits<double>::infinity();
    double below = -infinite, above = infinite, more = 0;
    // The worth rises with the sales in straight pieces, so Newton's steps end on the piece of the root.
    for (int step = 0; step < 200; ++step) {
        const auto [worth, turnover] = worth_with(input, years, more);
        if (worth.slope <= 0) return std::nullopt;
        double next = more - worth.value / worth.slope;
        if (std::abs(worth.value) <= 1e-13 * turnover) return input.sales + next;
        (worth.value < 0 ? below : above) = more;
        const bool bracketed = std::isfinite(below) && std::isfinite(above);
        if (bracketed && (next <= below || next >= above)) next = 0.5 * (below + above);
        if (next == more) return input.sales + more;
        more = next;
    }
    return std::nullopt;
}

}  // namespace strandline::process
