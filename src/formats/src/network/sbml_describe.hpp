#pragma once

#include <strandline/base/json.hpp>

#include <string>
#include <string_view>

namespace strandline::formats {

/// A text in XML: in an attribute's quotes or between tags. Characters that XML does not allow are left out.
std::string xml_text(std::string_view text);
bool is_xml_text(std::string_view text);

/// <notes> and <annotation> of an element as `read_notes` and `read_annotation` read them back; what these
/// would lose is added to `own`, which becomes part of the annotation. `meta_id` is set where the annotation
/// asks for one.
struct Description {
    std::string sbo;       // value of sboTerm, or ""
    std::string elements;  // <notes>, <annotation>
    bool needs_meta_id = false;
};
Description describe(const Json& notes, const Json& annotation, std::string_view meta_id, Json own,
                     std::string_view subsystem_note = {});

}  // namespace strandline::formats
