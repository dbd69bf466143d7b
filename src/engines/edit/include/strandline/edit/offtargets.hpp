#pragma once

#include <strandline/base/context.hpp>
#include <strandline/domain/genome.hpp>
#include <strandline/domain/guide.hpp>
#include <strandline/domain/packed_genome.hpp>
#include <strandline/edit/nuclease.hpp>

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <tuple>
#include <vector>

namespace strandline::edit {

constexpr int shortest_pattern_spacer = 17;
constexpr int longest_pattern_spacer = 25;
constexpr int longest_pam = 16;
constexpr int most_mismatches = 10;
constexpr int most_bulges = 3;  // of each kind

/// What is looked for beside each spacer. PAMs: IUPAC, upper case, all of one length, the empty one alone;
/// several mean any of them.
struct Pattern {
    int spacer_length = 20;  // 17 to 25
    std::vector<std::string> pams = {"NGG"};
    PamSide pam_side = PamSide::three_prime;
    std::int64_t pam_length() const { return static_cast<std::int64_t>(pams.front().size()); }
};

/// How far a site may be from a spacer. A DNA bulge is an extra base of the genome, an RNA bulge one of the
/// guide.
struct Limits {
    int mismatches = 4;                  // 0 to 10
    int dna_bulges = 0, rna_bulges = 0;  // 0 to 3 each
    int edits = 16;                      // most of all three together
    bool operator==(const Limits&) const = default;
};

/// A guide to search for; its spacer is of the pattern's length.
struct Query {
    domain::Guide guide;
    Limits limits;
};

/// How spacer and site pair, column by column from the PAM outward: 2 bits a column, the first lowest;
/// 0 pair (match or mismatch), 1 DNA bulge, 2 RNA bulge. `columns` is their number.
struct Alignment {
    std::uint64_t steps = 0;
    std::uint8_t columns = 0;
    bool operator==(const Alignment&) const = default;
    int step(int column) const { return static_cast<int>(steps >> (2 * column) & 3); }
};

/// A place where a guide may bind.
struct OffTarget {
    std::uint32_t guide = 0;    // index into the queries
    domain::Interval interval;  // protospacer and PAM together; circular contigs: end may pass the length
    domain::Strand strand = domain::Strand::forward;
    std::uint8_t mismatches = 0, dna_bulges = 0, rna_bulges = 0;
    std::uint32_t equivalents = 1;  // alignments of this site with as few edits and as few bulges
    Alignment alignment;
    bool operator==(const OffTarget&) const = default;
    int bulges() const { return dna_bulges + rna_bulges; }
    int edits() const { return mismatches + bulges(); }
};

/// The order in which hits are given: guide, contig, start, strand; then end, edits, bulges, and the
/// alignments read from the PAM outward, a pair before a DNA bulge before an RNA bulge.
bool in_order(const OffTarget& a, const OffTarget& b);

struct SearchOptions {
    bool all_alignments = false;  // every alignment within the limits, not only each site's canonical one
    std::uint64_t max_hits = 0;   // kept of a guide: those with fewest edits, ties by order; 0 keeps all
    bool count_only = false;      // no hits, only their counts
};

/// How many sites a guide has, by the mismatches, DNA and RNA bulges of their canonical alignments.
struct GuideCounts {
    std::map<std::tuple<int, int, int>, std::uint64_t> sites;
    bool operator==(const GuideCounts&) const = default;
};

struct SearchResult {
    std::vector<OffTarget> hits;      // in order
    std::vector<GuideCounts> counts;  // by query; exact also when hits were capped
    bool operator==(const SearchResult&) const = default;
};

/// Every site of the genome, on both strands, that a guide may bind within its limits.
///
/// A SITE is an occurrence of a PAM on a strand. Of all its alignments within the limits the canonical one is
/// reported: fewest edits; then fewest bulges; then, reading from the PAM outward, pair before DNA bulge
/// before RNA bulge at the first difference, so that a bulge lies far from the PAM. The first and the last
/// column are pairs, and a DNA bulge never stands beside an RNA bulge: that is a mismatch. An ambiguous
/// genome letter never matches a spacer base, and matches a PAM letter only if all the bases that it may
/// stand for do. The bases of an alignment with its PAM lie within the contig; on a circular one they may
/// cross the origin but not overlap themselves. Memory: O(hits), or O(guides * max_hits).
SearchResult find_off_targets(const domain::PackedGenome& genome, std::span<const Query> queries,
                              const Pattern& pattern, const SearchOptions& options, Context& context);

/// The same by recursion over strings, as the definition reads: the oracle for the fast one.
SearchResult find_off_targets_plain(const domain::Genome& genome, std::span<const Query> queries,
                                    const Pattern& pattern, const SearchOptions& options, Context& context);

/// Guide and site in guide orientation, 5'→3', column by column, '-' where the other one bulges.
struct SiteText {
    std::string crrna;  // the guide's bases
    std::string site;   // the genome's, those that do not match in lower case
    std::string pam;    // the genome's
};
SiteText describe(const domain::PackedGenome& genome, const Query& query, const Pattern& pattern,
                  const OffTarget& hit);

}  // namespace strandline::edit
