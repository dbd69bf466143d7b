#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace strandline {

/// Length of the well-formed UTF-8 sequence at the start of `bytes` (Unicode 15, table 3-7), or 0 where there
/// is none: a stray or missing continuation byte, an overlong form, a surrogate, or beyond U+10FFFF.
std::size_t utf8_sequence_length(std::string_view bytes);

/// Offset of the first byte that is not part of well-formed UTF-8; npos when all is well.
std::size_t first_invalid_utf8(std::string_view bytes);

void append_utf8(std::string& text, std::uint32_t code_point);

/// Whether `a` sorts before `b` by UTF-16 code units (RFC 8785, section 3.2.3). Both are valid UTF-8.
bool before_in_utf16(std::string_view a, std::string_view b);

}  // namespace strandline
