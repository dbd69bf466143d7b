#pragma once

#include <strandline/base/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace strandline::formats {

/// What a JSON pointer (RFC 6901) names, or nullptr.
const Json* at_pointer(const Json& json, std::string_view pointer);

/// Pointers to everything that is neither object nor array, in order, 5000 at most: candidates for a slip.
std::vector<std::string> pointers_in(const Json& json, bool numbers_alone);

}  // namespace strandline::formats
