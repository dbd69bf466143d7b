#include "variants/fragments.hpp"

#include <algorithm>
#include <utility>

namespace strandline::edit {

std::string FragmentMaker::reference(std::int64_t begin, std::int64_t end) const {
    const std::int64_t length = genome_.contigs()[region_.contig()].length;
    end = std::min(end, length);
    return begin < end ? genome_.bases(region_.contig(), begin, end - begin) : std::string();
}

void FragmentMaker::take(Path& path, AlleleIndex index, const VariantAllele& allele) const {
    const std::string between = path.alleles.empty() ? "" : reference(path.next, allele.begin);
    path.bases += between;
    path.bases += allele.bases;
    // All of the first allele is kept, since windows may begin at its last base.
    const bool first = path.alleles.empty();
    path.need = first ? reach_ : path.need - static_cast<std::int64_t>(between.size() + allele.bases.size());
    path.next = allele.end;
    path.alleles.push_back(index);
}

/// Parts each path into those of its slots that carry the allele and those that do not.
Result<bool> FragmentMaker::branch(std::vector<Path>& paths, AlleleIndex index, const VariantAllele& allele,
                                   Phase phase, std::size_t most_alleles) {
    const bool loose = phase == Phase::possible && allele.calls->unphased.any();
    loose_ = loose_ || allele.calls->unphased.any();
    const Bits may = loose ? region_.may_carry(allele) : Bits();
    const Bits must = loose ? region_.must_carry(allele) : Bits();
    const std::size_t before = paths.size();
    bool reached = false;
    for (std::size_t i = 0; i < before; ++i) {
        if (paths[i].need <= 0 || allele.begin >= paths[i].next + paths[i].need) continue;
        reached = true;
        if (conflict(region_[paths[i].alleles.back()], allele)) continue;
        if (paths[i].alleles.size() >= most_alleles) continue;
        Bits slots = paths[i].slots;
        slots &= loose ? may : allele.carriers;
        if (!slots.any()) continue;
        Path with = paths[i];
        with.slots = std::move(slots);
        take(with, index, allele);
        paths[i].slots -= loose ? must : allele.carriers;
        if (paths[i].slots.any())
            paths.push_back(std::move(with));
        else
            paths[i] = std::move(with);
    }
    return reached;
}

/// Empty where there are more than may be tried.
Result<std::vector<FragmentMaker::Path>> FragmentMaker::paths(AlleleIndex index, Phase phase,
                                                              std::size_t most_alleles) {
    const VariantAllele& first = region_[index];
    loose_ = first.calls->unphased.any();
    Path start;
    start.slots = phase == Phase::possible ? region_.may_carry(first) : first.carriers;
    if (!start.slots.any()) return std::vector<Path>();
    take(start, index, first);
    std::vector<Path> paths = {std::move(start)};
    for (AlleleIndex next = index + 1;; ++next) {
        STRANDLINE_TRY(const VariantAllele* allele, region_.at(next));
        if (!allele) break;
        STRANDLINE_TRY(const bool reached, branch(paths, next, *allele, phase, most_alleles));
        if (!reached) break;
        if (phase == Phase::possible && loose_ && paths.size() > most_) return std::vector<Path>();
    }
    return paths;
}

Fragment FragmentMaker::finish(const Path& path) const {
    const VariantAllele& first = region_[path.alleles.front()];
    Fragment made;
    made.begin = std::max<std::int64_t>(0, first.begin - reach_);
    made.alleles = path.alleles;
    const std::string rest = reference(path.next, path.next + std::max<std::int64_t>(path.need, 0));
    made.at_contig_end = first.begin < reach_ || static_cast<std::int64_t>(rest.size()) < path.need;
    made.bases = reference(made.begin, first.begin) + path.bases + rest;
    return made;
}

Result<std::vector<Fragment>> FragmentMaker::make(AlleleIndex index) {
    constexpr std::size_t any_number = 1000000;
    STRANDLINE_TRY(std::vector<Path> found, paths(index, Phase::possible, any_number));
    if (found.empty() && region_.may_carry(region_[index]).any()) {
        // Too many ways to join what is not phased: pairs, or the allele alone, and what is listed.
        ++limited_;
        for (const std::size_t alleles : {std::size_t{2}, std::size_t{1}}) {
            STRANDLINE_TRY(found, paths(index, Phase::possible, alleles));
            if (!found.empty()) break;
        }
        if (!region_.layout().sites_only) {
            STRANDLINE_TRY(std::vector<Path> listed, paths(index, Phase::listed, any_number));
            std::ranges::move(listed, std::back_inserter(found));
        }
    }
    std::vector<Fragment> made;
    for (const Path& path : found) made.push_back(finish(path));
    return made;
}

}  // namespace strandline::edit
