#include "sbml_notes.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <utility>

namespace strandline::formats {
namespace {

struct Resource {
    std::string provider, id;
};

/// "http(s)://identifiers.org/collection/id" or ".../COLLECTION:id".
Resource resource_of(std::string_view uri) {
    std::string_view rest = uri;
    for (const std::string_view scheme : {"https://", "http://"})
        if (rest.starts_with(scheme)) rest.remove_prefix(scheme.size());
    constexpr std::string_view host = "identifiers.org/";
    const std::string_view path = rest.starts_with(host) ? rest.substr(host.size()) : std::string_view();
    const std::size_t cut = path.find_first_of(":/", 1);
    if (path.empty() || rest.size() == uri.size() || cut == std::string_view::npos || cut + 1 == path.size())
        return {"uri", std::string(uri)};
    const std::string_view provider = path.substr(0, cut);
    const bool capitals = std::ranges::any_of(provider, [](char c) { return c >= 'A' && c <= 'Z'; }) &&
                          std::ranges::none_of(provider, [](char c) { return c >= 'a' && c <= 'z'; });
    if (capitals) return {lower(provider), format("{}:{}", provider, path.substr(cut + 1))};
    return {std::string(provider), std::string(path.substr(cut + 1))};
}

/// One text stays alone; all else is a list.
void add_value(Json& annotation, const std::string& provider, Json value) {
    const Json* known = annotation.find(provider);
    if (!known) {
        annotation.set(provider, value.is_string() ? std::move(value) : Json::array({std::move(value)}));
        return;
    }
    Json all = known->is_array() ? *known : Json::array({*known});
    if (std::ranges::find(all.items(), value) != all.items().end()) return;
    all.push_back(std::move(value));
    annotation.set(provider, std::move(all));
}

/// Elements that stand inside a line of text.
bool is_inline(std::string_view name) {
    for (const std::string_view each :
         {"a", "b", "i", "em", "span", "strong", "sub", "sup", "br", "tt", "code"})
        if (name == each) return true;
    return false;
}

bool is_paragraph(const XmlReader& in) { return in.name() == "p" || in.name() == "P"; }

/// A run of white space is one blank, as in all HTML.
std::string in_one_line(std::string_view text) {
    std::string made;
    for (const char c : trim(text)) {
        const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (!blank)
            made += c;
        else if (made.back() != ' ')
            made += ' ';
    }
    return made;
}

}  // namespace

void annotate(Json& annotation, std::string_view qualifier, std::string_view uri) {
    auto [provider, id] = resource_of(uri);
    const bool plain = qualifier == "is";
    add_value(annotation, provider,
              plain ? Json(std::move(id)) : Json::array({Json(qualifier), Json(std::move(id))}));
}

void merge_annotation(Json& annotation, Json further) {
    if (further.is_null()) return;
    if (annotation.is_null()) {
        annotation = std::move(further);
        return;
    }
    for (const auto& [provider, value] : further.members())
        if (value.is_array())
            for (const Json& each : value.items()) add_value(annotation, provider, each);
        else
            add_value(annotation, provider, value);
}

Json read_notes(XmlReader& in) {
    const int inside = in.depth();
    Json notes;
    Json::Array others;
    std::string text;  // between paragraphs
    const auto flush = [&] {
        if (std::string words = in_one_line(text); !words.empty()) others.emplace_back(std::move(words));
        text.clear();
    };
    while (in.next()) {
        if (in.event() == XmlReader::Event::text) {
            text += in.characters();
        } else if (in.event() == XmlReader::Event::end) {
            if (in.depth() < inside) break;
            if (!is_inline(in.name())) flush();
        } else if (is_paragraph(in)) {
            flush();
            const std::string paragraph = in_one_line(in.inner_text());
            const std::size_t colon = paragraph.find(':');
            const std::string_view key = trim(std::string_view(paragraph).substr(0, colon));
            const std::string_view value = colon == std::string::npos
                                               ? std::string_view()
                                               : trim(std::string_view(paragraph).substr(colon + 1));
            if (colon == std::string::npos || key.empty() || key == "text") {
                text = paragraph;
                flush();
            } else if (!value.empty()) {
                notes.set(std::string(key), value);
            }
        } else if (!is_inline(in.name())) {
            flush();
        }
    }
    flush();
    if (!others.empty()) notes.set("text", Json::array(std::move(others)));
    return notes;
}

Json read_annotation(XmlReader& in, Json& own) {
    const int inside = in.depth();
    Json annotation;
    std::string qualifier;
    while (in.next()) {
        const bool names_qualifier = in.space() == XmlSpace::biology || in.space() == XmlSpace::model;
        if (in.event() == XmlReader::Event::end) {
            if (in.depth() < inside) break;
            if (names_qualifier) qualifier.clear();
        }
        if (in.event() != XmlReader::Event::start) continue;
        if (in.name() == "own" && in.uri_of(in.prefix()) == own_space) {
            if (auto said = Json::parse(in.inner_text()); said && said->is_object()) own = std::move(*said);
            continue;
        }
        if (in.space() == XmlSpace::biology) qualifier = in.name();
        if (in.space() == XmlSpace::model) qualifier = "bqm_" + std::string(in.name());
        if (in.is_start(XmlSpace::rdf, "li") && !qualifier.empty())
            if (const auto uri = in.attribute(XmlSpace::rdf, "resource"); uri && !uri->empty())
                annotate(annotation, qualifier, *uri);
    }
    return annotation;
}

}  // namespace strandline::formats
