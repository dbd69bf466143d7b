#pragma once

#include "variants/bits.hpp"

#include <strandline/domain/variants.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace strandline::edit {

/// How the copies of all samples are numbered: copy k of sample s is k * stride + s, so that any ploidy fits.
/// Each copy is called a slot.
struct SlotLayout {
    std::size_t samples = 0;
    std::size_t stride = 64;  // samples, rounded up to words
    bool sites_only = false;  // one sample stands for all there may be, with a copy for each allele

    explicit SlotLayout(std::size_t sample_count);
    std::size_t slot(std::size_t sample, std::size_t copy) const { return copy * stride + sample; }
    /// Samples that have one of `slots`.
    Bits samples_of(const Bits& slots) const;
    /// The slots of `among` that belong to `samples`.
    Bits slots_of(const Bits& samples, const Bits& among) const;
};

/// What a record says of all samples.
struct RecordCalls {
    std::shared_ptr<const Bits> present;  // slots there are: a haploid sample has one
    std::shared_ptr<const Bits> called;   // of them, those that are not missing
    Bits heterozygous;                    // samples whose copies differ
    Bits unphased;                        // of them, those whose copies are in no known order
};

/// An alternate allele without the bases it shares with the reference at its ends (the end first, then the
/// beginning), so that an insertion is empty on the reference and a deletion on the haplotype.
struct VariantAllele {
    std::int64_t begin = 0, end = 0;  // replaced bases of the reference
    std::string bases;                // what stands there instead
    Bits carriers;                    // slots as listed, without those of a conflict
    Bits overruled;                   // slots that carry an overlapping allele which comes before
    std::shared_ptr<const RecordCalls> calls;
    std::string text;  // contig:pos:REF>ALT as in the file
    std::optional<double> frequency;

    bool is_insertion() const { return begin == end; }
    Bits listed() const { return Bits(carriers) |= overruled; }
};

/// Whether two alleles cannot stand on one copy. `first` is not behind `second`.
bool conflict(const VariantAllele& first, const VariantAllele& second);

/// Whether a copy with `allele` and without others cannot read as the reference within [begin, end).
bool touches(const VariantAllele& allele, std::int64_t begin, std::int64_t end);

/// The alleles of one record that are sequences. Slots of `carriers` are not yet rid of conflicts.
std::vector<VariantAllele> alleles_of(const domain::VariantRecord& record, const SlotLayout& layout,
                                      const std::shared_ptr<const Bits>& diploid);

/// Both copies of every sample.
std::shared_ptr<const Bits> diploid_slots(const SlotLayout& layout);

}  // namespace strandline::edit
