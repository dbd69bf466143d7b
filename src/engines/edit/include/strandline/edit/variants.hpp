#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/packed_genome.hpp>
#include <strandline/domain/variants.hpp>
#include <strandline/edit/offtargets.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::edit {

/// What variants do to the PAM of a site: give one where the reference has none, take it, or neither.
enum class PamChange { none, gained, lost };
std::string_view word(PamChange change);

/// A haplotype's site beside the reference's site of the same guide, strand and PAM position.
enum class SiteChange {
    created,    // the reference has none within the limits
    improved,   // fewer edits than the reference's
    unchanged,  // as many
    worsened,   // more
    lost        // the reference's site has no PAM on this haplotype
};
std::string_view word(SiteChange change);

/// A site on haplotypes that differ there from the reference.
struct VariantHit {
    OffTarget hit;  // interval in coordinates of the reference; bases of an insertion have no width there.
                    // `lost`: the reference's site
    SiteText text;  // as the haplotype reads; `lost`: the reference's protospacer, the haplotype's PAM
    std::string haplotype;  // bases of the window on the forward strand
    std::string variants;   // contig:pos:REF>ALT as in the file, parted by commas, in genome order
    std::string samples;    // names in file order, parted by commas; "…+N" after the first few; "NA" without
    std::uint64_t sample_count = 0;
    /// Copies that read so, of those with a call at every one of `variants`. Of sites without genotypes:
    /// INFO/AF of a lone variant. The most it may be where `unphased`.
    std::optional<double> allele_frequency;
    PamChange pam_change = PamChange::none;
    SiteChange site_change = SiteChange::created;
    bool unphased = false;  // whether the variants stand on one copy is not known for all samples
};

/// What the variants leave of a site of the reference.
struct ReferenceSite {
    bool touched = false;                    // an allele of the file lies within
    bool carried = true;                     // some copy reads as the reference
    std::optional<double> allele_frequency;  // copies that do, of those called; nothing where untouched
};

struct VariantOptions {
    std::uint32_t most_combinations = 256;  // haplotypes tried a variant where phase is not known
    std::uint32_t most_named = 10;          // samples named a row
    std::size_t batch = 1 << 14;            // haplotype pieces searched at a time
};

struct VariantSearch {
    std::vector<VariantHit> hits;          // by guide, contig, start, end, strand, haplotype
    std::vector<ReferenceSite> reference;  // by index of the reference's hits
};

/// Sites of the haplotypes of a variant file that the reference does not have. Every window that some copy of
/// a sample's contig holds and that holds at least one variant is searched, and no other: variants are joined
/// as the genotypes join them. Where phase is not known, all ways to join them (up to `most_combinations`).
///
/// `reference` are the reference's hits for the same queries. A window that reads as the reference from its
/// own start or up to its own end is the reference's. Circular contigs count as linear. Memory: the variants
/// and pieces of one batch, and O(hits).
/// Errors: those of the stream, "vcf.reference" (REF is not what the genome has), "vcf.contigs" (no contig
/// of the file is in the genome). Warnings tell of what was left out.
Result<VariantSearch> find_variant_off_targets(const domain::PackedGenome& genome,
                                               domain::VariantStream& variants,
                                               std::span<const Query> queries, const Pattern& pattern,
                                               std::span<const OffTarget> reference,
                                               const VariantOptions& options, Context& context);

}  // namespace strandline::edit
