#include "report/page/markup.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace strandline::clinic {
namespace {

// A tag that is none of HTML is text: "AUC<low" must not lose its end.
constexpr std::array<std::string_view, 53> known_tags = {
    "a",   "abbr",  "article", "b",   "blockquote", "br",     "center", "code",   "dd",
    "del", "div",   "dl",      "dt",  "em",         "figure", "font",   "footer", "h1",
    "h2",  "h3",    "h4",      "h5",  "h6",         "head",   "header", "hr",     "html",
    "i",   "img",   "input",   "ins", "label",      "li",     "link",   "main",   "meta",
    "ol",  "p",     "pre",     "s",   "section",    "small",  "span",   "strong", "sub",
    "sup", "table", "tbody",   "td",  "th",         "thead",  "tr",     "u"};
constexpr std::array<std::string_view, 4> more_tags = {"ul", "body", "base", "form"};
constexpr std::array<std::string_view, 16> left_out_whole = {
    "script", "style", "iframe", "object", "embed",  "noscript", "template", "textarea",
    "title",  "xmp",   "svg",    "math",   "select", "noembed",  "noframes", "button"};

bool is_one_of(auto& list, std::string_view name) { return std::ranges::find(list, name) != std::end(list); }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_name(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }

void append_utf8(std::string& text, std::uint32_t code) {
    if (code < 0x80) {
        text += static_cast<char>(code);
    } else if (code < 0x800) {
        text += static_cast<char>(0xC0 | (code >> 6));
        text += static_cast<char>(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        text += static_cast<char>(0xE0 | (code >> 12));
        text += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        text += static_cast<char>(0x80 | (code & 0x3F));
    } else {
        text += static_cast<char>(0xF0 | (code >> 18));
        text += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
        text += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        text += static_cast<char>(0x80 | (code & 0x3F));
    }
}

/// The length of the entity at the front, decoded into `text`; 0 where there is none.
std::size_t decode_entity(std::string_view source, std::string& text) {
    const std::size_t end = source.substr(0, 12).find(';');
    if (end == std::string_view::npos) return 0;
    std::string_view name = source.substr(1, end - 1);
    constexpr std::array<std::pair<std::string_view, std::string_view>, 6> named = {
        {{"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}, {"nbsp", "\xC2\xA0"}}};
    for (const auto& [word, meaning] : named)
        if (name == word) {
            text += meaning;
            return end + 1;
        }
    if (!name.starts_with('#')) return 0;
    name.remove_prefix(1);
    const bool hex = name.starts_with('x') || name.starts_with('X');
    if (hex) name.remove_prefix(1);
    std::uint32_t code = 0;
    const auto read = std::from_chars(name.data(), name.data() + name.size(), code, hex ? 16 : 10);
    if (read.ec != std::errc() || read.ptr != name.data() + name.size() || code > 0x10FFFF) return 0;
    append_utf8(text, code);
    return end + 1;
}

/// Where the tag that begins the text ends: behind its '>'; 0 where it does not. Quotes may hold '>'.
std::size_t tag_end(std::string_view source) {
    char quote = 0;
    for (std::size_t i = 1; i < source.size(); ++i) {
        const char c = source[i];
        if (quote != 0) {
            if (c == quote) quote = 0;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '>') {
            return i + 1;
        }
    }
    return 0;
}

}  // namespace

void MarkupReader::skip_content() {
    const std::string closing = "</" + tag_;
    for (std::size_t at = 0; at + closing.size() <= rest_.size(); ++at)
        if (lower(rest_.substr(at, closing.size())) == closing) {
            rest_.remove_prefix(at);
            rest_.remove_prefix(std::max<std::size_t>(tag_end(rest_), 1));
            return;
        }
    rest_ = {};
}

/// Takes the tag at the front; false where '<' is but a sign.
bool MarkupReader::read_tag(Piece& piece) {
    if (rest_.starts_with("<!--")) {
        const std::size_t end = rest_.find("-->");
        rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 3);
        piece = Piece::text;
        return true;
    }
    const bool closes = rest_.starts_with("</");
    std::size_t at = closes ? 2 : 1;
    const std::size_t begin = at;
    if (at >= rest_.size() || !is_letter(rest_[at])) return false;
    while (at < rest_.size() && is_name(rest_[at])) ++at;
    const std::string name = lower(rest_.substr(begin, at - begin));
    const bool left_out = is_one_of(left_out_whole, name);
    if (!left_out && !is_one_of(known_tags, name) && !is_one_of(more_tags, name)) return false;
    const std::size_t end = tag_end(rest_);
    if (end == 0 && !left_out) return false;
    tag_ = name;
    attributes_ = end == 0 ? std::string_view() : rest_.substr(at, end - 1 - at);
    rest_.remove_prefix(end == 0 ? rest_.size() : end);
    piece = closes ? Piece::close : Piece::open;
    if (left_out) {
        if (!closes && tag_ != "embed") skip_content();
        piece = Piece::text;
    }
    return true;
}

MarkupReader::Piece MarkupReader::next() {
    text_.clear();
    if (pending_ != Piece::text) {
        const Piece piece = pending_;
        pending_ = Piece::text;
        return piece;
    }
    while (!rest_.empty()) {
        Piece piece = Piece::text;
        if (rest_.front() == '<' && read_tag(piece)) {
            if (piece == Piece::text) continue;
            if (text_.empty()) return piece;
            pending_ = piece;
            return Piece::text;
        }
        const std::size_t entity = rest_.front() == '&' ? decode_entity(rest_, text_) : 0;
        if (entity == 0) text_ += rest_.front();
        rest_.remove_prefix(std::max<std::size_t>(entity, 1));
    }
    return text_.empty() ? Piece::end : Piece::text;
}

std::string MarkupReader::attribute(std::string_view name) const {
    std::string_view rest = attributes_;
    while (!rest.empty()) {
        const std::size_t begin = rest.find_first_not_of(" \t\r\n/");
        if (begin == std::string_view::npos) break;
        rest.remove_prefix(begin);
        const std::size_t end = std::min(rest.find_first_of(" \t\r\n="), rest.size());
        const std::string key = lower(rest.substr(0, end));
        rest.remove_prefix(end);
        rest = trim(rest);
        std::string_view value;
        if (rest.starts_with('=')) {
            rest = trim(rest.substr(1));
            const bool quoted = !rest.empty() && (rest.front() == '"' || rest.front() == '\'');
            const std::size_t close =
                quoted ? rest.find(rest.front(), 1) : std::min(rest.find_first_of(" \t\r\n"), rest.size());
            if (close == std::string_view::npos) break;
            value = quoted ? rest.substr(1, close - 1) : rest.substr(0, close);
            rest.remove_prefix(std::min(close + (quoted ? 1 : 0), rest.size()));
        } else if (end == 0) {
            break;
        }
        if (key != name) continue;
        std::string text;
        for (MarkupReader reader(value); reader.next() == Piece::text;) text += reader.text();
        return text;
    }
    return {};
}

}  // namespace strandline::clinic
