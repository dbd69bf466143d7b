#include "search/harvest.hpp"

#include <strandline/base/parallel.hpp>

#include <algorithm>
#include <bit>
#include <tuple>
#include <utility>

namespace strandline::edit {
namespace {

/// The order of `in_order` among the hits of a guide.
bool before(const Found& a, const Found& b) {
    const auto place = [](const Found& hit) {
        return std::tuple(hit.begin, static_cast<int>(hit.reverse), hit.dna_bulges - hit.rna_bulges,
                          hit.edits(), hit.dna_bulges + hit.rna_bulges);
    };
    if (a.begin != b.begin) return a.begin < b.begin;
    const auto of_a = place(a), of_b = place(b);
    if (of_a != of_b) return of_a < of_b;
    const std::uint64_t differ = a.steps ^ b.steps;
    if (differ == 0) return a.columns < b.columns;
    const int column = std::countr_zero(differ) / 2 * 2;
    return (a.steps >> column & 3) < (b.steps >> column & 3);
}

bool better(const Found& a, const Found& b) {
    return a.edits() != b.edits() ? a.edits() < b.edits() : before(a, b);
}

OffTarget as_off_target(const Found& found, const domain::PackedGenome& genome, const Pattern& pattern) {
    const auto& contigs = genome.contigs();
    const auto behind =
        std::ranges::upper_bound(contigs, found.begin, {}, &domain::PackedGenome::Contig::offset);
    const auto id = static_cast<domain::ContigId>(behind - contigs.begin() - 1);
    OffTarget hit;
    hit.guide = found.guide;
    hit.interval.contig = id;
    hit.interval.begin = static_cast<std::int64_t>(found.begin - contigs[id].offset);
    hit.interval.end = hit.interval.begin + pattern.pam_length() + pattern.spacer_length + found.dna_bulges -
                       found.rna_bulges;
    hit.strand = found.reverse ? domain::Strand::reverse : domain::Strand::forward;
    hit.mismatches = found.mismatches;
    hit.dna_bulges = found.dna_bulges;
    hit.rna_bulges = found.rna_bulges;
    hit.equivalents = found.equivalents;
    hit.alignment = {found.steps, found.columns};
    return hit;
}

}  // namespace

SiteCounts::SiteCounts(std::size_t guides, int most_dna, int most_rna)
    : guides_(guides), dna_(most_dna + 1), rna_(most_rna + 1), counts_(guides * by_guide()) {}

void SiteCounts::add(const SiteCounts& other) {
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
}

std::vector<GuideCounts> SiteCounts::by_query() const {
    std::vector<GuideCounts> result(guides_);
    std::size_t i = 0;
    for (GuideCounts& counts : result)
        for (int mismatches = 0; mismatches <= most_mismatches; ++mismatches)
            for (int dna = 0; dna < dna_; ++dna)
                for (int rna = 0; rna < rna_; ++rna)
                    if (const std::uint64_t number = counts_[i++]; number > 0)
                        counts.sites[{mismatches, dna, rna}] = number;
    return result;
}

Harvest::Harvest(std::size_t guides, std::size_t stretches, const SearchOptions& options)
    : guides_(guides), max_hits_(options.max_hits), parts_(max_hits_ > 0 ? guides : stretches) {}

void Harvest::keep_best(std::vector<Found>& hits) const {
    if (hits.size() <= max_hits_) return;
    std::ranges::nth_element(hits, hits.begin() + static_cast<std::ptrdiff_t>(max_hits_), better);
    hits.resize(max_hits_);
}

void Harvest::put(std::size_t stretch, std::vector<Found> hits) {
    if (max_hits_ == 0) {
        parts_[stretch] = std::move(hits);
        parts_[stretch].shrink_to_fit();
        return;
    }
    const std::lock_guard lock(guard_);
    for (const Found& hit : hits) {
        std::vector<Found>& kept = parts_[hit.guide];
        kept.push_back(hit);
        if (kept.size() >= 2 * max_hits_ + 64) keep_best(kept);
    }
}

/// Where the hits of each guide begin, and behind the last one.
std::vector<std::size_t> Harvest::count_by_guide() const {
    std::vector<std::size_t> begins(guides_ + 1);
    for (const auto& part : parts_)
        for (const Found& hit : part) ++begins[hit.guide + 1];
    for (std::size_t i = 0; i < guides_; ++i) begins[i + 1] += begins[i];
    return begins;
}

std::vector<OffTarget> Harvest::take(const domain::PackedGenome& genome, const Pattern& pattern,
                                     Context& context) {
    if (max_hits_ > 0)
        for (auto& kept : parts_) keep_best(kept);
    const std::vector<std::size_t> begins = count_by_guide();
    std::vector<Found> sorted(begins.back());
    std::vector<std::size_t> next(begins.begin(), begins.end() - 1);
    for (auto& part : parts_) {
        for (const Found& hit : part) sorted[next[hit.guide]++] = hit;
        std::exchange(part, {});
    }
    std::vector<OffTarget> hits(sorted.size());
    parallel_for(guides_, context.threads(), [&](std::size_t guide) {
        const std::span<Found> own(sorted.data() + begins[guide], begins[guide + 1] - begins[guide]);
        std::ranges::sort(own, before);
        for (std::size_t i = 0; i < own.size(); ++i)
            hits[begins[guide] + i] = as_off_target(own[i], genome, pattern);
    });
    return hits;
}

}  // namespace strandline::edit
