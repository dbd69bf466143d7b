#pragma once

#include <strandline/domain/sequence.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::domain {

using ContigId = std::uint32_t;  // index into Genome::contigs

/// Half-open, 0-based, on one contig, begin within the contig. On a circular contig `end` may pass the
/// contig's length: the interval then crosses the origin. Formats that count from 1 convert in their
/// reader and writer.
struct Interval {
    ContigId contig = 0;
    std::int64_t begin = 0;
    std::int64_t end = 0;
    bool operator==(const Interval&) const = default;
};

/// One sequence of a genome: upper-case IUPAC codes, T for U.
struct Contig {
    std::string name;  // first word of a FASTA header, or the VERSION/LOCUS name of GenBank
    std::string bases;
    bool circular = false;
    std::int64_t length() const { return static_cast<std::int64_t>(bases.size()); }
};

struct Genome {
    std::vector<Contig> contigs;
    const Contig* find(std::string_view name) const;
    std::uint64_t total_length() const;
};

}  // namespace strandline::domain
