#include "variants/fragment_search.hpp"

#include "window.hpp"

#include <strandline/domain/genome.hpp>

#include <algorithm>

namespace strandline::edit {

std::int64_t longest_window(std::span<const Query>, const Pattern& pattern) { return pattern.length(); }

bool has_pam(std::string_view bases, const Pattern& pattern) { return is_pam(bases, pattern.pam); }

std::int64_t pam_length(const Pattern& pattern) { return static_cast<std::int64_t>(pattern.pam.size()); }

int edits(const OffTarget& hit) { return hit.mismatches; }

SiteText describe_site(const domain::PackedGenome& genome, const Query& query, const Pattern& pattern,
                       const OffTarget& hit) {
    const domain::Interval& at = hit.interval;
    const domain::Genome window{{{"window", genome.bases(at.contig, at.begin, at.end - at.begin), false}}};
    return describe(window, query, pattern, {hit.guide, {0, 0, at.end - at.begin}, hit.strand});
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

}  // namespace

std::vector<FragmentHit> search_fragments(std::span<const Fragment> fragments, std::span<const Query> queries,
                                          const Pattern& pattern, const Context& context) {
    const JoinedFragments joined = join_fragments(fragments);
    Context silent(
        {.threads = context.threads(), .seed = context.seed(), .cancel = context.settings().cancel});
    std::vector<FragmentHit> found;
    for (const OffTarget& hit : find_off_targets(joined.genome, queries, pattern, silent)) {
        FragmentHit made;
        if (!place_in_fragment(joined, fragments, hit.interval, made)) continue;
        made.hit = hit;
        made.text = describe(joined.genome, queries[hit.guide], pattern, hit);
        found.push_back(std::move(made));
    }
    return found;
}

}  // namespace strandline::edit
