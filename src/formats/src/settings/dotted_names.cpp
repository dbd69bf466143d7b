#include <strandline/formats/dotted_names.hpp>

#include <algorithm>

namespace strandline::formats {
namespace {

/// The first byte after the string that begins at `at`, or the end of the text where it is left open.
std::size_t after_string(std::string_view text, std::size_t at) {
    const char quote = text[at];
    const std::string_view mark = text.substr(at, 3);
    const bool many_lines = mark.size() == 3 && mark[1] == quote && mark[2] == quote;
    std::size_t i = at + (many_lines ? 3 : 1);
    for (; i < text.size(); ++i) {
        if (text[i] == '\\' && quote == '"')
            ++i;
        else if (!many_lines && (text[i] == quote || text[i] == '\n'))
            return i + 1;
        else if (many_lines && text.substr(i, 3) == mark) {
            i += 3;
            for (int more = 0; more < 2 && i < text.size() && text[i] == quote; ++more) ++i;
            return i;
        }
    }
    return text.size();
}

}  // namespace

std::optional<std::size_t> too_deep_name(std::string_view text) {
    std::size_t dots = 0;
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        if (c == '"' || c == '\'') {
            i = after_string(text, i);
            continue;
        }
        if (c == '#') {
            i = std::min(text.find('\n', i), text.size());
            continue;
        }
        if (c == '.' && ++dots >= most_dotted_names) return i;
        if (c == '\n' || c == '=' || c == ',' || c == '[' || c == ']' || c == '{' || c == '}') dots = 0;
        ++i;
    }
    return std::nullopt;
}

}  // namespace strandline::formats
