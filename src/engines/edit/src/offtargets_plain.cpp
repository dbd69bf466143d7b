#include <strandline/edit/offtargets.hpp>

#include "window.hpp"

#include <cctype>
#include <utility>

namespace strandline::edit {
namespace {

int count_mismatches(std::string_view bases, std::string_view spacer) {
    int count = 0;
    for (std::size_t i = 0; i < spacer.size(); ++i) count += bases[i] != spacer[i];
    return count;
}

}  // namespace

std::vector<OffTarget> find_off_targets_plain(const domain::Genome& genome, std::span<const Query> queries,
                                              const Pattern& pattern) {
    std::vector<OffTarget> hits;
    for (std::uint32_t guide = 0; guide < queries.size(); ++guide)
        for (domain::ContigId id = 0; id < genome.contigs.size(); ++id) {
            const domain::Contig& contig = genome.contigs[id];
            for (std::int64_t begin = 0; begin < window_count(contig, pattern.length()); ++begin)
                for (const auto strand : {domain::Strand::forward, domain::Strand::reverse}) {
                    const Window window = window_at(contig, pattern, begin, strand);
                    if (!is_pam(window.pam, pattern.pam)) continue;
                    const int mismatches = count_mismatches(window.protospacer, queries[guide].guide.spacer);
                    if (mismatches <= queries[guide].mismatches)
                        hits.push_back({guide, {id, begin, begin + pattern.length()}, strand, mismatches});
                }
        }
    return hits;
}

SiteText describe(const domain::Genome& genome, const Query& query, const Pattern& pattern,
                  const OffTarget& hit) {
    Window window = window_at(genome.contigs[hit.interval.contig], pattern, hit.interval.begin, hit.strand);
    const std::string& spacer = query.guide.spacer;
    for (std::size_t i = 0; i < spacer.size(); ++i)
        if (window.protospacer[i] != spacer[i])
            window.protospacer[i] =
                static_cast<char>(std::tolower(static_cast<unsigned char>(window.protospacer[i])));
    return {std::move(window.protospacer), std::move(window.pam)};
}

}  // namespace strandline::edit
