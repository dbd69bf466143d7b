#pragma once

#include "cost/cash_flow.hpp"

#include <array>
#include <cstdint>
#include <span>

namespace strandline::process {

/// Share of the depreciable capital by year of operation. At most 61 years.
struct DepreciationShares {
    static constexpr std::int32_t longest = 60;
    std::array<double, longest + 1> share{};
    std::int32_t years = 0;
    std::span<const double> shares() const { return {share.data(), static_cast<std::size_t>(years)}; }
};

/// IRS Publication 946, appendix A, table A-1; empty where there is none for so many years.
std::span<const double> macrs_shares(std::int32_t years);

/// `salvage` is the share of the capital at which depreciation stops; MACRS takes none. An input that
/// `cash_flow` accepts.
DepreciationShares depreciation_shares(const CashFlowInput& input);

}  // namespace strandline::process
