#pragma once

#include "outcome/align.hpp"
#include "outcome/classify.hpp"
#include "outcome/seeds.hpp"
#include "outcome/shortcut.hpp"
#include "outcome/unique_reads.hpp"

#include <strandline/edit/outcome.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::edit::outcome {

/// What alignment needs to know of the amplicons; the same for all samples.
struct References {
    References(std::span<const Amplicon> given, const AlignmentScores& scores);

    std::span<const Amplicon> amplicons;
    std::vector<AlignmentTarget> targets;
    std::vector<Shortcut> shortcuts;
    std::vector<std::vector<std::uint32_t>> of_locus;
    /// By amplicon and amplicon: the best score of the first as a read of the second.
    std::vector<int> likeness;
    /// By amplicon: where an expected one differs from its wild type, on itself and on the wild type. A
    /// junction is told by the bases on both sides of it.
    struct Difference {
        Range here, on_wild_type;
    };
    std::vector<std::vector<Difference>> differences;
    int most_lost_a_base = 0;  // by changing a base of a read
    // Others are not aligned.
    std::size_t shortest_read = 0, longest_read = 0;

    int alike(std::uint32_t read, std::uint32_t amplicon) const {
        return likeness[read * amplicons.size() + amplicon];
    }
};

/// Distinct reads after alignment. Alleles may repeat; their edits and inserted bases are counted within
/// this.
struct Assigned {
    void add(const AlignedRead& aligned);

    std::vector<Allele> alleles;
    std::vector<Edit> edits;
    std::string inserted_bases;
    std::vector<UniqueReads::Entry> unaligned;
};

/// Aligns each read to every amplicon it may come from, on the strand it may come from, and keeps the best:
/// of equal scores the first amplicon's, marked ambiguous.
class Assigner {
public:
    Assigner(const References& references, const OutcomeSettings& settings)
        : references_(references), settings_(settings), seeds_(references.amplicons) {}
    Assigned assign(std::span<const UniqueReads::Entry> reads);

private:
    /// A read on a strand against an amplicon.
    struct Trial {
        std::uint32_t read = 0;
        std::uint32_t amplicon = 0;
        bool reverse = false;
        bool in_place = false;  // pairs base by base: no alignment needed
        int score = 0;
        std::uint32_t alignment = 0;
    };
    void plan(std::uint32_t read, std::string_view bases);
    void try_in_place(std::uint32_t read, std::string_view bases, bool reverse, std::uint32_t locus);
    void add_others(std::uint32_t read, const Origin& origin, std::size_t first_trial);
    void align(std::span<const UniqueReads::Entry> reads);
    AlignedRead classified(std::span<const UniqueReads::Entry> reads, const Trial& trial) const;
    bool shows_difference(const AlignedRead& aligned) const;
    bool lost_difference(const AlignedRead& wild, std::uint32_t expected) const;
    std::optional<AlignedRead> choose(std::span<const UniqueReads::Entry> reads,
                                      std::span<const Trial> trials) const;
    std::string_view turned(std::uint32_t read, std::string_view bases);
    std::string_view bases_of(std::span<const UniqueReads::Entry> reads, const Trial& trial) const;

    const References& references_;
    const OutcomeSettings& settings_;
    Seeds seeds_;
    std::vector<Trial> trials_;
    std::vector<std::string> turned_;  // reverse complements, by read; empty where not asked
    std::vector<ReadAlignment> alignments_;
    std::vector<Origin> origins_;
};

}  // namespace strandline::edit::outcome
