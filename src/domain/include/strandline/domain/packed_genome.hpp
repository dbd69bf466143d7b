#pragma once

#include <strandline/domain/genome.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace strandline::domain {

/// A genome at two bits a base, as bit planes: what a search over gigabases works on.
///
/// Bases: A=00 C=01 T=10 G=11 (high bit, low bit), so that complementing a base flips its high bit. The base
/// at position p has its bits at bit p%64 of words p/64 of the two planes. A contig begins at a multiple of
/// 64; behind its last base stand its first bases again (`wrap`, cyclic where it is shorter), so that a
/// window across the origin of a circular contig reads on. Where the planes hold no plain base (ambiguous
/// letters, gaps between contigs) their bits are 0; `runs` tells the letters.
class PackedGenome {
public:
    static constexpr std::int64_t wrap = 64;

    struct Contig {
        std::string name;
        std::int64_t length = 0;
        std::uint64_t offset = 0;  // position of the first base, a multiple of 64
        bool circular = false;
    };
    /// A run of one letter that is no plain base, in positions; runs of wrap bases are there, too. Ascending.
    struct Run {
        std::uint64_t begin = 0;
        std::uint32_t length = 0;
        char letter = 'N';
        bool operator==(const Run&) const = default;
    };

    /// Takes what `memory` keeps alive: vectors of its own or a mapped file. Planes hold at least 512
    /// positions of zeros behind the last contig's wrap.
    PackedGenome(std::vector<Contig> contigs, std::span<const std::uint64_t> low,
                 std::span<const std::uint64_t> high, std::span<const Run> runs,
                 std::shared_ptr<const void> memory);

    const std::vector<Contig>& contigs() const { return contigs_; }
    std::span<const std::uint64_t> low() const { return low_; }
    std::span<const std::uint64_t> high() const { return high_; }
    std::span<const Run> runs() const { return runs_; }
    /// Runs that reach into [begin, end) of positions.
    std::span<const Run> runs_within(std::uint64_t begin, std::uint64_t end) const;

    const Contig* find(std::string_view name) const;
    std::uint64_t total_length() const;  // bases of all contigs
    void set_circular(ContigId contig, bool circular) { contigs_[contig].circular = circular; }

    /// Letters of `count` bases from `begin` (within the contig) on, cyclic. Upper-case IUPAC codes.
    std::string bases(ContigId contig, std::int64_t begin, std::int64_t count) const;

private:
    std::vector<Contig> contigs_;
    std::span<const std::uint64_t> low_, high_;
    std::span<const Run> runs_;
    std::shared_ptr<const void> memory_;
};

/// The plain way to pack.
PackedGenome pack(const Genome& genome);

}  // namespace strandline::domain
