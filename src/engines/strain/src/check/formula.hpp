#pragma once

#include <strandline/numerics/rational.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace strandline::strain {

using Composition = std::map<std::string, numerics::Rational>;

/// As read_formula, in fractions.
std::optional<Composition> composition(std::string_view formula);

/// Standard atomic weight, g/mol; nothing for R, X and other symbols that stand for any group.
std::optional<double> atomic_weight(std::string_view symbol);

}  // namespace strandline::strain
