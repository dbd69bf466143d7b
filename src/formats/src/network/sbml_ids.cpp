#include "sbml_ids.hpp"

#include "utf8_text.hpp"

#include <strandline/base/text.hpp>

#include <unordered_set>

namespace strandline::formats {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_plain(char c) { return is_digit(c) || c == '_' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

bool is_character(unsigned code) { return code > 0 && code < 0x110000 && (code < 0xD800 || code > 0xDFFF); }

std::string decoded(std::string_view id) {
    constexpr std::string_view dot = "__SBML_DOT__";
    std::string made;
    for (std::size_t i = 0; i < id.size(); ++i) {
        const std::string_view rest = id.substr(i);
        if (rest.starts_with(dot)) {
            made += '.';
            i += dot.size() - 1;
            continue;
        }
        std::size_t end = i + 2;
        unsigned code = 0;
        if (rest.starts_with("__"))
            for (; end < id.size() && is_digit(id[end]) && code < 0x110000; ++end)
                code = code * 10 + static_cast<unsigned>(id[end] - '0');
        if (end > i + 2 && id.substr(end).starts_with("__") && is_character(code)) {
            append_utf8(made, code);
            i = end + 1;
        } else {
            made += id[i];
        }
    }
    return made;
}

/// Whether what begins here would be taken for an escape.
bool looks_escaped(std::string_view rest) {
    if (rest.starts_with("__SBML_DOT__")) return true;
    if (!rest.starts_with("__") || rest.size() < 3 || !is_digit(rest[2])) return false;
    const std::size_t end = rest.find_first_not_of("0123456789", 2);
    return end != std::string_view::npos && (rest.substr(end).starts_with("__") || !is_plain(rest[end]));
}

}  // namespace

std::vector<std::string> cobra_ids(const std::vector<std::string>& written, std::string_view prefix) {
    std::vector<std::string> made;
    made.reserve(written.size());
    std::unordered_set<std::string_view> before;
    std::unordered_set<std::string> after;
    for (const std::string& id : written) {
        std::string clean = id.find("__") == std::string::npos ? id : decoded(id);
        if (clean.starts_with(prefix)) clean.erase(0, prefix.size());
        before.insert(id);
        after.insert(clean);
        made.push_back(std::move(clean));
    }
    const bool emptied = after.contains("") && !before.contains("");
    return after.size() < before.size() || emptied ? written : made;
}

std::string sbml_id(std::string_view id, std::string_view prefix) {
    std::string made(prefix);
    for (std::size_t i = 0; i < id.size();) {
        const bool begins_with_digit = made.empty() && is_digit(id[i]);
        if (is_plain(id[i]) && !begins_with_digit && !looks_escaped(id.substr(i))) {
            made += id[i++];
            continue;
        }
        const auto [code, length] = first_character(id.substr(i));
        made += format("__{}__", code);
        i += length;
    }
    return made;
}

}  // namespace strandline::formats
