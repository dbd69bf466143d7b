#pragma once

#include <strandline/base/json.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace strandline::formats {

/// Whether XML 1.0 allows the character.
constexpr bool is_xml_character(unsigned code) {
    return (code >= 0x20 && code < 0xD800) || (code > 0xDFFF && code < 0xFFFE) ||
           (code >= 0x10000 && code <= 0x10FFFF) || code == '\t' || code == '\n' || code == '\r';
}

inline void append_utf8(std::string& text, unsigned code) {
    const auto put = [&](unsigned byte) { text += static_cast<char>(byte); };
    if (code < 0x80) return put(code);
    if (code < 0x800) {
        put(0xC0 | (code >> 6));
    } else if (code < 0x10000) {
        put(0xE0 | (code >> 12));
        put(0x80 | ((code >> 6) & 0x3F));
    } else {
        put(0xF0 | (code >> 18));
        put(0x80 | ((code >> 12) & 0x3F));
        put(0x80 | ((code >> 6) & 0x3F));
    }
    put(0x80 | (code & 0x3F));
}

/// Where UTF-8 stops being valid; npos when all of it is.
inline std::size_t first_invalid_utf8(std::string_view text) {
    if (is_valid_utf8(text)) return std::string_view::npos;
    std::size_t good = 0, bad = text.size();  // a valid beginning, and one that is not
    while (bad - good > 1) {
        std::size_t middle = good + (bad - good) / 2;
        // Not inside a character.
        while (middle > good && (static_cast<unsigned char>(text[middle]) & 0xC0) == 0x80) --middle;
        if (middle == good) {
            middle = good + (bad - good) / 2;
            while (middle < bad && (static_cast<unsigned char>(text[middle]) & 0xC0) == 0x80) ++middle;
            if (middle == bad) break;
        }
        (is_valid_utf8(text.substr(good, middle - good)) ? good : bad) = middle;
    }
    return good;
}

/// The first character of valid UTF-8 that is not empty, and its length in bytes.
inline std::pair<unsigned, std::size_t> first_character(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    unsigned code = length == 1 ? lead : lead & (0xFFu >> (length + 1));
    for (std::size_t i = 1; i < length && i < text.size(); ++i)
        code = (code << 6) | (static_cast<unsigned char>(text[i]) & 0x3Fu);
    return {code, std::min(length, text.size())};
}

}  // namespace strandline::formats
