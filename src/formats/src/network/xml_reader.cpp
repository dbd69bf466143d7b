#include "xml_reader.hpp"

#include "json_place.hpp"
#include "utf8_text.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace strandline::formats {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::size_t most_nested = 1000;

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

bool ends_name(char c) {
    return is_space(c) || c == '>' || c == '/' || c == '=' || c == '<' || c == '"' || c == '\'';
}

XmlSpace known_space(std::string_view uri) {
    if (uri.starts_with("http://www.sbml.org/sbml/level")) {
        if (uri.find("/fbc/") != npos) return XmlSpace::fbc;
        if (uri.find("/groups/") != npos) return XmlSpace::groups;
        return uri.ends_with("/core") || uri.find("/level3/") == npos ? XmlSpace::core : XmlSpace::other;
    }
    if (uri == "http://www.w3.org/1999/xhtml") return XmlSpace::xhtml;
    if (uri == "http://www.w3.org/1998/Math/MathML") return XmlSpace::math;
    if (uri == "http://www.w3.org/1999/02/22-rdf-syntax-ns#") return XmlSpace::rdf;
    if (uri == "http://biomodels.net/biology-qualifiers/") return XmlSpace::biology;
    if (uri == "http://biomodels.net/model-qualifiers/") return XmlSpace::model;
    return XmlSpace::other;
}

/// The character that "&name;" stands for; 0 when there is none.
unsigned entity(std::string_view name) {
    if (name == "lt") return '<';
    if (name == "gt") return '>';
    if (name == "amp") return '&';
    if (name == "quot") return '"';
    if (name == "apos") return '\'';
    if (!name.starts_with('#')) return 0;
    const bool hex = name.starts_with("#x");
    name.remove_prefix(hex ? 2 : 1);
    unsigned code = 0;
    const auto [end, slip] = std::from_chars(name.data(), name.data() + name.size(), code, hex ? 16 : 10);
    const bool whole = slip == std::errc() && end == name.data() + name.size();
    return whole && is_xml_character(code) ? code : 0;
}

void split_name(std::string_view qualified, std::string_view& prefix, std::string_view& name) {
    const std::size_t colon = qualified.find(':');
    prefix = colon == npos ? std::string_view() : qualified.substr(0, colon);
    name = colon == npos ? qualified : qualified.substr(colon + 1);
}

}  // namespace

Place XmlReader::place_at(std::size_t offset) const { return text_place(text_, file_, offset); }

Place XmlReader::place_of(std::string_view part) const {
    return text_place(text_, file_, static_cast<std::size_t>(part.data() - text_.data()),
                      std::max<std::size_t>(part.size(), 1));
}

bool XmlReader::stop(std::size_t offset, std::string_view what, std::string_view expected) {
    if (error_) return false;
    const bool at_end = offset >= text_.size();
    error_ = Error::input(at_end ? "xml.truncated" : "xml.syntax", "{}", what)
                 .at(place_at(offset))
                 .expected("{}", expected)
                 .found("{}", at_end ? std::string("the end of the file")
                                     : "'" + printable(text_.substr(offset, 1)) + "'")
                 .mend("{}", at_end ? "fetch the file again: it may be cut off"
                                    : "correct the XML; `xmllint` tells more");
    return false;
}

bool XmlReader::next() {
    if (error_) return false;
    if (ends_at_once_) {
        ends_at_once_ = false;
        event_ = Event::end;
        while (!bindings_.empty() && bindings_.back().depth == depth()) bindings_.pop_back();
        open_.pop_back();
        return true;
    }
    for (;;) {
        begin_ = at_;
        if (at_ >= text_.size()) {
            if (!open_.empty())
                return stop(at_, format("the text ends inside <{}>", printable(open_.back().qualified)),
                            format("</{}>", printable(open_.back().qualified)));
            if (!seen_root_) return stop(at_, "there is no element", "an element");
            return false;
        }
        if (text_[at_] != '<') {
            const std::size_t end = std::min(text_.find('<', at_), text_.size());
            raw_ = text_.substr(at_, end - at_);
            is_cdata_ = false;
            at_ = end;
            event_ = Event::text;
            if (!open_.empty()) return true;
            if (!trim(raw_).empty())
                return stop(begin_ + static_cast<std::size_t>(trim(raw_).data() - raw_.data()),
                            "text stands outside of the root element", "an element");
            continue;
        }
        const char kind = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
        if (kind == '/') return end_tag();
        if (kind != '!' && kind != '?') return start_tag();
        if (text_.substr(at_).starts_with("<![CDATA[")) {
            const std::size_t end = text_.find("]]>", at_ + 9);
            if (end == npos || open_.empty()) return stop(text_.size(), "a CDATA section has no end", "]]>");
            raw_ = text_.substr(at_ + 9, end - at_ - 9);
            is_cdata_ = true;
            at_ = end + 3;
            event_ = Event::text;
            return true;
        }
        if (!skip_markup()) return false;
    }
}

/// Past a comment, a processing instruction or a document type.
bool XmlReader::skip_markup() {
    const std::string_view rest = text_.substr(at_);
    const std::string_view close = rest.starts_with("<!--") ? "-->" : rest.starts_with("<?") ? "?>" : ">";
    const std::size_t end = text_.find(close, at_ + (close == "-->" ? 4 : 2));
    if (end == npos) return stop(text_.size(), "a comment or instruction has no end", close);
    if (close == ">") {
        const std::size_t bracket = text_.substr(at_, end - at_).find('[');
        if (!rest.starts_with("<!DOCTYPE") || bracket != npos)
            return stop(at_, "declarations stand in the file", "XML without a document type of its own");
    }
    at_ = end + close.size();
    return true;
}

bool XmlReader::start_tag() {
    std::size_t at = at_ + 1;
    const std::size_t name_begin = at;
    while (at < text_.size() && !ends_name(text_[at])) ++at;
    if (at == name_begin) return stop(at, "a tag has no name", "the name of an element");
    if (open_.empty() && seen_root_) return stop(at_, "a second root element", "the end of the file");
    if (open_.size() >= most_nested)
        return stop(at_, "elements are nested too deep", format("at most {} levels", most_nested));
    seen_root_ = true;
    open_.push_back({text_.substr(name_begin, at - name_begin), {}, {}, XmlSpace::none});
    Open& made = open_.back();
    bool empty = false;
    if (!attribute_list(at, empty)) return false;
    split_name(made.qualified, made.prefix, made.name);
    made.space = space_of(made.prefix);
    event_ = Event::start;
    name_ = made.name;
    prefix_ = made.prefix;
    space_ = made.space;
    ends_at_once_ = empty;
    at_ = at;
    return true;
}

bool XmlReader::attribute_list(std::size_t& at, bool& empty) {
    attributes_.clear();
    for (;;) {
        const std::size_t before = at;
        while (at < text_.size() && is_space(text_[at])) ++at;
        if (at >= text_.size()) return stop(at, "the text ends inside a tag", "'>'");
        if (text_[at] == '>' || text_[at] == '/') {
            empty = text_[at] == '/';
            if (empty && ++at >= text_.size()) return stop(at, "the text ends inside a tag", "'>'");
            if (text_[at] != '>') return stop(at, "a tag does not end", "'>'");
            ++at;
            return true;
        }
        if (at == before) return stop(at, "a blank is missing in a tag", "a blank or '>'");
        const std::size_t name_begin = at;
        while (at < text_.size() && !ends_name(text_[at])) ++at;
        const std::string_view qualified = text_.substr(name_begin, at - name_begin);
        while (at < text_.size() && is_space(text_[at])) ++at;
        if (qualified.empty() || at >= text_.size() || text_[at] != '=')
            return stop(at, "an attribute has no value", "name=\"value\"");
        ++at;
        while (at < text_.size() && is_space(text_[at])) ++at;
        if (at >= text_.size() || (text_[at] != '"' && text_[at] != '\''))
            return stop(at, "the value of an attribute is not in quotes", "'\"'");
        const char* const value = text_.data() + at + 1;
        const auto* close = static_cast<const char*>(std::memchr(value, text_[at], text_.size() - at - 1));
        if (!close) return stop(text_.size(), "the text ends inside an attribute", "its closing quote");
        Attribute made{{}, {}, std::string_view(value, static_cast<std::size_t>(close - value))};
        if (const std::size_t less = made.value.find('<'); less != npos)
            return stop(at + 1 + less, "a '<' stands in an attribute", "&lt;");
        split_name(qualified, made.prefix, made.name);
        at = static_cast<std::size_t>(close - text_.data()) + 1;
        if (qualified == "xmlns")
            bind({}, made.value);
        else if (made.prefix == "xmlns")
            bind(made.name, made.value);
        else
            attributes_.push_back(made);
    }
}

bool XmlReader::end_tag() {
    const std::size_t close = text_.find('>', at_);
    if (close == npos) return stop(text_.size(), "the text ends inside a tag", "'>'");
    std::string_view qualified = text_.substr(at_ + 2, close - at_ - 2);
    while (!qualified.empty() && is_space(qualified.back())) qualified.remove_suffix(1);
    if (open_.empty() || open_.back().qualified != qualified)
        return stop(at_, format("</{}> closes what is not open", printable(qualified)),
                    open_.empty() ? std::string("a start tag before it")
                                  : format("</{}>", printable(open_.back().qualified)));
    event_ = Event::end;
    name_ = open_.back().name;
    prefix_ = open_.back().prefix;
    space_ = open_.back().space;
    while (!bindings_.empty() && bindings_.back().depth == depth()) bindings_.pop_back();
    open_.pop_back();
    at_ = close + 1;
    return true;
}

void XmlReader::bind(std::string_view prefix, std::string_view uri) {
    bindings_.push_back({depth(), prefix, uri, known_space(uri)});
}

XmlSpace XmlReader::space_of(std::string_view prefix) const {
    for (std::size_t i = bindings_.size(); i-- > 0;)
        if (bindings_[i].prefix == prefix) return bindings_[i].space;
    return prefix.empty() ? XmlSpace::none : XmlSpace::other;
}

std::string_view XmlReader::uri_of(std::string_view prefix) const {
    for (std::size_t i = bindings_.size(); i-- > 0;)
        if (bindings_[i].prefix == prefix) return bindings_[i].uri;
    return {};
}

std::string XmlReader::decoded(std::string_view raw) {
    if (raw.find_first_of("&\r") == npos) return std::string(raw);
    std::string made;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] == '\r') {
            if (i + 1 == raw.size() || raw[i + 1] != '\n') made += '\n';
            continue;
        }
        if (raw[i] != '&') {
            made += raw[i];
            continue;
        }
        const std::size_t end = raw.find(';', i);
        const unsigned code = end == npos ? 0 : entity(raw.substr(i + 1, end - i - 1));
        if (code == 0) {
            stop(static_cast<std::size_t>(raw.data() - text_.data()) + i,
                 "'&' begins no character that is known",
                 "&lt; &gt; &amp; &quot; &apos; or the number of a character, such as &#160;");
            return made;
        }
        append_utf8(made, code);
        i = end;
    }
    return made;
}

std::optional<std::string> XmlReader::attribute(std::string_view name) {
    for (const Attribute& each : attributes_)
        if (each.prefix.empty() && each.name == name) return decoded(each.value);
    return std::nullopt;
}

std::optional<std::string> XmlReader::attribute(XmlSpace space, std::string_view name) {
    for (const Attribute& each : attributes_)
        if (each.name == name && !each.prefix.empty() && space_of(each.prefix) == space)
            return decoded(each.value);
    return std::nullopt;
}

std::string XmlReader::characters() { return is_cdata_ ? std::string(raw_) : decoded(raw_); }

bool XmlReader::skip() {
    const int inside = depth();
    while (next())
        if (event_ == Event::end && depth() < inside) return true;
    return false;
}

std::string XmlReader::inner_text() {
    const int inside = depth();
    std::string text;
    while (next()) {
        if (event_ == Event::text) text += characters();
        if (event_ == Event::end && depth() < inside) break;
    }
    return text;
}

}  // namespace strandline::formats
