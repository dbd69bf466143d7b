#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace strandline::domain {

enum class Strand { forward, reverse };

inline char symbol(Strand strand) { return strand == Strand::forward ? '+' : '-'; }

/// IUPAC nucleotide codes (Cornish-Bowden 1985) as sets: A=1 C=2 G=4 T=8, R=A|G … N=15. U counts as T.
/// 0 for anything else. Either case.
std::uint8_t base_set(char code);
inline bool is_plain_base(char code) { return code == 'A' || code == 'C' || code == 'G' || code == 'T'; }

/// The code of the complementary set, keeping case; the argument must be an IUPAC code.
char complement(char code);
std::string reverse_complement(std::string_view bases);

}  // namespace strandline::domain
