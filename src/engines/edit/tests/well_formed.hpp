#pragma once

#include <cctype>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::edit::testing {

inline bool is_entity(std::string_view text) {
    for (const std::string_view one : {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"})
        if (text.starts_with(one)) return true;
    return false;
}

/// "" for a tag <name a="…" …> or </name>, else what is wrong.
inline std::string wrong_tag(std::string_view tag) {
    bool quoted = false;
    for (std::size_t i = 0; i < tag.size(); ++i) {
        if (tag[i] == '"') quoted = !quoted;
        if (quoted && (tag[i] == '<' || tag[i] == '>')) return "an angle bracket in an attribute";
        if (tag[i] == '&' && !is_entity(tag.substr(i))) return "a bare &";
        if (!quoted && tag[i] == '=' && (i + 1 == tag.size() || tag[i + 1] != '"'))
            return "an attribute without quotes";
    }
    return quoted ? "an open attribute" : "";
}

/// Checks that elements nest, attributes are quoted and entities are known; "" when they are.
inline std::string not_well_formed(std::string_view page) {
    std::vector<std::string> open;
    const std::string_view doctype = "<!DOCTYPE html>";
    if (!page.starts_with(doctype)) return "no doctype";
    page.remove_prefix(doctype.size());
    while (!page.empty()) {
        if (page.front() == '&' && !is_entity(page))
            return "a bare & before " + std::string(page.substr(0, 20));
        if (page.front() == '>') return "a bare > before " + std::string(page.substr(0, 20));
        if (page.front() != '<') {
            page.remove_prefix(1);
            continue;
        }
        const std::size_t end = page.find('>');
        if (end == std::string_view::npos) return "a tag that does not end";
        std::string_view tag = page.substr(1, end - 1);
        page.remove_prefix(end + 1);
        if (const std::string wrong = wrong_tag(tag); !wrong.empty())
            return wrong + " in " + std::string(tag);
        const bool closes = tag.starts_with('/'), alone = tag.ends_with('/');
        if (closes) tag.remove_prefix(1);
        const std::string name(tag.substr(0, tag.find_first_of(" /\n")));
        if (name.empty() || !std::isalpha(static_cast<unsigned char>(name.front())))
            return "an element without name";
        if (closes) {
            if (open.empty() || open.back() != name) return "</" + name + "> closes what is not open";
            open.pop_back();
        } else if (!alone) {
            open.push_back(name);
        }
    }
    return open.empty() ? "" : "<" + open.back() + "> stays open";
}

}  // namespace strandline::edit::testing
