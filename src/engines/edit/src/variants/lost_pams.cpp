#include "variants/lost_pams.hpp"

#include "variants/fragment_search.hpp"
#include "variants/reference_sites.hpp"

#include <strandline/domain/sequence.hpp>

#include <algorithm>
#include <utility>

namespace strandline::edit {
namespace {

struct PamPlace {
    std::int64_t begin, end;
    bool last;  // the protospacer lies before it
};

PamPlace pam_place(const Pattern& pattern, const OffTarget& site) {
    const bool last = pam_is_last(pattern, site.strand);
    const std::int64_t length = pattern.pam_length();
    return last ? PamPlace{site.interval.end - length, site.interval.end, true}
                : PamPlace{site.interval.begin, site.interval.begin + length, false};
}

/// Alleles that change the PAM: those that touch it, and insertions between it and the protospacer.
std::vector<AlleleIndex> alleles_in(const Region& region, const PamPlace& pam) {
    std::vector<AlleleIndex> found;
    for (const AlleleIndex index : region.touching(pam.begin - 1, pam.end + 1)) {
        const VariantAllele& allele = region[index];
        const bool between = allele.is_insertion() && allele.begin == (pam.last ? pam.begin : pam.end);
        if (between || touches(allele, pam.begin, pam.end)) found.push_back(index);
    }
    return found;
}

struct Combination {
    std::vector<AlleleIndex> alleles;
    Bits slots;
};

std::vector<Combination> combinations(const Region& region, std::span<const AlleleIndex> alleles,
                                      std::uint32_t most) {
    std::vector<Combination> made(1);
    for (const AlleleIndex index : alleles) made[0].slots |= region.may_carry(region[index]);
    for (const AlleleIndex index : alleles) {
        const Bits may = region.may_carry(region[index]);
        const std::size_t before = made.size();
        for (std::size_t i = 0; i < before && made.size() < most; ++i) {
            Combination with = made[i];
            with.slots &= may;
            if (!with.slots.any()) continue;
            if (!with.alleles.empty() && conflict(region[with.alleles.back()], region[index])) continue;
            with.alleles.push_back(index);
            made.push_back(std::move(with));
        }
    }
    return made;
}

/// What stands where the PAM was, read from the protospacer on.
std::string pam_with(const domain::PackedGenome& genome, const Region& region, domain::ContigId contig,
                     const PamPlace& pam, std::span<const AlleleIndex> alleles) {
    const std::int64_t length = pam.end - pam.begin;
    const std::int64_t contig_length = genome.contigs()[contig].length;
    std::int64_t begin = pam.begin, next = pam.begin;
    std::string bases;
    for (const AlleleIndex index : alleles) {
        const VariantAllele& allele = region[index];
        std::string_view there = allele.bases;
        if (pam.last && allele.begin < pam.begin)
            there.remove_prefix(
                std::min<std::size_t>(there.size(), static_cast<std::size_t>(pam.begin - allele.begin)));
        if (!pam.last && allele.end > pam.end)
            there.remove_suffix(
                std::min<std::size_t>(there.size(), static_cast<std::size_t>(allele.end - pam.end)));
        begin = std::min(begin, std::max<std::int64_t>(allele.begin, pam.last ? pam.begin : 0));
        bases += reference_bases(genome, contig, next, allele.begin);
        bases += there;
        next = allele.end;
    }
    bases += reference_bases(genome, contig, next, pam.end);
    const std::int64_t more = length - static_cast<std::int64_t>(bases.size());
    if (pam.last) {
        next = std::max(next, pam.end);
        if (more > 0) bases += reference_bases(genome, contig, next, std::min(next + more, contig_length));
        return bases.substr(0, static_cast<std::size_t>(length));
    }
    if (more > 0)
        bases.insert(0, reference_bases(genome, contig, std::max<std::int64_t>(0, begin - more), begin));
    return bases.substr(bases.size() - std::min(bases.size(), static_cast<std::size_t>(length)));
}

}  // namespace

std::vector<LostPam> lost_pams(const domain::PackedGenome& genome, const Region& region,
                               const Pattern& pattern, const OffTarget& site,
                               std::uint32_t most_combinations) {
    const PamPlace pam = pam_place(pattern, site);
    const std::vector<AlleleIndex> changing = alleles_in(region, pam);
    std::vector<LostPam> lost;
    if (changing.empty() || pam.begin == pam.end) return lost;
    for (Combination& one : combinations(region, changing, most_combinations)) {
        if (one.alleles.empty()) continue;
        std::string bases = pam_with(genome, region, site.interval.contig, pam, one.alleles);
        const std::string read =
            site.strand == domain::Strand::forward ? bases : domain::reverse_complement(bases);
        if (static_cast<std::int64_t>(read.size()) == pam.end - pam.begin && has_pam(read, pattern)) continue;
        Carriers carriers = carriers_of(region, one.alleles, changing);
        if (carriers.any()) lost.push_back({std::move(one.alleles), std::move(carriers), std::move(bases)});
    }
    return lost;
}

}  // namespace strandline::edit
