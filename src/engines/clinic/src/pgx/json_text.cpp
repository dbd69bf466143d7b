#include "pgx/json_text.hpp"

#include <strandline/base/json.hpp>

#include <algorithm>
#include <charconv>
#include <iterator>

namespace strandline::clinic {
namespace {

bool is_plain(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
}

std::string as_utf8(std::string_view text) {
    if (is_valid_utf8(text)) return std::string(text);
    std::string made;
    for (const char c : text)
        if (static_cast<unsigned char>(c) < 0x80)
            made += c;
        else
            made += "\xef\xbf\xbd";
    return made;
}

}  // namespace

void append_quoted(std::string_view text, std::string& to) {
    if (is_plain(text))
        ((to += '"') += text) += '"';
    else
        to += Json(as_utf8(text)).compact();
}

void append_name(std::string_view name, std::string& to) {
    if (!to.empty() && to.back() != '{' && to.back() != '[') to += ',';
    append_quoted(name, to);
    to += ':';
}

void append_number(std::int64_t number, std::string& to) {
    char digits[20];
    to.append(digits, std::to_chars(digits, std::end(digits), number).ptr);
}

}  // namespace strandline::clinic
