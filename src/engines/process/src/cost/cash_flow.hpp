#pragma once

#include <strandline/base/result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace strandline::process {

enum class Depreciation : std::uint8_t {
    macrs,  // tables of IRS Publication 946, half-year convention: 3, 5, 7, 10, 15, 20 years
    straight_line,
    double_declining,  // switching to straight line when that is more
    sum_of_years
};

/// A loan on part of the fixed capital (and of the working capital where so stated).
struct Loan {
    double fraction = 0;  // of the capital
    double interest = 0;  // per year
    std::int32_t years = 0;
    /// During construction: paid each year, or added to what is owed.
    bool interest_accumulates = false;
};

/// A plant's economics in money of one year, before inflation. Years count from the first of construction.
struct CashFlowInput {
    double total_depreciable_capital = 0;  // TDC
    double fixed_capital = 0;              // FCI, working capital not included
    double working_capital_fraction = 0;   // of FCI, spent in the last year of construction, back at the end
    double variable_operating_cost = 0;    // per year at full production
    double fixed_operating_cost = 0;       // per year
    double sales = 0;                      // per year at full production
    double income_tax = 0;                 // fraction
    std::vector<double> construction = {1};  // share of FCI by year, sums to 1
    std::int32_t years = 20;                 // of operation
    Depreciation depreciation = Depreciation::macrs;
    std::int32_t depreciation_years = 7;
    double startup_months = 0;  // may be more than 12
    double startup_fixed_share = 1, startup_variable_share = 1, startup_sales_share = 1;
    Loan loan;
    double inflation = 0;        // per year, of all costs and sales
    double salvage = 0;          // at the end
    double discount_rate = 0.1;  // for the net present value
};

/// One year of the plant, in the same money.
struct CashFlowYear {
    std::int32_t year = 0;  // 0 is the first of construction
    double capital = 0, working_capital = 0, depreciation = 0;
    double loan = 0, loan_interest = 0, loan_payment = 0, loan_principal = 0;
    double fixed_cost = 0, variable_cost = 0, sales = 0;
    double taxed = 0, tax = 0, net_earnings = 0;
    double cash_flow = 0, discount_factor = 0, net_present = 0, cumulative = 0;
};

struct CashFlow {
    std::vector<CashFlowYear> years;
    double net_present_value = 0, loan_payment = 0;
    /// The rate at which the net present value vanishes; none where the flow changes its sign nowhere.
    std::optional<double> internal_rate;
    bool several_rates = false;  // more than one change of sign: the rate given is the smallest above zero
    std::optional<double> payback_years;
};

/// docs/process/cost.md has the equations. "process.cost" for what contradicts itself.
Result<CashFlow> cash_flow(const CashFlowInput& input);

/// The factor on sales for which the net present value vanishes: the minimum selling price over the present
/// one.
Result<double> break_even_sales(const CashFlowInput& input);

}  // namespace strandline::process
