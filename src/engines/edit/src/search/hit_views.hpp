#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::edit {

/// Tables of off-targets in forms of the field: BED, SAM, and Cas-OFFinder's own output.
std::vector<operation::View> hit_views();

}  // namespace strandline::edit
