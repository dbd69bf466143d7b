#include "cost/plant_years.hpp"

#include <algorithm>

namespace strandline::process {
namespace {

OverSales taxed_after_losses(double most_offset, OverSales earnings, OverSales& carried) {
    if (earnings.value <= 0) {
        carried.value -= earnings.value;
        carried.slope -= earnings.slope;
        return {};
    }
    const OverSales most{most_offset * earnings.value, most_offset * earnings.slope};
    const OverSales used = carried.value < most.value ? carried : most;
    carried.value -= used.value;
    carried.slope -= used.slope;
    return {earnings.value - used.value, earnings.slope - used.slope};
}

double untaxed_flow(const CashFlowInput& input, const CashFlowYear& year) {
    const bool in_construction = year.year < static_cast<std::int32_t>(input.construction.size());
    const bool interest_paid = in_construction && !input.loan.interest_accumulates;
    return year.sales + year.salvage - year.fixed_cost - year.variable_cost + year.loan - year.loan_payment -
           (interest_paid ? year.loan_interest : 0) - year.capital - year.working_capital;
}

}  // namespace

OverSales taxed_earnings(const CashFlowInput& input, OverSales earnings, OverSales& carried) {
    switch (input.losses) {
    case Losses::carried_forward:
        return taxed_after_losses(input.losses_offset, earnings, carried);
    case Losses::lost:
        return earnings.value > 0 ? earnings : OverSales{};
    case Losses::refunded:
        return earnings;
    }
    return earnings;
}

void fill_taxes(const CashFlowInput& input, std::span<CashFlowYear> years) {
    OverSales carried;
    double cumulative = 0;
    for (CashFlowYear& year : years) {
        year.taxed = taxed_earnings(input, {.value = year.earnings}, carried).value;
        year.losses_carried = carried.value;
        year.tax = input.income_tax * year.taxed;
        year.net_earnings = year.earnings - year.tax;
        year.cash_flow = untaxed_flow(input, year) - year.tax;
        year.net_present = year.cash_flow * year.discount_factor;
        year.cumulative = cumulative += year.net_present;
    }
}

}  // namespace strandline::process
