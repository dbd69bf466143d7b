#pragma once

#include <optional>
#include <string_view>

namespace strandline::strain {

/// g/mol of a chemical formula such as C6H12O6, by conventional atomic weights; none where a part of it is
/// no element (R, X) or the formula is empty.
std::optional<double> formula_mass(std::string_view formula);

/// Whether the formula has carbon.
bool has_carbon(std::string_view formula);

}  // namespace strandline::strain
