#pragma once

#include "search/settle.hpp"

#include <strandline/base/context.hpp>
#include <strandline/domain/packed_genome.hpp>
#include <strandline/edit/offtargets.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace strandline::edit {

/// Every site of a genome beside one set of PAMs, in two orders. Of two sequences with at most k mismatches
/// either the part next to the PAM has at most a, or the rest has at most k-a-1 (the pigeonhole principle),
/// so that few keys of either order have to be looked up.
///
/// An entry is 64 bits: the site's place in the low 34, above it the bases that are not its key, 15 bits of
/// their low plane, then 15 of their high one. A place is twice the genome position of the window's first
/// base on the forward strand, plus 1 for a site on the reverse strand.
struct SiteIndex {
    static constexpr int place_bits = 34, rest_bits = 15;
    static constexpr std::uint64_t place_mask = (std::uint64_t{1} << place_bits) - 1;
    static constexpr int seed_length = 10;  // key of the first order: the bases next to the PAM

    /// Which outward bases are the key of an order, and which the rest; the rest's pieces stand one above the
    /// other.
    struct Layout {
        int key_begin, key_length;
        int rest_begin[2], rest_length[2];
    };
    static std::array<Layout, 2> layouts(int spacer_length);

    struct Order {
        std::span<const std::uint64_t> begins;  // of each key's entries, and their end: 4^key_length + 1
        std::span<const std::uint64_t> entries;
    };
    /// A site with an ambiguous letter in its protospacer; these are few.
    struct Ambiguous {
        std::uint64_t place = 0;
        std::uint32_t low = 0, high = 0, letters = 0, unused = 0;
    };

    Pattern pattern;
    std::array<Order, 2> orders;
    std::span<const Ambiguous> ambiguous;
    std::shared_ptr<const void> memory;
};

/// A key as its group, named by its first bases, and its number within; and the bits of an entry's rest.
struct KeyCode {
    static constexpr int group_bases = 5;
    int length, upper, lower;
    explicit KeyCode(int key_length)
        : length(key_length),
          upper(key_length < group_bases ? key_length : group_bases),
          lower(key_length - upper) {}
    std::uint32_t groups() const { return 1u << 2 * upper; }
    std::uint32_t keys() const { return 1u << 2 * length; }
    std::uint32_t key(const OutwardBases& bases, const SiteIndex::Layout& layout) const;
};
std::uint64_t rest_of(const OutwardBases& bases, const SiteIndex::Layout& layout);

/// One order's entries, sorted by key, then by place.
struct SortedSites {
    std::vector<std::uint64_t> begins, entries;
};

/// Builds one of the two orders; the ambiguous sites, too, where asked for. Memory: 8 bytes a site.
SortedSites sort_sites(const domain::PackedGenome& genome, const Pattern& pattern, int order,
                       std::vector<SiteIndex::Ambiguous>* ambiguous, Context& context);

/// What `find_off_targets` finds, without bulges, by way of an index of the same genome and pattern.
SearchResult find_off_targets_indexed(const SiteIndex& index, const domain::PackedGenome& genome,
                                      std::span<const Query> queries, const SearchOptions& options,
                                      Context& context);

}  // namespace strandline::edit
