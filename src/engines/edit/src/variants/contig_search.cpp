#include "variants/contig_search.hpp"

#include "variants/lost_pams.hpp"

#include <strandline/base/text.hpp>
#include <strandline/domain/sequence.hpp>

#include <algorithm>
#include <limits>
#include <utility>

namespace strandline::edit {
namespace {

constexpr std::int64_t everything = std::numeric_limits<std::int64_t>::max();

std::string variants_text(const Region& region, std::span<const AlleleIndex> alleles) {
    std::string text;
    for (const AlleleIndex index : alleles) text += (text.empty() ? "" : ",") + region[index].text;
    return text;
}

std::optional<double> fraction(const Carriers& carriers) {
    Bits called = carriers.called;
    called |= carriers.slots;
    const std::uint64_t all = called.count();
    if (all == 0) return std::nullopt;
    return std::min(
        1.0, static_cast<double>(carriers.slots.count() + carriers.most_maybe) / static_cast<double>(all));
}

}  // namespace

ContigSearch::ContigSearch(const VariantQuestion& ask, Region& region, VariantSearch& into)
    : ask_(ask),
      region_(region),
      into_(into),
      longest_(longest_window(ask.queries, ask.pattern)),
      maker_(ask.genome, region, longest_, ask.options.most_combinations) {}

Result<void> ContigSearch::run(Context& context) {
    for (bool more = true; more && !context.cancelled();) {
        STRANDLINE_TRY(more, gather());
        search_batch(context);
        tell_reference_sites();
        flush();
        if (more) region_.forget_before(settled_ - longest_ - 1);
    }
    return {};
}

/// Makes a batch of fragments; false at the end of the contig.
Result<bool> ContigSearch::gather() {
    fragments_.clear();
    for (;;) {
        STRANDLINE_TRY(const VariantAllele* allele, region_.at(next_));
        settled_ = allele ? allele->begin : everything;
        if (!allele) return false;
        if (fragments_.size() >= ask_.options.batch) return true;
        STRANDLINE_TRY(std::vector<Fragment> made, maker_.make(next_));
        std::ranges::move(made, std::back_inserter(fragments_));
        ++next_;
    }
}

void ContigSearch::search_batch(const Context& context) {
    if (fragments_.empty()) return;
    for (const FragmentHit& found : search_fragments(fragments_, ask_.queries, ask_.pattern, context)) {
        const Fragment& fragment = fragments_[found.fragment];
        const HaplotypeWindow reach =
            locate(fragment, region_, found.reach_offset, found.reach_length, found.reach_length < longest_);
        // Sites without the first allele in reach are those of other fragments, or of the reference.
        if (!reach.alleles.empty() && reach.alleles.front() == fragment.alleles.front()) add(found, reach);
    }
}

/// A site is that of copies which agree in all that any of its alignments might take.
void ContigSearch::add(const FragmentHit& found, const HaplotypeWindow& reach) {
    const Fragment& fragment = fragments_[found.fragment];
    const HaplotypeWindow window = locate(fragment, region_, found.offset, found.length);
    const std::string bases =
        fragment.bases.substr(static_cast<std::size_t>(found.offset), static_cast<std::size_t>(found.length));
    OffTarget hit = found.hit;
    hit.interval = {region_.contig(), window.begin, window.end};
    const std::vector<domain::Interval> alike = reads_alike(bases, window);
    // With bulges, a variant may take the reference's alignment away and leave another that does not touch
    // it.
    if (std::ranges::any_of(alike, [&](const domain::Interval& at) { return is_of_reference(hit, at); }))
        return;
    const bool as_reference = !alike.empty();
    const std::vector<AlleleIndex>& told = as_reference ? reach.alleles : window.alleles;
    Pending pending;
    pending.carriers =
        carriers_of(region_, reach.alleles, touching(reach, region_, found.reach_length < longest_));
    if (!pending.carriers.any()) return;
    pending.carriers.called = called_at(region_, told);
    VariantHit& row = pending.row;
    row.hit = hit;
    row.text = found.text;
    row.haplotype = bases;
    row.variants = variants_text(region_, told);
    row.pam_change = pam_change(row.hit);
    row.site_change = site_change(row.hit);
    pending.alleles = told;
    pending.reaches = {reach.alleles};
    pending.lone = told.size() == 1;
    pending.told_frequency = region_[told.front()].frequency;
    merge({row.hit.guide, window.begin, window.end, row.hit.strand, bases}, std::move(pending));
}

/// Whether the reference lists this site at that place, aligned as here.
bool ContigSearch::is_of_reference(OffTarget hit, const domain::Interval& at) const {
    hit.interval = at;
    const OffTarget* listed = ask_.reference_by_place.at_pam_of(hit);
    return listed && listed->interval == at && listed->mismatches == hit.mismatches &&
           listed->dna_bulges == hit.dna_bulges && listed->rna_bulges == hit.rna_bulges;
}

/// Where the reference reads as the window, counted from the window's start or from its end.
std::vector<domain::Interval> ContigSearch::reads_alike(const std::string& bases,
                                                        const HaplotypeWindow& window) const {
    const auto length = static_cast<std::int64_t>(bases.size());
    std::vector<domain::Interval> alike;
    for (const std::int64_t begin : {window.begin, window.end - length})
        if (bases == reference_bases(ask_.genome, region_.contig(), begin, begin + length))
            alike.push_back({region_.contig(), begin, begin + length});
    return alike;
}

PamChange ContigSearch::pam_change(const OffTarget& hit) const {
    const std::int64_t length = ask_.pattern.pam_length();
    if (length == 0) return PamChange::none;
    const bool last = pam_is_last(ask_.pattern, hit.strand);
    const std::int64_t begin = last ? hit.interval.end - length : hit.interval.begin;
    std::string bases = reference_bases(ask_.genome, region_.contig(), begin, begin + length);
    if (bases.empty()) return PamChange::gained;
    if (hit.strand == domain::Strand::reverse) bases = domain::reverse_complement(bases);
    return has_pam(bases, ask_.pattern) ? PamChange::none : PamChange::gained;
}

SiteChange ContigSearch::site_change(const OffTarget& hit) const {
    const OffTarget* before = ask_.reference_by_place.at_pam_of(hit);
    if (!before) return SiteChange::created;
    if (hit.edits() == before->edits()) return SiteChange::unchanged;
    return hit.edits() < before->edits() ? SiteChange::improved : SiteChange::worsened;
}

/// The same content at the same place is one site, whatever variants it comes by; the first ones are told.
void ContigSearch::merge(const Key& key, Pending pending) {
    const auto [found, is_new] = pending_.try_emplace(key, std::move(pending));
    if (is_new) return;
    Pending& kept = found->second;
    if (std::ranges::find(kept.reaches, pending.reaches.front()) != kept.reaches.end()) return;
    kept.reaches.push_back(std::move(pending.reaches.front()));
    if (kept.alleles != pending.alleles) kept.lone = false;
    if (std::pair(pending.row.variants.size(), pending.row.variants) <
        std::pair(kept.row.variants.size(), kept.row.variants))
        kept.row.variants = pending.row.variants;
    Carriers& all = kept.carriers;
    all.slots |= pending.carriers.slots;
    all.called |= pending.carriers.called;
    std::vector<std::uint32_t> maybe;
    std::ranges::set_union(all.maybe, pending.carriers.maybe, std::back_inserter(maybe));
    all.maybe = std::move(maybe);
    all.most_maybe += pending.carriers.most_maybe;
}

void ContigSearch::tell_reference_sites() {
    const auto sites = ask_.reference_by_place.on_contig(region_.contig());
    for (; sites_told_ < sites.size(); ++sites_told_) {
        const OffTarget& site = ask_.reference[sites[sites_told_]];
        if (site.interval.end > settled_) return;
        ReferenceSite& told = into_.reference[sites[sites_told_]];
        const auto touching = region_.touching(site.interval.begin, site.interval.end);
        told.touched = !touching.empty();
        if (!told.touched) continue;
        const Carriers carriers = carriers_of(region_, {}, touching);
        if (!region_.layout().sites_only) {
            told.carried = carriers.any() || !carriers.called.any();
            told.allele_frequency = fraction(carriers);
        }
        tell_lost(site);
    }
}

void ContigSearch::tell_lost(const OffTarget& site) {
    for (LostPam& lost :
         lost_pams(ask_.genome, region_, ask_.pattern, site, ask_.options.most_combinations)) {
        Pending pending;
        VariantHit& row = pending.row;
        row.hit = site;
        row.haplotype = "NA";  // copies with this PAM may differ elsewhere
        row.text = describe(ask_.genome, ask_.queries[site.guide], ask_.pattern, site);
        row.text.pam =
            site.strand == domain::Strand::forward ? lost.pam : domain::reverse_complement(lost.pam);
        row.variants = variants_text(region_, lost.alleles);
        row.pam_change = PamChange::lost;
        row.site_change = SiteChange::lost;
        pending.lone = lost.alleles.size() == 1;
        pending.told_frequency = region_[lost.alleles.front()].frequency;
        pending.carriers = std::move(lost.carriers);
        finish(pending);
        into_.hits.push_back(std::move(row));
    }
}

/// Later fragments lie behind: what ends before them is complete.
void ContigSearch::flush() {
    for (auto one = pending_.begin(); one != pending_.end();) {
        if (std::get<2>(one->first) >= settled_ && settled_ != everything) {
            ++one;
            continue;
        }
        finish(one->second);
        into_.hits.push_back(std::move(one->second.row));
        one = pending_.erase(one);
    }
}

void ContigSearch::finish(Pending& pending) {
    VariantHit& row = pending.row;
    const Carriers& carriers = pending.carriers;
    row.unphased = !carriers.maybe.empty();
    if (region_.layout().sites_only) {
        row.samples = "NA";
        if (pending.lone) row.allele_frequency = pending.told_frequency;
        return;
    }
    row.allele_frequency = fraction(carriers);
    Bits samples = region_.layout().samples_of(carriers.slots);
    for (const std::uint32_t sample : carriers.maybe) samples.set(sample);
    row.sample_count = samples.count();
    std::uint64_t named = 0;
    samples.each([&](std::size_t sample) {
        if (named++ >= ask_.options.most_named) return;
        row.samples += (row.samples.empty() ? "" : ",") + ask_.samples[sample];
    });
    if (row.sample_count > ask_.options.most_named)
        row.samples += format(",…+{}", row.sample_count - ask_.options.most_named);
}

}  // namespace strandline::edit
