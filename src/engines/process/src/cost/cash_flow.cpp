#include "cost/cash_flow.hpp"

#include "cost/plant_years.hpp"
#include "cost/rate_of_return.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace strandline::process {
namespace {

/// Years after the end of construction until a running sum is above zero for good, straight within a year.
template <class Flow>
std::optional<double> payback(const CashFlowInput& input, const std::vector<CashFlowYear>& years, Flow flow) {
    const double built = static_cast<double>(input.construction.size());
    double sum = 0, before = -1;
    std::optional<double> back;
    for (const CashFlowYear& year : years) {
        const double moved = flow(year);
        sum += moved;
        if (sum < 0) {
            back.reset();
        } else if (before < 0 && moved > 0) {
            back = std::max(0.0, year.year - built + (1 - sum / moved));
        }
        before = sum;
    }
    return back;
}

std::optional<double> return_on_investment(const CashFlowInput& input,
                                           const std::vector<CashFlowYear>& years) {
    const double invested = input.fixed_capital * (1 + input.working_capital_fraction);
    if (invested <= 0) return std::nullopt;
    double earned = 0;
    for (const CashFlowYear& year : years) earned += year.net_earnings;
    return earned / input.years / invested;
}

/// The smallest that is not below zero, or else the one nearest to it.
std::optional<double> chosen(const std::vector<double>& rates) {
    if (rates.empty()) return std::nullopt;
    const auto found = std::ranges::find_if(rates, [](double rate) { return rate >= 0; });
    return found == rates.end() ? rates.back() : *found;
}

std::vector<double> flows_of(const std::vector<CashFlowYear>& years) {
    std::vector<double> flows;
    flows.reserve(years.size());
    for (const CashFlowYear& year : years) flows.push_back(year.cash_flow);
    return flows;
}

Result<void> fill_plant(const CashFlowInput& input, std::vector<CashFlowYear>& years) {
    STRANDLINE_CHECK(check_cash_flow(input));
    fill_years(input, years);
    fill_taxes(input, years);
    if (!std::isfinite(years.back().cumulative))
        return fail(Error::input("process.cost", "the cash flow is too large to be counted")
                        .mend("give money in thousands or millions"));
    return {};
}

}  // namespace

Result<CashFlow> cash_flow(const CashFlowInput& input) {
    CashFlow made;
    STRANDLINE_CHECK(fill_plant(input, made.years));
    made.net_present_value = made.years.back().cumulative;
    made.loan_payment = made.years[input.construction.size()].loan_payment;
    const auto flows = flows_of(made.years);
    made.sign_changes = sign_changes(flows);
    made.internal_rates = rates_of_return(flows);
    made.several_rates = made.internal_rates.size() > 1;
    made.internal_rate = chosen(made.internal_rates);
    if (made.internal_rate) made.internal_rate_real = (1 + *made.internal_rate) / (1 + input.inflation) - 1;
    made.payback_years = payback(input, made.years, [](const CashFlowYear& y) { return y.cash_flow; });
    made.discounted_payback_years =
        payback(input, made.years, [](const CashFlowYear& y) { return y.net_present; });
    made.return_on_investment = return_on_investment(input, made.years);
    return made;
}

Result<double> minimum_sales(const CashFlowInput& input) {
    std::vector<CashFlowYear> years;
    STRANDLINE_CHECK(fill_plant(input, years));
    const auto sales = sales_to_break_even(input, years);
    if (!sales)
        return fail(Error::input("process.cost", "no sales make the plant pay for itself")
                        .expected("years of operation in which more sales leave more money")
                        .mend("raise the share of sales in start-up, or shorten it"));
    return *sales;
}

Result<double> break_even_sales(const CashFlowInput& input) {
    STRANDLINE_TRY(const double least, minimum_sales(input));
    if (input.sales == 0)
        return fail(Error::input("process.cost", "nothing is sold, so there is no factor on the sales")
                        .expected("sales other than 0")
                        .found("0"));
    return least / input.sales;
}

Result<double> net_present_value(const CashFlowInput& input, std::vector<CashFlowYear>& years) {
    STRANDLINE_CHECK(fill_plant(input, years));
    return years.back().cumulative;
}

Result<PlantWorth> plant_worth(const CashFlowInput& input, std::vector<CashFlowYear>& years) {
    STRANDLINE_CHECK(fill_plant(input, years));
    return PlantWorth{.net_present_value = years.back().cumulative,
                      .internal_rate = chosen(rates_of_return(flows_of(years))),
                      .minimum_sales = sales_to_break_even(input, years)};
}

}  // namespace strandline::process
