#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace strandline::process {

/// How many atoms of each element, "C", "H", …: whole numbers of a molecule, or those of an empirical
/// formula.
using Elements = std::map<std::string, double>;

/// "C6H12O6", "CH1.8O0.5N0.2": elements, each with a count or 1; nothing for any other text. Charges,
/// brackets and isotopes are not read.
std::optional<Elements> elements_of(std::string_view formula);

}  // namespace strandline::process
