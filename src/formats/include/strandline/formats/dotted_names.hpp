#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace strandline::formats {

/// Names that dots may join. The TOML parser bounds the depth of values, not of dotted names, and each
/// name is a level of its recursion: 100,000 of them overflow the stack.
inline constexpr std::size_t most_dotted_names = 16;

/// Where the first name with more parts than that has the dot too many. Dots in strings and comments do
/// not count.
std::optional<std::size_t> too_deep_name(std::string_view text);

}  // namespace strandline::formats
