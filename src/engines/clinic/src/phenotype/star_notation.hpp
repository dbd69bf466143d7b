#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace strandline::clinic {

/// One gene copy of a strand, or several alike.
struct StarCopies {
    std::string allele;     // "*36"
    std::string suballele;  // ".024", "A", or empty
    int copies = 1;
    bool at_least = false;  // "x≥3"
    std::string text() const;
};

/// The copies of a gene on one strand: "*36+*10", "*2x2".
using StarStrand = std::vector<StarCopies>;

/// What a text of star alleles may mean: each possible diplotype; none with the reason.
struct StarReading {
    std::vector<std::vector<StarStrand>> possible;
    std::string reason;
};

/// Notations of laboratories, papers and programs (GeT-RM, Cyrius, PharmVar): "*1x3", "*36x2+*10",
/// "(*68)+*4",
/// "*4.013+*4", "*2A", "*2 (*35)" (the one or the other), "*1/*46;*43/*45" (the one or the other).
StarReading read_stars(std::string_view text);

}  // namespace strandline::clinic
