#pragma once

#include <string_view>

namespace strandline::clinic {

/// In every document, and told by every run that answers for a person.
inline constexpr std::string_view research_notice =
    "For research use: not a medical device, no ground for treatment by itself.";

}  // namespace strandline::clinic
