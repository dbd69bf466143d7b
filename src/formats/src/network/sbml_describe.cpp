#include "sbml_describe.hpp"

#include "sbml_notes.hpp"
#include "utf8_text.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace strandline::formats {
namespace {

constexpr std::string_view rdf_begin =
    "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" "
    "xmlns:bqbiol=\"http://biomodels.net/biology-qualifiers/\" "
    "xmlns:bqmodel=\"http://biomodels.net/model-qualifiers/\">";

bool is_sbo_term(const Json& value) {
    if (!value.is_string() || value.string().size() != 11 || !value.string().starts_with("SBO:"))
        return false;
    return value.string().find_first_not_of("0123456789", 4) == std::string::npos;
}

struct Statement {
    std::string qualifier, uri;
};

/// In the order of the annotation; values that are neither texts nor pairs of texts are left out.
std::vector<Statement> statements_of(const Json& annotation) {
    std::vector<Statement> made;
    const auto add = [&](const std::string& provider, const Json& value) {
        const bool pair = value.is_array() && value.items().size() == 2 && value.items()[0].is_string() &&
                          value.items()[1].is_string();
        if (!pair && !value.is_string()) return;
        const std::string& id = pair ? value.items()[1].string() : value.string();
        made.push_back({pair ? value.items()[0].string() : "is",
                        provider == "uri" ? id : format("https://identifiers.org/{}/{}", provider, id)});
    };
    if (!annotation.is_object()) return made;
    for (const auto& [provider, value] : annotation.members()) {
        if (provider == "sbo" && is_sbo_term(value)) continue;
        if (value.is_array())
            for (const Json& each : value.items()) add(provider, each);
        else
            add(provider, value);
    }
    return made;
}

bool is_name(std::string_view text) {
    return !text.empty() &&
           std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

/// One element for each run of one qualifier, so that the order stays.
std::string rdf_of(const Json& annotation, std::string_view meta_id) {
    const std::vector<Statement> statements = statements_of(annotation);
    std::string open, made;
    for (const Statement& each : statements) {
        const bool of_model = each.qualifier.starts_with("bqm_");
        const std::string word = of_model ? each.qualifier.substr(4) : each.qualifier;
        if (!is_name(word)) continue;
        const std::string tag = (of_model ? "bqmodel:" : "bqbiol:") + word;
        if (tag != open) {
            if (!open.empty()) made += "</rdf:Bag></" + open + ">\n";
            made += "<" + tag + "><rdf:Bag>\n";
            open = tag;
        }
        made += "<rdf:li rdf:resource=\"" + xml_text(each.uri) + "\"/>\n";
    }
    if (open.empty()) return {};
    made += "</rdf:Bag></" + open + ">\n";
    return format("{}<rdf:Description rdf:about=\"#{}\">\n{}</rdf:Description></rdf:RDF>\n", rdf_begin,
                  meta_id, made);
}

std::string notes_body(const Json& notes, std::string_view subsystem) {
    std::string made;
    const auto paragraph = [&](std::string_view name, std::string_view value) {
        made += "<p>" + xml_text(name) + ": " + xml_text(value) + "</p>\n";
    };
    if (!subsystem.empty()) paragraph("SUBSYSTEM", subsystem);
    if (notes.is_object())
        for (const auto& [name, value] : notes.members()) {
            if (value.is_string()) paragraph(name, value.string());
            if (name == "text" && value.is_array())
                for (const Json& each : value.items())
                    if (each.is_string()) made += "<div>" + xml_text(each.string()) + "</div>\n";
        }
    if (made.empty()) return {};
    return "<notes><body xmlns=\"http://www.w3.org/1999/xhtml\">\n" + made + "</body></notes>\n";
}

Json read_back(const std::string& element, bool annotation) {
    XmlReader in(element, "");
    Json own;
    if (!in.next()) return {};
    return annotation ? read_annotation(in, own) : read_notes(in);
}

Json without(const Json& object, std::string_view name) {
    if (!object.is_object() || !object.find(name)) return object;
    Json::Members kept;
    for (const Json::Member& member : object.members())
        if (member.first != name) kept.push_back(member);
    return kept.empty() ? Json() : Json::object(std::move(kept));
}

}  // namespace

bool is_xml_text(std::string_view text) {
    while (!text.empty()) {
        const auto [code, length] = first_character(text);
        if (!is_xml_character(code)) return false;
        text.remove_prefix(length);
    }
    return true;
}

std::string xml_text(std::string_view text) {
    std::string made;
    while (!text.empty()) {
        const auto [code, length] = first_character(text);
        switch (code) {
        case '<':
            made += "&lt;";
            break;
        case '>':
            made += "&gt;";
            break;
        case '&':
            made += "&amp;";
            break;
        case '"':
            made += "&quot;";
            break;
        case '\n':
        case '\r':
        case '\t':
            made += format("&#{};", code);  // else they become blanks in attributes
            break;
        default:
            if (is_xml_character(code)) made += text.substr(0, length);
        }
        text.remove_prefix(length);
    }
    return made;
}

Description describe(const Json& notes, const Json& annotation, std::string_view meta_id, Json own,
                     std::string_view subsystem_note) {
    Description made;
    made.elements = notes_body(notes, subsystem_note);
    Json reread = made.elements.empty() ? Json() : read_back(made.elements, false);
    if (!subsystem_note.empty()) reread = without(reread, "SUBSYSTEM");
    if (reread != notes) own.set("notes", notes);
    if (annotation.is_object())
        if (const Json* term = annotation.find("sbo"); term && is_sbo_term(*term)) made.sbo = term->string();
    const std::string rdf = rdf_of(annotation, meta_id);
    Json known;
    if (!made.sbo.empty()) known.set("sbo", made.sbo);
    if (!rdf.empty()) merge_annotation(known, read_back("<annotation>" + rdf + "</annotation>", true));
    if (known != annotation) own.set("annotation", annotation);
    made.needs_meta_id = !rdf.empty();
    if (rdf.empty() && own.is_null()) return made;
    made.elements += "<annotation>\n" + rdf;
    if (!own.is_null())
        made.elements += format("<own xmlns=\"{}\">{}</own>\n", own_space, xml_text(own.compact()));
    made.elements += "</annotation>\n";
    return made;
}

}  // namespace strandline::formats
