#pragma once

#include <strandline/base/context.hpp>
#include <strandline/domain/genome.hpp>
#include <strandline/domain/guide.hpp>
#include <strandline/edit/nuclease.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace strandline::edit {

constexpr int longest_pattern_spacer = 32;  // what the packed search can hold

/// What is looked for beside each spacer: a PAM (IUPAC, upper case, may be empty) and its side.
struct Pattern {
    int spacer_length = 20;  // 1 to 32
    std::string pam = "NGG";
    PamSide pam_side = PamSide::three_prime;
    std::int64_t length() const { return spacer_length + static_cast<std::int64_t>(pam.size()); }
};

/// A guide to search for and how many mismatches to its spacer are let pass.
struct Query {
    domain::Guide guide;  // spacer of the pattern's length
    int mismatches = 4;
};

/// A place where a guide may bind.
struct OffTarget {
    std::uint32_t guide = 0;    // index into the queries
    domain::Interval interval;  // protospacer and PAM together; circular contigs: end may pass the length
    domain::Strand strand = domain::Strand::forward;
    int mismatches = 0;
    bool operator==(const OffTarget&) const = default;
};

/// The genome's bases at an off-target in guide orientation.
struct SiteText {
    std::string site;  // protospacer; bases that do not match the spacer in lower case
    std::string pam;
};

/// Every site with the pattern's PAM and at most a query's mismatches to its spacer, on both strands, by
/// query, contig, start, strand. An ambiguous genome letter never matches a spacer base, and matches a PAM
/// code when all bases it stands for do. On a circular contig that is as long as the pattern, sites across
/// the origin are found, once; none reaches over the end of a linear one. Memory: O(hits).
std::vector<OffTarget> find_off_targets(const domain::Genome& genome, std::span<const Query> queries,
                                        const Pattern& pattern, Context& context);

/// The same by plain loops: the oracle for the fast one.
std::vector<OffTarget> find_off_targets_plain(const domain::Genome& genome, std::span<const Query> queries,
                                              const Pattern& pattern);

SiteText describe(const domain::Genome& genome, const Query& query, const Pattern& pattern,
                  const OffTarget& hit);

}  // namespace strandline::edit
