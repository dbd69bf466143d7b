#pragma once

#include <strandline/domain/packed_genome.hpp>
#include <strandline/edit/offtargets.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <tuple>
#include <vector>

namespace strandline::edit {

/// Whether the PAM of a window on this strand ends it on the forward strand.
inline bool pam_is_last(const Pattern& pattern, domain::Strand strand) {
    return (pattern.pam_side == PamSide::three_prime) == (strand == domain::Strand::forward);
}

/// Bases of the reference on the forward strand, or "" where [begin, end) is not within the contig.
std::string reference_bases(const domain::PackedGenome& genome, domain::ContigId contig, std::int64_t begin,
                            std::int64_t end);

/// The reference's hits, by place.
class ReferenceHits {
public:
    ReferenceHits(std::span<const OffTarget> hits, const Pattern& pattern);

    /// The hit with the same guide, strand and PAM position; nullptr where there is none.
    const OffTarget* at_pam_of(const OffTarget& hit) const;
    /// Indices of a contig's hits by end.
    std::span<const std::uint32_t> on_contig(domain::ContigId contig) const;

private:
    std::int64_t pam_position(const OffTarget& hit) const {
        return pam_is_last(pattern_, hit.strand) ? hit.interval.end : hit.interval.begin;
    }
    auto pam_key(const OffTarget& hit) const {
        return std::tuple(hit.guide, hit.interval.contig, hit.strand, pam_position(hit));
    }
    std::span<const OffTarget> hits_;
    Pattern pattern_;
    std::vector<std::uint32_t> by_pam_, by_end_;
};

}  // namespace strandline::edit
