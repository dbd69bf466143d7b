#pragma once

#include <strandline/base/result.hpp>
#include <strandline/strain/flux_model.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace strandline::strain {

/// What formulas say; nothing where they do not.
struct SubstrateAmounts {
    std::optional<double> carbon;  // atoms
    std::optional<double> mass;    // g/mol
};

/// Of a formula such as C6H12O6; nothing for one with letters that are no elements (R, X) or none at all.
SubstrateAmounts amounts_of(std::string_view formula);

/// Of the metabolite of an exchange reaction.
SubstrateAmounts amounts_of(const FluxModel& model, std::int32_t exchange);

/// The exchange by which the most carbon comes in at the largest growth (where no formula is known: the most
/// of anything); -1 where nothing comes in.
std::int32_t main_substrate(const FluxModel& model);

/// The flux of an exchange, counted as going out of the cell.
domain::Term secretion(const FluxModel& model, std::int32_t reaction);

}  // namespace strandline::strain
