#pragma once

#include <optional>
#include <string_view>

namespace strandline::domain {

/// Standard atomic weight, g/mol: abridged values, Prohaska et al., Pure and Applied Chemistry 94:573 (2022).
/// Nothing for R, X and other symbols that stand for any group.
std::optional<double> atomic_weight(std::string_view symbol);

}  // namespace strandline::domain
