#pragma once

#include "network_builder.hpp"

#include <strandline/base/json.hpp>

#include <optional>

namespace strandline::formats {

/// Reads what COBRA's form has no place for into a network whose reactions are known: "objectives" with
/// "active_objective", "constraints", "groups". Boundary metabolites are not read here. What is wrong has no
/// place.
std::optional<Error> read_further(const Json& further, NetworkBuilder& builder);

/// All of it, boundary metabolites too; null when there is nothing.
Json further_of(const domain::Network& network);

/// A metabolite as COBRA writes it.
Json metabolite_object(const domain::Metabolite& metabolite);

/// A number, or "inf" and "-inf".
Json bound_value(double bound);

/// Objectives that COBRA's form can hold: none, or one called "obj" that is active.
bool is_plain_objective(const domain::Network& network);

}  // namespace strandline::formats
