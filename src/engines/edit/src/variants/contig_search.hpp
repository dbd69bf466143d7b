#pragma once

#include "variants/fragment_search.hpp"
#include "variants/haplotype_window.hpp"
#include "variants/reference_sites.hpp"

#include <strandline/edit/variants.hpp>

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <tuple>
#include <vector>

namespace strandline::edit {

/// What all contigs have in common.
struct VariantQuestion {
    const domain::PackedGenome& genome;
    std::span<const std::string> samples;
    std::span<const Query> queries;
    const Pattern& pattern;
    std::span<const OffTarget> reference;
    const ReferenceHits& reference_by_place;
    const VariantOptions& options;
};

/// Searches the haplotypes of one contig, batch by batch, and adds to `into`.
class ContigSearch {
public:
    ContigSearch(const VariantQuestion& ask, Region& region, VariantSearch& into);

    Result<void> run(Context& context);
    std::uint64_t limited() const { return maker_.limited(); }

private:
    /// A window's content at its place: what rows are told apart by.
    using Key = std::tuple<std::uint32_t, std::int64_t, std::int64_t, domain::Strand, std::string>;
    struct Pending {
        VariantHit row;
        Carriers carriers;
        std::vector<AlleleIndex> alleles;               // of the window
        std::vector<std::vector<AlleleIndex>> reaches;  // alleles of all that alignments might take
        bool lone = false;                              // one variant
        std::optional<double> told_frequency;
    };

    Result<bool> gather();
    void search_batch(const Context& context);
    void add(const FragmentHit& found, const HaplotypeWindow& reach);
    bool is_of_reference(OffTarget hit, const domain::Interval& at) const;
    std::vector<domain::Interval> reads_alike(const std::string& bases, const HaplotypeWindow& window) const;
    PamChange pam_change(const OffTarget& hit) const;
    SiteChange site_change(const OffTarget& hit) const;
    void merge(const Key& key, Pending pending);
    void tell_reference_sites();
    void tell_lost(const OffTarget& site);
    void flush();
    void finish(Pending& pending);

    const VariantQuestion& ask_;
    Region& region_;
    VariantSearch& into_;
    std::int64_t longest_;
    FragmentMaker maker_;
    std::vector<Fragment> fragments_;
    AlleleIndex next_ = 0;        // allele that has no fragments yet
    std::int64_t settled_ = 0;    // all alleles that begin before it have been searched
    std::size_t sites_told_ = 0;  // of the contig's reference hits
    std::map<Key, Pending> pending_;
};

}  // namespace strandline::edit
