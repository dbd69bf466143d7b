#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace strandline::clinic {

/// Appends a JSON string; bytes that are not UTF-8 become U+FFFD.
void append_quoted(std::string_view text, std::string& to);
/// Appends `,` unless a list or object has just begun, then `"name":`.
void append_name(std::string_view name, std::string& to);
void append_number(std::int64_t number, std::string& to);

}  // namespace strandline::clinic
