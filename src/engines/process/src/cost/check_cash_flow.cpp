#include "cost/depreciation.hpp"
#include "cost/plant_years.hpp"

#include <cmath>
#include <initializer_list>
#include <limits>
#include <numeric>
#include <string_view>

namespace strandline::process {
namespace {

constexpr double any = std::numeric_limits<double>::infinity();
constexpr std::int32_t longest = 200;

struct Limits {
    std::string_view name;
    double value, least, most;
};

Result<void> within(std::initializer_list<Limits> figures) {
    for (const auto& [name, value, least, most] : figures)
        if (!std::isfinite(value) || value < least || value > most)
            return fail(Error::input("process.cost", "the cash flow cannot have {} of {}", name, value)
                            .expected("{}", most < any     ? format("{} to {}", least, most)
                                            : least > -any ? format("{} or more", least)
                                                           : std::string("a number"))
                            .found("{}", value));
    return {};
}

Result<void> check_figures(const CashFlowInput& input) {
    return within({{"a depreciable capital", input.total_depreciable_capital, 0, any},
                   {"a fixed capital", input.fixed_capital, 0, any},
                   {"a working capital over fixed capital", input.working_capital_fraction, 0, any},
                   {"a variable cost", input.variable_operating_cost, -any, any},
                   {"a fixed cost", input.fixed_operating_cost, -any, any},
                   {"sales", input.sales, -any, any},
                   {"other sales", input.other_sales, -any, any},
                   {"an income tax", input.income_tax, 0, 0.999},
                   {"a share of earnings that losses may offset", input.losses_offset, 0, 1},
                   {"years of operation", static_cast<double>(input.years), 1, longest},
                   {"start-up months", input.startup_months, 0, 12.0 * input.years},
                   {"a start-up share of fixed costs", input.startup_fixed_share, 0, any},
                   {"a start-up share of variable costs", input.startup_variable_share, 0, any},
                   {"a start-up share of sales", input.startup_sales_share, 0, any},
                   {"an inflation", input.inflation, -0.9, 10},
                   {"a salvage value", input.salvage, -any, any},
                   {"a discount rate", input.discount_rate, -0.9, 1000}});
}

Result<void> check_construction(const CashFlowInput& input) {
    if (input.construction.empty() || input.construction.size() > static_cast<std::size_t>(longest))
        return fail(Error::input("process.cost", "the plant is built in no year")
                        .expected("shares of the capital for 1 to {} years", longest)
                        .found("{}", input.construction.size()));
    for (const double share : input.construction)
        STRANDLINE_CHECK(within({{"a share of construction", share, 0, 1}}));
    const double sum = std::accumulate(input.construction.begin(), input.construction.end(), 0.0);
    if (std::abs(sum - 1) > 1e-9)
        return fail(Error::input("process.cost", "the years of construction do not make up the plant")
                        .expected("shares that sum to 1")
                        .found("{}", sum));
    return {};
}

Result<void> check_depreciation(const CashFlowInput& input) {
    if (input.depreciation == Depreciation::macrs) {
        if (macrs_shares(input.depreciation_years).empty())
            return fail(
                Error::input("process.cost", "MACRS has no table of {} years", input.depreciation_years)
                    .expected("3, 5, 7, 10, 15 or 20 years")
                    .found("{}", input.depreciation_years));
        if (input.depreciates_to_salvage)
            return fail(Error::input("process.cost", "MACRS depreciates to nothing, not to a salvage value")
                            .mend("take another scheme, or leave the salvage value out of depreciation"));
        return {};
    }
    STRANDLINE_CHECK(within({{"years of depreciation", static_cast<double>(input.depreciation_years), 1,
                              static_cast<double>(DepreciationShares::longest)}}));
    if (input.depreciates_to_salvage)
        return within({{"a salvage value", input.salvage, 0, input.total_depreciable_capital}});
    return {};
}

Result<void> check_loan(const CashFlowInput& input) {
    const Loan& loan = input.loan;
    STRANDLINE_CHECK(within({{"a loan's share of the capital", loan.fraction, 0, 1},
                             {"a loan's interest", loan.interest, 0, 10}}));
    if (loan.fraction > 0)
        return within(
            {{"years of the loan", static_cast<double>(loan.years), 1, static_cast<double>(input.years)}});
    return {};
}

}  // namespace

Result<void> check_cash_flow(const CashFlowInput& input) {
    STRANDLINE_CHECK(check_figures(input));
    STRANDLINE_CHECK(check_construction(input));
    STRANDLINE_CHECK(check_depreciation(input));
    return check_loan(input);
}

}  // namespace strandline::process
