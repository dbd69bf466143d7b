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

/// The years of construction in which what was drawn bears interest.
enum class DrawInterest : std::uint8_t {
    from_own_year,   // money is drawn as the year begins
    own_year_only,   // as BioSTEAM where interest is paid: earlier draws rest until production
    from_next_year,  // money is drawn as the year ends; as BioSTEAM where interest accumulates
};

/// What becomes of a year that would pay tax on less than nothing.
enum class Losses : std::uint8_t {
    carried_forward,  // taken from the earnings of later years
    lost,
    refunded  // taken from other earnings of the owner: tax below zero
};

/// A loan on part of the fixed capital (and of the working capital where so stated), paid back in equal
/// payments from the first year of operation on.
struct Loan {
    double fraction = 0;  // of the capital
    double interest = 0;  // per year
    std::int32_t years = 0;
    /// During construction: paid each year, or added to what is owed.
    bool interest_accumulates = false;
    DrawInterest draw_interest = DrawInterest::from_own_year;
    bool on_working_capital = false;
    /// Taxed earnings are less the whole payment, as in BioSTEAM; without, less its interest alone, as tax
    /// law has it nearly everywhere.
    bool principal_deductible = true;
};

/// A plant's economics in money of the last year of construction. Years count from the first of
/// construction; a year's money changes hands at its end, and the end of construction is time 0.
struct CashFlowInput {
    double total_depreciable_capital = 0;  // TDC
    double fixed_capital = 0;              // FCI, working capital not included
    double working_capital_fraction = 0;   // of FCI, spent in the last year of construction, back at the end
    double variable_operating_cost = 0;    // per year at full production
    double fixed_operating_cost = 0;       // per year
    double sales = 0;                      // per year at full production
    double other_sales = 0;  // of by-products, likewise; left alone by the minimum selling price
    double income_tax = 0;   // fraction
    Losses losses = Losses::carried_forward;
    double losses_offset = 1;  // most of a year's earnings that losses carried may offset (0.8 in US law)
    std::vector<double> construction = {1};  // share of FCI by year, sums to 1
    std::int32_t years = 20;                 // of operation
    Depreciation depreciation = Depreciation::macrs;
    std::int32_t depreciation_years = 7;
    bool switches_to_straight_line = true;  // double declining alone
    bool depreciates_to_salvage = false;    // not to nothing; MACRS knows no salvage
    bool writes_off_rest = true;            // the last year deducts the book value that is left
    double startup_months = 0;              // may be more than 12
    double startup_fixed_share = 1, startup_variable_share = 1, startup_sales_share = 1;
    Loan loan;
    double inflation = 0;  // per year, of capital, costs, sales and salvage; not of loan and depreciation
    /// Stocks are filled up at each year's prices; without, the sum in money stays as it was.
    bool working_capital_follows_prices = true;
    double salvage = 0;                     // at the end; what is above the book value is taxed
    double discount_rate = 0.1;             // for the net present value
    bool discount_above_inflation = false;  // the rate is real, not of money
};

/// One year of the plant, in money of that year.
struct CashFlowYear {
    std::int32_t year = 0;   // 0 is the first of construction
    double price_level = 1;  // over that of the last year of construction
    double capital = 0, working_capital = 0, depreciation = 0;
    /// Drawn, interest of the year (paid or added), equal payment with its interest, owed at the end.
    double loan = 0, loan_interest = 0, loan_payment = 0, loan_principal = 0;
    double fixed_cost = 0, variable_cost = 0, sales = 0, salvage = 0;
    double earnings = 0;        // before tax: less costs, depreciation and what is deductible of the loan
    double losses_carried = 0;  // at the end of the year
    double taxed = 0, tax = 0, net_earnings = 0;
    double cash_flow = 0, discount_factor = 0, net_present = 0, cumulative = 0;
};

struct CashFlow {
    std::vector<CashFlowYear> years;
    double net_present_value = 0, loan_payment = 0;
    /// The rate at which the net present value vanishes; none where the flow changes its sign nowhere.
    std::optional<double> internal_rate;
    std::optional<double> internal_rate_real;  // above inflation
    std::vector<double> internal_rates;        // all of them, rising
    std::int32_t sign_changes = 0;
    bool several_rates = false;  // the rate given is the smallest that is not below zero
    /// Years from the start of operation until the flow so far is above zero for good; and the same
    /// discounted.
    std::optional<double> payback_years, discounted_payback_years;
    /// Mean yearly net earnings of operation over fixed and working capital; none without capital.
    std::optional<double> return_on_investment;
};

/// docs/process/cash-flow.md has the equations. "process.cost" for what contradicts itself.
Result<CashFlow> cash_flow(const CashFlowInput& input);

/// Sales per year (those of by-products as they are) for which the net present value vanishes; below zero
/// where the plant pays without. "process.cost" where sales move nothing.
Result<double> minimum_sales(const CashFlowInput& input);

/// The factor on sales for which the net present value vanishes: the minimum selling price over the present
/// one.
Result<double> break_even_sales(const CashFlowInput& input);

/// The figures of one plant alone, for many plants: `years` is memory used again from call to call.
Result<double> net_present_value(const CashFlowInput& input, std::vector<CashFlowYear>& years);
struct PlantWorth {
    double net_present_value = 0;
    std::optional<double> internal_rate, minimum_sales;
};
Result<PlantWorth> plant_worth(const CashFlowInput& input, std::vector<CashFlowYear>& years);

}  // namespace strandline::process
