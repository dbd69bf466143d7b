#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace strandline::formats {

/// SBML ids as COBRA has them: "__45__" is the character of that number, and the prefix is taken off where it
/// is there. Where that would make one id of two, all stay as they are written.
std::vector<std::string> cobra_ids(const std::vector<std::string>& written, std::string_view prefix);

/// The way back: an id that SBML allows. Other characters than letters, digits and '_' become "__45__", a
/// digit at the beginning too.
std::string sbml_id(std::string_view id, std::string_view prefix);

/// SBML asks for a compartment; the id of the one that stands for none.
inline constexpr std::string_view no_compartment = "no_compartment_";

}  // namespace strandline::formats
