#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace strandline::edit {

/// The amino acid of a codon by the standard code (NCBI table 1; table 11 of bacteria differs from it only in
/// where translation may begin), one letter, * for a stop, X where a letter is not A C G T.
char translate_codon(std::string_view codon);

/// Codon by codon from the first base on; up to two bases at the end are left out. Stops are shown and read
/// over.
std::string translate(std::string_view bases);

/// Three letters as HGVS writes them; Ter for *.
std::string_view residue_name(char residue);

/// The other codons of the same residue, in alphabetical order.
std::vector<std::string> synonymous_codons(std::string_view codon);

/// All codons of a residue, in alphabetical order.
std::vector<std::string> codons_of(char residue);

}  // namespace strandline::edit
