#pragma once

#include "cost/cash_flow.hpp"

#include <strandline/base/json.hpp>

#include <string>

/// Plants as bench/cash_flow_peer.py writes them, with the conventions of BioSTEAM.
namespace strandline::process::testing {

inline Depreciation scheme_of(const std::string& name) {
    if (name == "macrs") return Depreciation::macrs;
    if (name == "straight_line") return Depreciation::straight_line;
    if (name == "double_declining") return Depreciation::double_declining;
    return Depreciation::sum_of_years;
}

inline Loan loan_of(const Json& given) {
    Loan loan;
    loan.fraction = given.find("fraction")->number();
    loan.interest = given.find("interest")->number();
    loan.years = static_cast<std::int32_t>(given.find("years")->number());
    loan.interest_accumulates = given.find("interest_accumulates")->boolean();
    loan.draw_interest =
        loan.interest_accumulates ? DrawInterest::from_next_year : DrawInterest::own_year_only;
    return loan;
}

inline CashFlowInput plant_of(const Json& given) {
    const auto number = [&given](const char* name) { return given.find(name)->number(); };
    CashFlowInput plant;
    plant.total_depreciable_capital = number("total_depreciable_capital");
    plant.fixed_capital = number("fixed_capital");
    plant.working_capital_fraction = number("working_capital_fraction");
    plant.variable_operating_cost = number("variable_operating_cost");
    plant.fixed_operating_cost = number("fixed_operating_cost");
    plant.sales = number("sales");
    plant.income_tax = number("income_tax");
    plant.construction.clear();
    for (const Json& share : given.find("construction")->items())
        plant.construction.push_back(share.number());
    plant.years = static_cast<std::int32_t>(number("years"));
    plant.depreciation = scheme_of(given.find("depreciation")->string());
    plant.depreciation_years = static_cast<std::int32_t>(number("depreciation_years"));
    plant.switches_to_straight_line = plant.writes_off_rest = false;
    plant.startup_months = number("startup_months");
    plant.startup_fixed_share = number("startup_fixed_share");
    plant.startup_variable_share = number("startup_variable_share");
    plant.startup_sales_share = number("startup_sales_share");
    plant.discount_rate = number("discount_rate");
    plant.loan = loan_of(*given.find("loan"));
    return plant;
}

}  // namespace strandline::process::testing
