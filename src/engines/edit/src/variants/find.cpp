#include "variants/contig_search.hpp"

#include <strandline/base/text.hpp>
#include <strandline/edit/variants.hpp>

#include <algorithm>
#include <memory>
#include <tuple>
#include <utility>

namespace strandline::edit {

std::string_view word(PamChange change) {
    switch (change) {
    case PamChange::gained:
        return "gained";
    case PamChange::lost:
        return "lost";
    case PamChange::none:
        break;
    }
    return "none";
}

std::string_view word(SiteChange change) {
    switch (change) {
    case SiteChange::improved:
        return "improved";
    case SiteChange::unchanged:
        return "unchanged";
    case SiteChange::worsened:
        return "worsened";
    case SiteChange::lost:
        return "lost";
    case SiteChange::created:
        break;
    }
    return "created";
}

namespace {

bool in_row_order(const VariantHit& a, const VariantHit& b) {
    const auto key = [](const VariantHit& row) {
        const domain::Interval& at = row.hit.interval;
        return std::tie(row.hit.guide, at.contig, at.begin, at.end, row.hit.strand, row.haplotype,
                        row.variants);
    };
    return key(a) < key(b);
}

void warn(std::uint64_t conflicts, std::uint64_t limited, const VariantOptions& options,
          const domain::VariantStream& variants, Context& context) {
    if (conflicts > 0)
        context.log(LogLevel::warning,
                    format("{}: {} carry an allele that overlaps one before it; the first holds",
                           variants.name, counted(conflicts, "copy of a sample", "copies of samples")));
    if (limited > 0)
        context.log(LogLevel::warning,
                    format("{}: at {} there are more than {} ways to join variants whose phase is not known; "
                           "there they are tried alone and in pairs",
                           variants.name, counted(limited, "allele"), options.most_combinations));
}

}  // namespace

Result<VariantSearch> find_variant_off_targets(const domain::PackedGenome& genome,
                                               domain::VariantStream& variants,
                                               std::span<const Query> queries, const Pattern& pattern,
                                               std::span<const OffTarget> reference,
                                               const VariantOptions& options, Context& context) {
    const SlotLayout layout(variants.samples.size());
    const auto diploid = diploid_slots(layout);
    const ReferenceHits by_place(reference, pattern);
    const VariantQuestion ask{genome, variants.samples, queries, pattern, reference, by_place, options};
    VariantSearch found;
    found.reference.resize(reference.size());
    RecordFeed feed(genome, variants);
    STRANDLINE_CHECK(feed.advance());
    std::uint64_t conflicts = 0, limited = 0;
    while (feed.record() && !context.cancelled()) {
        Region region(feed, layout, diploid);
        ContigSearch search(ask, region, found);
        STRANDLINE_CHECK(search.run(context));
        conflicts += region.conflicts();
        limited += search.limited();
    }
    if (context.cancelled()) return fail(Error::interrupted());
    STRANDLINE_CHECK(feed.check_contigs(context));
    warn(conflicts, limited, options, variants, context);
    std::ranges::sort(found.hits, in_row_order);
    return found;
}

}  // namespace strandline::edit
