#pragma once

#include <fmt/core.h>

#include <string>
#include <string_view>
#include <vector>

namespace strandline {

using fmt::format;
using fmt::format_string;

std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string lower(std::string_view text);  // ASCII
std::string upper(std::string_view text);  // ASCII

/// Damerau-Levenshtein distance (insert, delete, substitute, swap of neighbours), ignoring ASCII case.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// Up to `most` of `known` that `name` may be a slip of, nearest first, ties in the order of `known`.
/// Empty when nothing is near: a far guess misleads more than it helps.
std::vector<std::string> nearest(std::string_view name, const std::vector<std::string>& known,
                                 std::size_t most = 3);

/// "1 guide", "3 guides"; `many` where an added s is wrong.
std::string counted(std::uint64_t count, std::string_view one, std::string_view many = {});

/// 1234567 as "1,234,567".
std::string with_thousands(std::uint64_t number);

/// A text that a terminal shows as is: control characters and invalid UTF-8 as \xNN.
std::string printable(std::string_view text);

}  // namespace strandline
