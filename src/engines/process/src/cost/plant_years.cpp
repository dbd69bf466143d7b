#include "cost/plant_years.hpp"

#include "cost/depreciation.hpp"

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

std::int32_t construction_years(const CashFlowInput& input) {
    return static_cast<std::int32_t>(input.construction.size());
}

/// base^(first), base^(first + 1), … into one member of each year.
void fill_powers(std::span<CashFlowYear> years, double CashFlowYear::* member, double base, int first) {
    double power = std::pow(base, first);
    for (CashFlowYear& year : years) {
        year.*member = power;
        power *= base;
    }
}

void fill_capital(const CashFlowInput& input, std::span<CashFlowYear> years) {
    const std::size_t built = input.construction.size();
    for (std::size_t i = 0; i < built; ++i)
        years[i].capital = input.fixed_capital * input.construction[i] * years[i].price_level;
    double stock = input.working_capital_fraction * input.fixed_capital;
    years[built - 1].working_capital = stock;
    const double growth = input.working_capital_follows_prices ? input.inflation : 0;
    for (std::size_t i = built; i + 1 < years.size(); ++i) {
        years[i].working_capital = stock * growth;
        stock += years[i].working_capital;
    }
    years.back().working_capital -= stock;
    years.back().salvage = input.salvage * years.back().price_level;
}

void fill_depreciation(const CashFlowInput& input, std::span<CashFlowYear> years) {
    const std::size_t built = input.construction.size();
    double price = 0;
    for (std::size_t i = 0; i < built; ++i) price += input.construction[i] * years[i].price_level;
    const double capital = input.total_depreciable_capital * price;
    const DepreciationShares made = depreciation_shares(input);
    const auto shares = made.shares();
    double book = capital;
    for (std::size_t i = built; i < years.size() && i - built < shares.size(); ++i) {
        years[i].depreciation = capital * shares[i - built];
        book -= years[i].depreciation;
    }
    // What the books hold at the end goes against salvage, which `earnings` counts in full.
    const bool nothing_left = std::abs(book) <= 1e-12 * capital;
    if (input.writes_off_rest && !nothing_left) years.back().depreciation += book;
}

void fill_costs(const CashFlowInput& input, std::span<CashFlowYear> years) {
    const std::size_t built = input.construction.size();
    for (std::size_t i = built; i < years.size(); ++i) {
        const double start = startup_share(input, static_cast<std::int32_t>(i - built));
        const double full = 1 - start, price = years[i].price_level;
        years[i].fixed_cost = price * input.fixed_operating_cost * (full + start * input.startup_fixed_share);
        years[i].variable_cost =
            price * input.variable_operating_cost * (full + start * input.startup_variable_share);
        years[i].sales =
            price * (input.sales + input.other_sales) * (full + start * input.startup_sales_share);
    }
}

/// Interest that a year of construction owes.
double draw_interest(const Loan& loan, double owed_before, double drawn) {
    switch (loan.draw_interest) {
    case DrawInterest::from_own_year:
        return loan.interest * (owed_before + drawn);
    case DrawInterest::own_year_only:
        return loan.interest * drawn;
    case DrawInterest::from_next_year:
        return loan.interest * owed_before;
    }
    return 0;
}

void fill_loan(const CashFlowInput& input, std::span<CashFlowYear> years) {
    const Loan& loan = input.loan;
    if (loan.fraction <= 0) return;
    const std::size_t built = input.construction.size();
    double owed = 0;
    for (CashFlowYear& year : years.first(built)) {
        const double working = loan.on_working_capital ? year.working_capital : 0;
        year.loan = loan.fraction * (year.capital + working);
        year.loan_interest = draw_interest(loan, owed, year.loan);
        owed += year.loan + (loan.interest_accumulates ? year.loan_interest : 0);
        year.loan_principal = owed;
    }
    const double payment = owed * yearly_payment(loan.interest, loan.years);
    for (CashFlowYear& year : years.subspan(built, static_cast<std::size_t>(loan.years))) {
        year.loan_interest = loan.interest * owed;
        year.loan_payment = payment;
        owed += year.loan_interest - payment;
        year.loan_principal = owed;
    }
    years[built + static_cast<std::size_t>(loan.years) - 1].loan_principal = 0;  // but for rounding
}

double deductible(const Loan& loan, const CashFlowYear& year) {
    if (year.loan_payment <= 0) return 0;  // interest of construction goes with the capital, untaxed
    return loan.principal_deductible ? year.loan_payment : year.loan_interest;
}

}  // namespace

double yearly_payment(double interest, std::int32_t years) {
    if (interest <= 0) return 1.0 / years;
    return interest / -std::expm1(-years * std::log1p(interest));
}

double startup_share(const CashFlowInput& input, std::int32_t operating_year) {
    return std::clamp(input.startup_months / 12 - operating_year, 0.0, 1.0);
}

double money_rate(const CashFlowInput& input) {
    if (!input.discount_above_inflation) return input.discount_rate;
    return (1 + input.discount_rate) * (1 + input.inflation) - 1;
}

void fill_years(const CashFlowInput& input, std::vector<CashFlowYear>& years) {
    const std::size_t count = input.construction.size() + static_cast<std::size_t>(input.years);
    years.assign(count, {});
    const int first = 1 - construction_years(input);
    for (std::size_t i = 0; i < count; ++i) years[i].year = static_cast<std::int32_t>(i);
    fill_powers(years, &CashFlowYear::discount_factor, 1 / (1 + money_rate(input)), first);
    fill_powers(years, &CashFlowYear::price_level, 1 + input.inflation, first);
    fill_capital(input, years);
    fill_depreciation(input, years);
    fill_costs(input, years);
    fill_loan(input, years);
    for (CashFlowYear& year : years)
        year.earnings = year.sales + year.salvage - year.fixed_cost - year.variable_cost - year.depreciation -
                        deductible(input.loan, year);
}

}  // namespace strandline::process
