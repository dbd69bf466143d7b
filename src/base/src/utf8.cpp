#include "utf8.hpp"

#include <strandline/base/json.hpp>

#include <algorithm>
#include <cstring>

namespace strandline {

namespace {

bool is_continuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

/// The narrower range that the second byte must lie in after some leading bytes.
bool second_byte_fits(unsigned char lead, unsigned char second) {
    switch (lead) {
    case 0xE0:
        return second >= 0xA0;  // below: overlong
    case 0xED:
        return second <= 0x9F;  // above: surrogates
    case 0xF0:
        return second >= 0x90;  // below: overlong
    case 0xF4:
        return second <= 0x8F;  // above: beyond U+10FFFF
    default:
        return true;
    }
}

}  // namespace

std::size_t utf8_sequence_length(std::string_view bytes) {
    if (bytes.empty()) return 0;
    const auto lead = static_cast<unsigned char>(bytes[0]);
    if (lead < 0x80) return 1;
    if (lead < 0xC2 || lead > 0xF4) return 0;
    const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (bytes.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if (!is_continuation(static_cast<unsigned char>(bytes[i]))) return 0;
    return second_byte_fits(lead, static_cast<unsigned char>(bytes[1])) ? length : 0;
}

std::size_t first_invalid_utf8(std::string_view bytes) {
    std::size_t at = 0;
    while (at < bytes.size()) {
        while (bytes.size() - at >= 8) {  // most text is ASCII
            std::uint64_t word;
            std::memcpy(&word, bytes.data() + at, sizeof word);
            if (word & 0x8080808080808080ULL) break;
            at += 8;
        }
        if (at == bytes.size()) break;
        const std::size_t length = utf8_sequence_length(bytes.substr(at));
        if (length == 0) return at;
        at += length;
    }
    return std::string_view::npos;
}

bool is_valid_utf8(std::string_view bytes) { return first_invalid_utf8(bytes) == std::string_view::npos; }

void append_utf8(std::string& text, std::uint32_t code_point) {
    const auto byte = [&](std::uint32_t value) { text.push_back(static_cast<char>(value)); };
    if (code_point < 0x80) {
        byte(code_point);
    } else if (code_point < 0x800) {
        byte(0xC0 | code_point >> 6);
        byte(0x80 | (code_point & 0x3F));
    } else if (code_point < 0x10000) {
        byte(0xE0 | code_point >> 12);
        byte(0x80 | (code_point >> 6 & 0x3F));
        byte(0x80 | (code_point & 0x3F));
    } else {
        byte(0xF0 | code_point >> 18);
        byte(0x80 | (code_point >> 12 & 0x3F));
        byte(0x80 | (code_point >> 6 & 0x3F));
        byte(0x80 | (code_point & 0x3F));
    }
}

bool before_in_utf16(std::string_view a, std::string_view b) {
    const auto [in_a, in_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    if (in_b == b.end()) return false;
    if (in_a == a.end()) return true;
    // Byte order is code point order. UTF-16 differs in one thing: U+10000 and beyond (lead bytes F0 to F4)
    // are written with surrogates, which sort below U+E000 to U+FFFF (lead bytes EE and EF).
    const auto x = static_cast<unsigned char>(*in_a);
    const auto y = static_cast<unsigned char>(*in_b);
    const bool both_high = x >= 0xEE && y >= 0xEE;
    if (both_high && (x >= 0xF0) != (y >= 0xF0)) return x >= 0xF0;
    return x < y;
}

}  // namespace strandline
