#include "search/match.hpp"

#include <strandline/base/error.hpp>

#include <algorithm>

namespace strandline::edit {
namespace {

/// So many threes of places that hardly a block of random sites is left: with 4 mismatches 6 % after 15
/// places.
int groups_for(int mismatches, int spacer_length) {
    const int wanted = mismatches <= 2 ? 4 : mismatches <= 4 ? 5 : 6;
    return std::min(wanted, spacer_length / group_bases);
}

void append(Batch& batch, std::uint32_t query, const OutwardBases& spacer) {
    batch.queries.push_back(query);
    batch.spacers.push_back(spacer);
    auto& bases = batch.bases.emplace_back();
    for (std::size_t i = 0; i < bases.size(); ++i)
        bases[i] = static_cast<std::uint8_t>((spacer.low >> i & 1) | (spacer.high >> i & 1) << 1);
    auto& triplet = batch.triplet.emplace_back();
    for (std::size_t g = 0; g < triplet.size(); ++g)
        triplet[g] = static_cast<std::uint16_t>(bases[3 * g] | bases[3 * g + 1] << 2 | bases[3 * g + 2] << 4);
}

}  // namespace

std::vector<Batch> make_batches(std::span<const Query> queries, const Pattern& pattern) {
    std::vector<Batch> batches;
    for (std::uint32_t i = 0; i < queries.size(); ++i) {
        Limits limits = queries[i].limits;
        if (limits.edits < 0) continue;
        limits.mismatches = std::min(limits.mismatches, limits.edits);
        auto batch = std::ranges::find(batches, limits, &Batch::limits);
        if (batch == batches.end()) {
            batches.push_back({.limits = limits,
                               .spacer_length = pattern.spacer_length,
                               .groups = groups_for(limits.mismatches, pattern.spacer_length)});
            batch = batches.end() - 1;
        }
        append(*batch, i, pack_outward(queries[i].guide.spacer, pattern.pam_side));
    }
    return batches;
}

}  // namespace strandline::edit
