#include <strandline/base/html.hpp>
#include <strandline/base/json.hpp>

#include <algorithm>

namespace strandline {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// The length of the valid UTF-8 character at the front; 0 where there is none.
std::size_t character(std::string_view text) {
    for (std::size_t size = 1; size <= std::min<std::size_t>(4, text.size()); ++size)
        if (is_valid_utf8(text.substr(0, size))) return size;
    return 0;
}

/// Code points that XML does not know, or that steer a terminal or the direction of text.
bool is_shown(std::string_view character) {
    if (character.size() == 1) {
        const auto code = static_cast<unsigned char>(character.front());
        return (code >= 0x20 && code != 0x7F) || code == '\t' || code == '\n';
    }
    const bool control_1 =
        character.size() == 2 && character[0] == '\xC2' && static_cast<unsigned char>(character[1]) < 0xA0;
    const bool not_a_character = character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF";
    const bool direction = character.starts_with("\xE2\x80") &&
                           static_cast<unsigned char>(character[2]) >= 0xAA &&
                           static_cast<unsigned char>(character[2]) <= 0xAE;
    return !control_1 && !not_a_character && !direction;
}

}  // namespace

std::string escaped(std::string_view text) {
    std::string safe;
    while (!text.empty()) {
        const std::size_t size = character(text);
        const std::string_view one = text.substr(0, std::max<std::size_t>(size, 1));
        text.remove_prefix(one.size());
        if (size == 0 || !is_shown(one)) {
            safe += replacement;
        } else if (one == "&") {
            safe += "&amp;";
        } else if (one == "<") {
            safe += "&lt;";
        } else if (one == ">") {
            safe += "&gt;";
        } else if (one == "\"") {
            safe += "&quot;";
        } else if (one == "'") {
            safe += "&#39;";
        } else {
            safe += one;
        }
    }
    return safe;
}

std::string in_script(std::string json) {
    for (std::size_t at = 0; (at = json.find("</", at)) != std::string::npos; at += 3)
        json.replace(at, 2, "<\\/");
    return json;
}

}  // namespace strandline
