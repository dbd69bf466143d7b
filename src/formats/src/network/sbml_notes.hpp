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
/// not of identifiers.org is in "uri". Moves to the end. `own` becomes what an element of ours in it says:
/// what SBML has no place for, see `own_space`.
Json read_annotation(XmlReader& in, Json& own);

/// Adds the resource of a URI to an annotation.
void annotate(Json& annotation, std::string_view qualifier, std::string_view uri);

/// Adds all of `further` that is not there yet.
void merge_annotation(Json& annotation, Json further);

/// The name space of <own>, whose text is a JSON object with those members of an element that SBML cannot
/// hold as they are: "annotation", "notes", "rule", "subsystem", "name", "formula"; of the model, what
/// further_members.hpp names.
inline constexpr std::string_view own_space = "urn:strandline:model";

}  // namespace strandline::formats
