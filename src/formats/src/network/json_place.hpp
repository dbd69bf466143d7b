#pragma once

#include <strandline/base/error.hpp>

#include <cstddef>
#include <string_view>
#include <variant>
#include <vector>

namespace strandline::formats {

/// From the root of a JSON text: names of members, indices of items.
using JsonPath = std::vector<std::variant<std::string_view, std::size_t>>;

/// Where the value at the end of `path` stands in a valid JSON text, or as much of the path as there is.
/// Reads the text again from its beginning: for errors only.
Place json_place(std::string_view text, std::string_view file, const JsonPath& path);

/// A place by its offset in a text of lines.
Place text_place(std::string_view text, std::string_view file, std::size_t offset, std::size_t length = 1);

}  // namespace strandline::formats
