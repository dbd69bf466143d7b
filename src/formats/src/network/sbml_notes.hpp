#pragma once

#include "xml_reader.hpp"

#include <strandline/base/json.hpp>

#include <string>
#include <string_view>

namespace strandline::formats {

/// At the start of <notes>: an object of what its paragraphs say as "KEY: value", as COBRA writes it; other
/// text is kept in an array "text". Moves to the end. Null when there is nothing.
Json read_notes(XmlReader& in);

/// At the start of <annotation>: the resources of its RDF by the name of their collection, as in COBRA JSON:
/// one value that "is" the thing as a text, else an array of texts and of pairs [qualifier, value]. What is
/// not of identifiers.org is in "uri". Moves to the end.
Json read_annotation(XmlReader& in);

/// Adds a value to an annotation.
void annotate(Json& annotation, std::string_view qualifier, std::string_view uri);

}  // namespace strandline::formats
