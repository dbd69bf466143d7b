#include "variants/reference_sites.hpp"

#include <algorithm>
#include <numeric>

namespace strandline::edit {

std::string reference_bases(const domain::PackedGenome& genome, domain::ContigId contig, std::int64_t begin,
                            std::int64_t end) {
    if (begin < 0 || begin >= end || end > genome.contigs()[contig].length) return {};
    return genome.bases(contig, begin, end - begin);
}

ReferenceHits::ReferenceHits(std::span<const OffTarget> hits, const Pattern& pattern)
    : hits_(hits), pattern_(pattern), by_pam_(hits.size()), by_end_(hits.size()) {
    std::iota(by_pam_.begin(), by_pam_.end(), 0u);
    by_end_ = by_pam_;
    std::ranges::sort(by_pam_, {}, [&](std::uint32_t i) { return std::pair(pam_key(hits_[i]), i); });
    std::ranges::sort(by_end_, {}, [&](std::uint32_t i) {
        return std::tuple(hits_[i].interval.contig, hits_[i].interval.end, i);
    });
}

const OffTarget* ReferenceHits::at_pam_of(const OffTarget& hit) const {
    const auto key = [&](std::uint32_t i) { return pam_key(hits_[i]); };
    const auto found = std::ranges::lower_bound(by_pam_, pam_key(hit), {}, key);
    return found != by_pam_.end() && key(*found) == pam_key(hit) ? &hits_[*found] : nullptr;
}

std::span<const std::uint32_t> ReferenceHits::on_contig(domain::ContigId contig) const {
    const auto of = [&](std::uint32_t i) { return hits_[i].interval.contig; };
    const auto found = std::ranges::equal_range(by_end_, contig, {}, of);
    return {found.begin(), found.end()};
}

}  // namespace strandline::edit
