#pragma once

#include "variants/alleles.hpp"
#include "variants/feed.hpp"

#include <strandline/base/result.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <tuple>
#include <vector>

namespace strandline::edit {

using AlleleIndex = std::size_t;  // of an allele on its contig, in order

/// The alleles of one contig, in the order in which they stand, read as far as they are asked for and
/// forgotten where they are no longer needed. Of alleles that overlap on one copy the first holds.
class Region {
public:
    /// Begins at the present record of the feed and ends with its contig.
    Region(RecordFeed& feed, const SlotLayout& layout, std::shared_ptr<const Bits> diploid);

    domain::ContigId contig() const { return contig_; }
    std::int64_t contig_length() const { return length_; }
    const SlotLayout& layout() const { return layout_; }

    /// The allele, or nullptr behind the last.
    Result<const VariantAllele*> at(AlleleIndex index);
    /// One that was read and not yet forgotten.
    const VariantAllele& operator[](AlleleIndex index) const { return *alleles_[index - first_]; }
    /// Alleles read so far that touch [begin, end), in order.
    std::vector<AlleleIndex> touching(std::int64_t begin, std::int64_t end) const;
    /// Alleles that end before `position` are not asked for again.
    void forget_before(std::int64_t position);

    /// Slots that carry or may carry the allele; those that certainly do.
    Bits may_carry(const VariantAllele& allele) const;
    Bits must_carry(const VariantAllele& allele) const;

    std::uint64_t conflicts() const { return conflicts_; }  // copies on which an allele was overruled

private:
    using Key = std::tuple<std::int64_t, bool, std::uint64_t>;  // begin, not an insertion, order in the file
    static constexpr std::int64_t long_span = 256;              // bases of the reference

    Result<void> pull();
    void settle(std::int64_t before);
    void add(VariantAllele allele);
    std::size_t first_behind(std::int64_t begin) const;

    RecordFeed& feed_;
    const SlotLayout& layout_;
    std::shared_ptr<const Bits> diploid_;
    domain::ContigId contig_;
    std::int64_t length_;
    std::map<Key, VariantAllele> pending_;  // may still get others before them
    std::deque<std::unique_ptr<VariantAllele>> alleles_;
    AlleleIndex first_ = 0;          // of alleles_
    std::vector<AlleleIndex> long_;  // of alleles_, those that replace many bases
    std::uint64_t order_ = 0;
    bool at_end_ = false;
    std::uint64_t conflicts_ = 0;
};

}  // namespace strandline::edit
