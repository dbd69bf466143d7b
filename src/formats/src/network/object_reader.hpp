#pragma once

#include "json_place.hpp"

#include <strandline/base/json.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/network.hpp>

#include <functional>

namespace strandline::formats {

/// A network from COBRA's objects, whichever notation they were written in (JSON, YAML). `place` tells where
/// a value stands.
///
/// Beside COBRA's members the root may have "objective_direction" ("max", "min") and "strandline", an object
/// of ours with what COBRA's form has no place for: "boundary_metabolites", "objectives",
/// "active_objective", "constraints", "groups". COBRApy skips it.
Result<domain::Network> network_of(const Json& root, const std::function<Place(const JsonPath&)>& place);

}  // namespace strandline::formats
