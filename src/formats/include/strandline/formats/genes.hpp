#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>

#include <string>
#include <vector>

namespace strandline::formats {

/// One gene asked for: names to look it up by, the surest first.
struct GeneName {
    std::vector<std::string> names;
    Place place;
};

/// Genes asked for: one name a line, `#` begins a comment; or a TSV table with a column `locus_tag` or
/// `gene` (the locus tag, where there is one, is looked up first). Names given twice are kept once, lines of
/// blanks, commas and semicolons only are skipped. Errors: "genes.empty" when no gene is named.
Result<std::vector<GeneName>> read_genes(const Source& source);

}  // namespace strandline::formats
