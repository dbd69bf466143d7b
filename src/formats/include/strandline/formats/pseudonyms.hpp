#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>

#include <map>
#include <string>

namespace strandline::formats {

/// Names by which samples are told in place of their own: TSV of two cells, sample and pseudonym; lines that
/// begin with # are notes. Errors: "pseudonyms.cells", "pseudonyms.twice" (a sample or a pseudonym on two
/// lines: two people would become one).
Result<std::map<std::string, std::string>> read_pseudonyms(const Source& source);

}  // namespace strandline::formats
