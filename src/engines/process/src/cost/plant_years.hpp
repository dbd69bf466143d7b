#pragma once

#include "cost/cash_flow.hpp"

#include <optional>
#include <span>
#include <vector>

namespace strandline::process {

/// "process.cost" for what contradicts itself or is no number. The functions below take what passed.
Result<void> check_cash_flow(const CashFlowInput& input);

/// Yearly payment on one unit of money owed.
double yearly_payment(double interest, std::int32_t years);

/// The share of a year of operation (from 0) that is start-up.
double startup_share(const CashFlowInput& input, std::int32_t operating_year);

/// The rate by which money of its year is discounted.
double money_rate(const CashFlowInput& input);

/// The cash flow year by year up to earnings before tax.
void fill_years(const CashFlowInput& input, std::vector<CashFlowYear>& years);

/// Taxes, cash flow, present values.
void fill_taxes(const CashFlowInput& input, std::span<CashFlowYear> years);

/// A figure and its slope over the sales: tax is piecewise linear in them.
struct OverSales {
    double value = 0, slope = 0;
};

/// What is taxed of a year's earnings, given the losses carried into it, which are changed.
OverSales taxed_earnings(const CashFlowInput& input, OverSales earnings, OverSales& carried);

/// Sales per year at full production for which the present values of filled years sum to nothing; none where
/// sales move nothing.
std::optional<double> sales_to_break_even(const CashFlowInput& input, std::span<const CashFlowYear> years);

}  // namespace strandline::process
