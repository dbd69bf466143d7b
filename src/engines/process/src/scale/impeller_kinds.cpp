#include "power.hpp"

#include <algorithm>
#include <array>

namespace strandline::process {
namespace {

constexpr std::string_view doran = "Doran 2013, table 8.2";
constexpr std::string_view bakker = "Bakker, Myers and Smith 1994";
constexpr std::string_view nienow = "Nienow 1998";

// Names of trade in docs/process/scale-correlations.md.
constexpr std::array<ImpellerKind, 8> kinds = {{
    {"rushton", 5.0, 70, 0.72, 30, 0.2, std::nullopt, true, doran},
    {"smith", 3.2, 70, 0.70, 70, 0.4, 0.75, true, bakker},
    {"pitched-blade", 1.7, 50, 0.79, 0, 0, 0.6, false, nienow},
    {"pitched-blade-4", 1.27, 44, 0.79, 0, 0, 0.6, false, nienow},
    {"hydrofoil", 0.30, 40, 0.56, 0, 0, 0.6, false, nienow},
    {"hydrofoil-wide", 0.80, 60, 0.73, 0, 0, 0.75, false, nienow},
    {"marine", 0.35, 40, 0.50, 0, 0, 0.6, false, doran},
    {"paddle", 2.0, 35, 0.60, 0, 0, 0.5, true, doran},
}};

}  // namespace

std::span<const ImpellerKind> impeller_kinds() { return kinds; }

const ImpellerKind* impeller_kind(std::string_view name) {
    const auto* found = std::ranges::find(kinds, name, &ImpellerKind::name);
    return found == kinds.end() ? nullptr : found;
}

}  // namespace strandline::process
