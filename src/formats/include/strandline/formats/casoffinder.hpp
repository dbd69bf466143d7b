#pragma once

#include <strandline/base/error.hpp>
#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/guide.hpp>

#include <string>
#include <vector>

namespace strandline::formats {

/// What a Cas-OFFinder input file asks for (Bae 2014, Bioinformatics 30:1473; version 3 adds bulges and ids).
struct CasOffinderInput {
    struct Query {
        domain::Guide guide;
        int mismatches = 0;
    };
    std::string genome;  // path as written on line 1
    Place genome_place;
    std::string pam;  // IUPAC, upper case; empty when the pattern asks for none
    bool pam_is_5_prime = false;
    int spacer_length = 0;
    int dna_bulges = 0;
    int rna_bulges = 0;
    Place pattern_place;
    std::vector<Query> queries;  // named g1, g2 … where the file gives no id
};

/// Line 1: genome; line 2: pattern, and perhaps the most DNA and RNA bulges; then a line for each guide:
/// the spacer with N (or the pattern's own letters) at the PAM, the most mismatches, and perhaps an id.
Result<CasOffinderInput> read_casoffinder(const Source& source);

}  // namespace strandline::formats
