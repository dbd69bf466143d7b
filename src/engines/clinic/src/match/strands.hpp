#pragma once

#include "sight.hpp"

namespace strandline::clinic {

/// What one strand has at each of a sight's variants, in their order; Sight::unknown where that is missing.
using Strand = std::vector<std::uint8_t>;

/// Every way to put the variants on two strands, each once whichever strand is first; of a haploid sample its
/// one strand, twice. Nothing where there are more than `most`.
std::optional<std::vector<std::pair<Strand, Strand>>> ways(const Sight& sight, std::size_t most);

/// How the named alleles that are on a strand, together or alone, may be told, with the variants that none
/// explains (where `parts`): several ways where alleles exclude each other.
/// More than MatchOptions::most_ways: none, and the call says so.
std::vector<HaplotypeCall> tell_strand(const GeneMatcher::Tables& tables, const Sight& sight,
                                       const Strand& strand, bool parts, GeneCall& call);

/// The order of results: fewer components first, then by their names.
struct TellingOrder {
    const GeneMatcher::Tables& tables;
    bool operator()(const HaplotypeCall& one, const HaplotypeCall& other) const;
};

}  // namespace strandline::clinic
