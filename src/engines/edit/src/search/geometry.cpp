#include "search/geometry.hpp"

#include <strandline/base/error.hpp>
#include <strandline/domain/sequence.hpp>

#include <algorithm>
#include <bit>

namespace strandline::edit {

Geometry geometry_of(const Pattern& pattern, std::span<const Query> queries) {
    STRANDLINE_ASSERT(pattern.spacer_length >= shortest_pattern_spacer &&
                      pattern.spacer_length <= longest_pattern_spacer);
    STRANDLINE_ASSERT(!pattern.pams.empty() && pattern.pam_length() <= longest_pam);
    int dna = 0, rna = 0;
    for (const Query& query : queries) {
        const Limits& limits = query.limits;
        STRANDLINE_ASSERT(limits.mismatches >= 0 && limits.mismatches <= most_mismatches);
        STRANDLINE_ASSERT(limits.dna_bulges >= 0 && limits.dna_bulges <= most_bulges);
        STRANDLINE_ASSERT(limits.rna_bulges >= 0 && limits.rna_bulges <= most_bulges);
        STRANDLINE_ASSERT(static_cast<int>(query.guide.spacer.size()) == pattern.spacer_length);
        dna = std::max(dna, limits.dna_bulges);
        rna = std::max(rna, limits.rna_bulges);
    }
    Geometry geometry;
    geometry.spacer = pattern.spacer_length;
    geometry.pam = static_cast<int>(pattern.pam_length());
    geometry.reach = pattern.spacer_length + dna;
    geometry.shortest = pattern.spacer_length - rna;
    const bool pam_last = pattern.pam_side == PamSide::three_prime;
    geometry.sides[0] = {domain::Strand::forward, !pam_last, pattern.pams};
    geometry.sides[1] = {domain::Strand::reverse, pam_last, {}};
    for (const std::string& pam : pattern.pams) {
        STRANDLINE_ASSERT(static_cast<std::int64_t>(pam.size()) == pattern.pam_length());
        geometry.sides[1].pams.push_back(domain::reverse_complement(pam));
    }
    return geometry;
}

double pam_density(const Pattern& pattern) {
    double sum = 0;
    for (const std::string& pam : pattern.pams) {
        double share = 1;
        for (const char letter : pam) share *= std::popcount(domain::base_set(letter)) / 4.0;
        sum += share;
    }
    return std::min(sum, 1.0);
}

}  // namespace strandline::edit
