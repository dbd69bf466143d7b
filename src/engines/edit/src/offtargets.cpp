#include <strandline/edit/offtargets.hpp>

#include "sites.hpp"
#include "window.hpp"

#include <strandline/base/error.hpp>
#include <strandline/base/parallel.hpp>
#include <strandline/domain/sequence.hpp>

#include <algorithm>
#include <mutex>
#include <tuple>
#include <utility>

namespace strandline::edit {
namespace {

/// Windows a stretch holds: its sites stay within a core's second-level cache.
constexpr std::int64_t stretch_length = 1 << 18;

std::vector<Stretch> cut_into_stretches(const domain::Genome& genome, std::int64_t pattern_length) {
    std::vector<Stretch> stretches;
    for (domain::ContigId id = 0; id < genome.contigs.size(); ++id) {
        const std::int64_t windows = window_count(genome.contigs[id], pattern_length);
        for (std::int64_t begin = 0; begin < windows; begin += stretch_length)
            stretches.push_back({id, begin, std::min(windows, begin + stretch_length)});
    }
    return stretches;
}

/// A query with its spacer as it reads on the forward strand.
struct PackedQuery {
    PackedSpacer spacer;
    int mismatches;
};

std::vector<PackedQuery> pack_queries(std::span<const Query> queries, const Pattern& pattern,
                                      domain::Strand strand) {
    std::vector<PackedQuery> packed;
    for (const Query& query : queries) {
        const std::string& spacer = query.guide.spacer;
        STRANDLINE_ASSERT(static_cast<int>(spacer.size()) == pattern.spacer_length);
        packed.push_back(
            {pack(strand == domain::Strand::forward ? spacer : domain::reverse_complement(spacer)),
             query.mismatches});
    }
    return packed;
}

/// All that the search of one strand needs besides the genome.
struct StrandSearch {
    domain::Strand strand;
    SiteFinder finder;
    std::vector<PackedQuery> queries;
};

StrandSearch prepare(std::span<const Query> queries, const Pattern& pattern, domain::Strand strand) {
    int most = 0;
    for (const Query& query : queries) most = std::max(most, query.mismatches);
    return {strand, SiteFinder(pattern, strand, most), pack_queries(queries, pattern, strand)};
}

/// Calls `found(site index, mismatches)` for each site within a query's limit.
template <class Found>
void compare(const PackedQuery& query, const Sites& sites, Found found) {
    for (std::size_t i = 0; i < sites.spacers.size(); ++i)
        if (const int mismatches = packed_mismatches(query.spacer, sites.spacers[i]);
            mismatches <= query.mismatches)
            found(sites.offsets[i], mismatches);
    for (std::size_t i = 0; i < sites.ambiguous_spacers.size(); ++i) {
        const std::uint64_t differ = query.spacer ^ sites.ambiguous_spacers[i];
        const std::uint32_t mismatched =
            static_cast<std::uint32_t>(differ | differ >> 32) | sites.ambiguous_letters[i];
        if (const int mismatches = std::popcount(mismatched); mismatches <= query.mismatches)
            found(sites.ambiguous_offsets[i], mismatches);
    }
}

std::vector<OffTarget> search(const domain::Genome& genome, const Stretch& stretch,
                              std::span<const StrandSearch> strands, std::int64_t pattern_length,
                              const Context& context) {
    std::vector<OffTarget> hits;
    const std::int64_t windows = stretch.end - stretch.begin;
    const std::string bases =
        bases_at(genome.contigs[stretch.contig], stretch.begin, windows + pattern_length - 1);
    Sites sites;
    for (const StrandSearch& strand : strands) {
        strand.finder.find(bases, windows, sites);
        for (std::uint32_t guide = 0; guide < strand.queries.size(); ++guide) {
            if (context.cancelled()) return {};
            compare(strand.queries[guide], sites, [&](std::uint32_t offset, int mismatches) {
                const std::int64_t begin = stretch.begin + offset;
                hits.push_back(
                    {guide, {stretch.contig, begin, begin + pattern_length}, strand.strand, mismatches});
            });
        }
    }
    return hits;
}

/// Hits of all stretches in one list, in the order that is promised.
std::vector<OffTarget> in_order(std::vector<std::vector<OffTarget>> parts) {
    std::size_t count = 0;
    for (const auto& part : parts) count += part.size();
    std::vector<OffTarget> hits;
    hits.reserve(count);
    for (auto& part : parts) {
        hits.insert(hits.end(), part.begin(), part.end());
        std::exchange(part, {});
    }
    std::ranges::sort(hits, {}, [](const OffTarget& hit) {
        return std::tuple(hit.guide, hit.interval.contig, hit.interval.begin, hit.strand);
    });
    return hits;
}

}  // namespace

std::vector<OffTarget> find_off_targets(const domain::Genome& genome, std::span<const Query> queries,
                                        const Pattern& pattern, Context& context) {
    STRANDLINE_ASSERT(pattern.spacer_length >= 1 && pattern.spacer_length <= longest_pattern_spacer);
    const StrandSearch strands[] = {prepare(queries, pattern, domain::Strand::forward),
                                    prepare(queries, pattern, domain::Strand::reverse)};
    const std::vector<Stretch> stretches = cut_into_stretches(genome, pattern.length());
    std::vector<std::vector<OffTarget>> parts(stretches.size());
    const std::uint64_t total = genome.total_length();
    std::uint64_t done = 0;
    std::mutex telling;
    parallel_for(stretches.size(), context.threads(), [&](std::size_t i) {
        if (context.cancelled()) return;
        parts[i] = search(genome, stretches[i], strands, pattern.length(), context);
        const std::lock_guard lock(telling);
        done += static_cast<std::uint64_t>(stretches[i].end - stretches[i].begin);
        context.progress("searching", done, total);
    });
    return in_order(std::move(parts));
}

}  // namespace strandline::edit
