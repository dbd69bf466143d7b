#pragma once

#include <strandline/base/error.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace strandline::formats {

/// Appends `letters` in upper case, T for U, to `bases`. Returns the index of the first letter that is no
/// IUPAC code (nothing is promised of `bases` then), or npos.
std::size_t append_bases(std::string& bases, std::string_view letters);

/// What to do about `letter` in a sequence of `format` ("fasta", "genbank").
Error not_a_base(std::string code, char letter, Place place);

}  // namespace strandline::formats
