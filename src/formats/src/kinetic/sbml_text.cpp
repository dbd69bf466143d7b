#include "sbml_text.hpp"

#include "network/json_place.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>

namespace strandline::formats {
namespace {

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Where `name` stands as a word of its own in the text, from `from` on.
std::size_t find_word(std::string_view text, std::string_view name, std::size_t from) {
    for (std::size_t at = text.find(name, from); at != std::string_view::npos; at = text.find(name, at + 1)) {
        const std::size_t end = at + name.size();
        const bool begins = at == 0 || !is_name_character(text[at - 1]);
        if (begins && (end == text.size() || !is_name_character(text[end]))) return at;
    }
    return std::string_view::npos;
}

}  // namespace

SbmlText::SbmlText(std::string_view text, std::string_view file)
    : text_(text), file_(file), lines_before_(text.starts_with("<?xml version=") ? 0 : 1) {
    for (std::size_t at = 0; at != nowhere;) {
        lines_.push_back(at);
        const std::size_t newline = text.find('\n', at);
        at = newline == nowhere ? newline : newline + 1;
    }
}

std::size_t SbmlText::tag(unsigned line, unsigned column) const {
    if (!of_one_file_ || line <= lines_before_ || line - lines_before_ > lines_.size()) return nowhere;
    const std::size_t behind =
        std::min(lines_[line - lines_before_ - 1] + std::max(column, 1U) - 1, text_.size());
    return behind == 0 ? 0 : text_.rfind('<', behind - 1);
}

Place SbmlText::place_at(std::size_t offset, std::size_t length) const {
    if (offset == nowhere) return {.file = file_};
    return text_place(text_, file_, offset, length);
}

Place SbmlText::place(unsigned line, unsigned column) const {
    const std::size_t begin = tag(line, column);
    if (begin == nowhere) return {.file = file_};
    const std::size_t end = text_.find_first_of(" \t\r\n>/", begin + 1);
    return place_at(begin, std::min(end, text_.size()) - begin);
}

Place SbmlText::place(const SBase& element) const { return place(element.getLine(), element.getColumn()); }

Place SbmlText::attribute(const SBase& element, std::string_view name) const {
    const std::size_t begin = tag(element.getLine(), element.getColumn());
    if (begin == nowhere) return {.file = file_};
    const std::string_view whole = text_.substr(begin, text_.find('>', begin) - begin);
    for (std::size_t at = find_word(whole, name, 0); at != nowhere; at = find_word(whole, name, at + 1)) {
        const std::size_t equals = whole.find_first_not_of(" \t\r\n", at + name.size());
        if (equals == nowhere || whole[equals] != '=') continue;
        const std::size_t quote = whole.find_first_of("\"'", equals);
        const std::size_t end = quote == nowhere ? nowhere : whole.find(whole[quote], quote + 1);
        if (end == nowhere) break;
        return place_at(begin + quote + 1, std::max<std::size_t>(end - quote - 1, 1));
    }
    return place(element);
}

Place SbmlText::inside(const SBase& element, std::string_view name) const {
    const std::size_t begin = tag(element.getLine(), element.getColumn());
    if (begin == nowhere) return {.file = file_};
    const std::string end_tag = "</" + element.getElementName() + ">";
    const std::size_t end = std::min(text_.find(end_tag, begin), text_.size());
    const std::string_view whole = text_.substr(begin, end - begin);
    std::size_t at = whole.find('>');  // not in the tag, unless it is all there is (formulas of Level 1)
    if (at != nowhere) at = find_word(whole, name, at);
    if (at == nowhere) at = find_word(whole, name, 0);
    return at == nowhere ? place(element) : place_at(begin + at, name.size());
}

}  // namespace strandline::formats
