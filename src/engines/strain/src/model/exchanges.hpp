#pragma once

#include "model/formula.hpp"

#include <strandline/strain/flux_model.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace strandline::strain {

// Exchange reactions: of one metabolite, which they bring into the model or take out of it.

const domain::Metabolite& exchanged(const FluxModel& model, std::int32_t exchange);

/// What the formula of the metabolite tells; nothing for a reaction that is no exchange.
std::optional<FormulaContent> exchanged_content(const FluxModel& model, std::int32_t reaction);

/// The flux counted as going out of the model, whichever way the reaction is written; of a reaction that is
/// no exchange its flux.
domain::Term secretion(const FluxModel& model, std::int32_t reaction);
domain::Term uptake_of(const FluxModel& model, std::int32_t exchange);

/// The carbon sources of a model are the exchanges through which carbon comes in at the optimum of its
/// objective, ascending; none without an optimum.
std::vector<std::int32_t> carbon_sources(const FluxModel& model);

/// The exchange by which the most carbon comes in at that optimum, the first of equals; where no formula
/// tells of carbon, the one by which the most of anything does. Where nothing comes in, as in a host that
/// does not grow, the carbon that bounds let in the most of; -1 without any.
std::int32_t main_substrate(const FluxModel& model);

}  // namespace strandline::strain
