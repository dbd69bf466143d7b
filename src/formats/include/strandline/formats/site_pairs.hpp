#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>

#include <string>
#include <vector>

namespace strandline::formats {

/// A guide beside a site of a genome, both with the PAM's 3 bases, aligned: '-' at bulges.
struct SitePair {
    std::string guide;  // spacer of A C G T and '-', upper case, then its PAM: any IUPAC codes
    std::string site;   // IUPAC codes and '-', as written
};

constexpr std::size_t pair_pam_length = 3;

/// A TSV table with the columns `guide` and `site`; others are left alone. Both of one length, 20 to 35.
/// Errors: "pair.letter", "pair.length", "pair.gap", "pairs.empty".
Result<std::vector<SitePair>> read_site_pairs(const Source& source);

}  // namespace strandline::formats
