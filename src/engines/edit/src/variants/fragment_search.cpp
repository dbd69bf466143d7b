#include "variants/fragment_search.hpp"

#include "variants/reference_sites.hpp"
#include "window.hpp"

#include <strandline/domain/genome.hpp>

#include <algorithm>

namespace strandline::edit {

std::int64_t longest_window(std::span<const Query> queries, const Pattern& pattern) {
    int bulges = 0;
    for (const Query& query : queries)
        bulges = std::max(bulges, std::min(query.limits.dna_bulges, query.limits.edits));
    return pattern.pam_length() + pattern.spacer_length + bulges;
}

bool has_pam(std::string_view bases, const Pattern& pattern) {
    return std::ranges::any_of(pattern.pams, [&](const std::string& pam) { return is_pam(bases, pam); });
}

namespace {

/// Fragments end to end. Those cut short by the end of a contig stand alone, since behind a seam there are
/// bases that a window at a contig's end must not have.
struct JoinedFragments {
    domain::Genome genome;
    std::vector<std::size_t> joined, alone;  // fragments on contig 0; the fragment of contig 1 + i
    std::vector<std::int64_t> starts;        // of the joined ones
};

JoinedFragments join_fragments(std::span<const Fragment> fragments) {
    JoinedFragments made;
    made.genome.contigs.push_back({"joined", {}, false});
    for (std::size_t i = 0; i < fragments.size(); ++i) {
        if (fragments[i].at_contig_end) {
            made.alone.push_back(i);
            made.genome.contigs.push_back({"alone", fragments[i].bases, false});
        } else {
            made.joined.push_back(i);
            made.starts.push_back(made.genome.contigs[0].length());
            made.genome.contigs[0].bases += fragments[i].bases;
        }
    }
    return made;
}

/// Fragment and offset of a hit; false where it reaches over a seam.
bool place_in_fragment(const JoinedFragments& joined, std::span<const Fragment> fragments,
                       const domain::Interval& interval, FragmentHit& into) {
    into.length = interval.end - interval.begin;
    if (interval.contig > 0) {
        into.fragment = joined.alone[interval.contig - 1];
        into.offset = interval.begin;
        return true;
    }
    const auto behind = std::ranges::upper_bound(joined.starts, interval.begin);
    const auto which = static_cast<std::size_t>(behind - joined.starts.begin()) - 1;
    into.fragment = joined.joined[which];
    into.offset = interval.begin - joined.starts[which];
    return into.offset + into.length <= static_cast<std::int64_t>(fragments[into.fragment].bases.size());
}

void find_reach(FragmentHit& hit, const Fragment& fragment, std::int64_t longest, bool pam_is_last) {
    const std::int64_t end = hit.offset + hit.length;
    const auto size = static_cast<std::int64_t>(fragment.bases.size());
    const std::int64_t from = pam_is_last ? std::max<std::int64_t>(0, end - longest) : hit.offset;
    const std::int64_t to = pam_is_last ? end : std::min(size, hit.offset + longest);
    hit.reach_offset = from;
    hit.reach_length = to - from;
}

}  // namespace

std::vector<FragmentHit> search_fragments(std::span<const Fragment> fragments, std::span<const Query> queries,
                                          const Pattern& pattern, const Context& context) {
    const JoinedFragments joined = join_fragments(fragments);
    Context silent(
        {.threads = context.threads(), .seed = context.seed(), .cancel = context.settings().cancel});
    std::vector<FragmentHit> found;
    const domain::PackedGenome packed = domain::pack(joined.genome);
    const std::int64_t longest = longest_window(queries, pattern);
    for (const OffTarget& hit : find_off_targets(packed, queries, pattern, {}, silent).hits) {
        FragmentHit made;
        if (!place_in_fragment(joined, fragments, hit.interval, made)) continue;
        made.hit = hit;
        find_reach(made, fragments[made.fragment], longest, pam_is_last(pattern, hit.strand));
        made.text = describe(packed, queries[hit.guide], pattern, hit);
        found.push_back(std::move(made));
    }
    return found;
}

}  // namespace strandline::edit
