#pragma once

#include <optional>
#include <string_view>

namespace strandline::strain {

/// What of a metabolite's formula yields are counted in.
struct FormulaContent {
    double carbon_atoms = 0;
    double molar_mass = 0;  // g/mol, IUPAC's abridged standard atomic weights of 2021
};

/// "C6H12O6"; counts may have decimals. Nothing for an empty formula and for one with a residue (R, X) or
/// anything else that is no element.
std::optional<FormulaContent> formula_content(std::string_view formula);

}  // namespace strandline::strain
