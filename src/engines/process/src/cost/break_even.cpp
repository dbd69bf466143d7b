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

/// Net present value when the year's sales are `more` than the years were filled with.
OverSales worth_with(const CashFlowInput& input, std::span<const CashFlowYear> years, double more) {
    OverSales worth, carried;
    for (const CashFlowYear& year : years) {
        const double slope = sold(input, year);
        const auto taxed = taxed_earnings(input, {year.earnings + more * slope, slope}, carried);
        const double untaxed = year.cash_flow + year.tax + more * slope;
        worth.value += year.discount_factor * (untaxed - input.income_tax * taxed.value);
        worth.slope += year.discount_factor * (slope - input.income_tax * taxed.slope);
    }
    return worth;
}

/// Of all sums that make up the worth: the measure of its rounding errors.
double turnover(std::span<const CashFlowYear> years) {
    double sum = 0;
    for (const CashFlowYear& year : years)
        sum += year.discount_factor *
               (std::abs(year.sales) + std::abs(year.fixed_cost) + std::abs(year.variable_cost) +
                std::abs(year.capital) + std::abs(year.loan) + std::abs(year.loan_payment));
    return sum;
}

}  // namespace

std::optional<double> sales_to_break_even(const CashFlowInput& input, std::span<const CashFlowYear> years) {
    constexpr double infinite = std::numeric_limits<double>::infinity();
    const double close_enough = 1e-14 * turnover(years);
    double below = -infinite, above = infinite, more = 0;
    // The worth rises with the sales in straight pieces, so Newton's steps end on the piece of the root.
    for (int step = 0; step < 200; ++step) {
        const OverSales worth = worth_with(input, years, more);
        if (worth.slope <= 0) return std::nullopt;
        (worth.value < 0 ? below : above) = more;
        double next = more - worth.value / worth.slope;
        if (next <= below || next >= above) {
            if (std::abs(worth.value) <= close_enough || std::isinf(below) || std::isinf(above)) break;
            next = 0.5 * (below + above);
        }
        if (next == more) break;
        more = next;
        if (std::abs(worth.value) <= close_enough) break;
    }
    return input.sales + more;
}

}  // namespace strandline::process
