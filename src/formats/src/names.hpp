#pragma once

#include <strandline/domain/annotation.hpp>

#include <string>
#include <string_view>

namespace strandline::formats {

/// Adds another name by which the gene may be asked for, once.
void add_synonym(domain::CodingSequence& coding, std::string_view name);
/// Several, parted by any of `separators`.
void add_synonyms(domain::CodingSequence& coding, std::string_view list, std::string_view separators);
/// "ECOCYC:EG10023" as a whole; its second half too, unless that is a mere number.
void add_cross_reference(domain::CodingSequence& coding, std::string_view reference);

}  // namespace strandline::formats
