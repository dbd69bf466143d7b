#include <strandline/edit/rank.hpp>

#include <strandline/base/error.hpp>
#include <strandline/base/text.hpp>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace strandline::edit {
namespace {

bool is_poly_t(const Candidate& candidate, const RankLimits& limits) {
    return candidate.poly_t > limits.poly_t_most;
}
bool is_odd_gc(const Candidate& candidate, const RankLimits& limits) {
    return candidate.gc_percent < limits.gc_least || candidate.gc_percent > limits.gc_most;
}
bool is_badly_placed(const Candidate& candidate, const RankLimits& limits) {
    return candidate.cds_percent &&
           (*candidate.cds_percent < limits.cds_least || *candidate.cds_percent > limits.cds_most);
}

/// Smaller differences of activity are within the model's error. 0 where there is no score.
int on_target_step(const Candidate& candidate) {
    return candidate.on_target ? static_cast<int>(*candidate.on_target * 10) : 0;
}

/// Smaller is better, the first difference decides.
auto key(const Candidate& candidate, const OffTargetCounts& counts, const RankLimits& limits) {
    return std::tuple(counts[0], counts[1], counts[2], is_poly_t(candidate, limits),
                      is_odd_gc(candidate, limits), is_badly_placed(candidate, limits),
                      -on_target_step(candidate), counts[3], counts[4], candidate.cds_percent);
}

Verdict judge(const Candidate& candidate, const OffTargetCounts& counts, const RankLimits& limits) {
    if (counts[0] > 0 || counts[1] > 0) return Verdict::avoid;
    const bool blemished = counts[2] > 0 || is_poly_t(candidate, limits) || is_odd_gc(candidate, limits) ||
                           is_badly_placed(candidate, limits);
    return blemished ? Verdict::acceptable : Verdict::recommended;
}

std::string reason_for(const Candidate& candidate, const OffTargetCounts& counts, const RankLimits& limits) {
    std::vector<std::string> reasons;
    const auto count = [&](int mismatches) {
        return static_cast<std::uint64_t>(counts[static_cast<std::size_t>(mismatches)]);
    };
    if (count(0) > 0) reasons.push_back(counted(count(0), "further perfect site"));
    if (count(1) > 0) reasons.push_back(format("{} with 1 mismatch", counted(count(1), "site")));
    if (count(2) > 0) reasons.push_back(format("{} with 2 mismatches", counted(count(2), "site")));
    if (is_poly_t(candidate, limits)) reasons.push_back(format("{} T in a row", candidate.poly_t));
    if (is_odd_gc(candidate, limits)) reasons.push_back(format("GC {:.0f} %", candidate.gc_percent));
    if (is_badly_placed(candidate, limits))
        reasons.push_back(format("cuts at {:.0f} % of the coding sequence", *candidate.cds_percent));
    return reasons.empty() ? "no other site with up to 2 mismatches among the hits" : join(reasons, "; ");
}

/// Candidates by gene, genes in the order of their first candidate.
std::vector<std::vector<std::size_t>> by_gene(std::span<const Candidate> candidates) {
    std::map<std::pair<std::string_view, std::string_view>, std::size_t> genes;
    std::vector<std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const auto [found, is_new] =
            genes.try_emplace({candidates[i].gene, candidates[i].locus_tag}, groups.size());
        if (is_new) groups.emplace_back();
        groups[found->second].push_back(i);
    }
    return groups;
}

}  // namespace

std::string_view word(Verdict verdict) {
    switch (verdict) {
    case Verdict::recommended:
        return "recommended";
    case Verdict::acceptable:
        return "acceptable";
    case Verdict::avoid:
        return "avoid";
    }
    return "";
}

std::vector<RankedGuide> rank_guides(std::span<const Candidate> candidates,
                                     std::span<const OffTargetCounts> counts, std::size_t per_gene,
                                     const RankLimits& limits) {
    STRANDLINE_ASSERT(candidates.size() == counts.size());
    std::vector<RankedGuide> ranked;
    for (std::vector<std::size_t>& group : by_gene(candidates)) {
        std::ranges::stable_sort(group, {},
                                 [&](std::size_t i) { return key(candidates[i], counts[i], limits); });
        const std::size_t kept = per_gene == 0 ? group.size() : std::min(per_gene, group.size());
        for (std::size_t rank = 0; rank < kept; ++rank) {
            const std::size_t i = group[rank];
            ranked.push_back({i, static_cast<int>(rank) + 1, judge(candidates[i], counts[i], limits),
                              reason_for(candidates[i], counts[i], limits)});
        }
    }
    return ranked;
}

}  // namespace strandline::edit
