#pragma once

#include <strandline/strain/insertion.hpp>

#include <optional>

namespace strandline::strain {

/// Coefficients of `b` by those of `a` where both are the same reaction, perhaps scaled or turned round
/// (below 0); metabolites are the same where their ids are.
std::optional<double> ratio_of(const domain::Network& of_a, const domain::Reaction& a,
                               const domain::Network& of_b, const domain::Reaction& b);

/// Finds what would be left out or taken in without a word. Rows of a table that have the id of another
/// reaction of the host are errors (strain.universe, placed); of a model they are named. Warns of rows that
/// make matter from nothing and of directions that the host's reaction has not.
Result<void> check_universe(const FluxModel& host, const Universe& universe, Context& context);

}  // namespace strandline::strain
