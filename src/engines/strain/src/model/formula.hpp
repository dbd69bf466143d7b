#pragma once

#include <strandline/numerics/rational.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace strandline::strain {

/// Atoms by symbol, in fractions.
using Composition = std::map<std::string, numerics::Rational>;

/// "C6H12O6", "(C6H10O5)2", "C12.5H20R": any capital letter with small ones behind it is a symbol, so that
/// groups (R, X) are kept. Nothing where the formula cannot be read or leaves a number open, as "(C6H10O5)n"
/// does. An empty formula is no atoms.
std::optional<Composition> composition(std::string_view formula);

/// What of a metabolite's formula yields are counted in.
struct FormulaContent {
    double carbon_atoms = 0;
    double molar_mass = 0;  // g/mol
};

/// Nothing for a formula that is empty, cannot be read, or has a symbol without a weight.
std::optional<FormulaContent> formula_content(std::string_view formula);

/// Whether there is carbon, groups or not.
bool has_carbon(std::string_view formula);

}  // namespace strandline::strain
