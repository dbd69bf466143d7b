#pragma once

#include "search/block.hpp"
#include "search/settle.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace strandline::edit {

constexpr int group_bases = 3;  // places whose mismatches are counted beforehand for all 64 triplets
constexpr int most_groups = 6;
constexpr int triplets = 64;

/// Queries with the same limits, as the kernels read them.
struct Batch {
    Limits limits;
    int spacer_length = 0;
    int groups = 0;  // first places, in threes, after which most blocks are done with
    std::vector<std::uint32_t> queries;
    std::vector<OutwardBases> spacers;
    std::vector<std::array<std::uint8_t, longest_pattern_spacer>> bases;  // codes, outward
    std::vector<std::array<std::uint16_t, most_groups>> triplet;          // code of each group
    bool has_bulges() const { return limits.dna_bulges > 0 || limits.rna_bulges > 0; }
};

std::vector<Batch> make_batches(std::span<const Query> queries, const Pattern& pattern);

/// Mismatches at three places as a number of two bits, for every triplet, beside each other.
struct GroupTables {
    alignas(64) std::uint64_t counts[most_groups][triplets][2][block_words];
};

/// A site of a block that a query of a batch matches, or with bulges: may match.
struct BlockHit {
    std::uint32_t guide = 0;  // index into the batch
    std::uint16_t bit = 0;
    std::uint8_t mismatches = 0;  // without bulges
};

class CandidateSink {
public:
    virtual ~CandidateSink() = default;
    virtual void take(std::span<const BlockHit> candidates) = 0;
};

void fill_tables(const Block& block, int groups, GroupTables& tables);

/// Hands over the sites of a block within the limits of the guides from `first` up to `last` of a batch
/// without bulges. `tables` may be nullptr: they pay off for many guides.
void match(const Block& block, const GroupTables* tables, const Batch& batch, std::size_t first,
           std::size_t last, CandidateSink& sink);

/// The same for a batch with bulges. Sites handed over may still fail, by bulges that are side by side or
/// bases that are not there; none that is within the limits is left out.
void match_with_bulges(const Block& block, const Batch& batch, std::size_t first, std::size_t last,
                       CandidateSink& sink);

}  // namespace strandline::edit
