#include "outcome/aligned.hpp"

#include "outcome/tally.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace strandline::edit {

AlignedPair aligned_part(const Amplicon& amplicon, const SampleOutcome& sample, const Allele& allele,
                         Range part) {
    const auto in_read = [&](std::int64_t i) { return i >= allele.begin && i < allele.end; };
    const std::span<const Edit> edits = sample.edits_of(allele);
    AlignedPair pair;
    const auto own_bases = [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = std::max(begin, part.begin); i < std::min(end, part.end); ++i) {
            const char base = amplicon.bases[static_cast<std::size_t>(i)];
            pair.read += in_read(i) ? base : '.';
            pair.reference += base;
        }
    };
    std::int64_t next = part.begin;
    for (const Edit& edit : edits) {
        if (edit.end < part.begin || edit.begin > part.end) continue;
        own_bases(next, edit.begin);
        if (edit.kind == EditKind::insertion) {
            pair.read += sample.inserted_by(edit);
            pair.reference.append(edit.inserted_length, '-');
            next = std::max<std::int64_t>(next, edit.begin);
            continue;
        }
        const std::int64_t begin = std::max<std::int64_t>(edit.begin, part.begin);
        const std::int64_t end = std::min<std::int64_t>(edit.end, part.end);
        for (std::int64_t i = begin; i < end; ++i) {
            pair.read += edit.kind == EditKind::deletion ? '-' : edit.base;
            pair.reference += amplicon.bases[static_cast<std::size_t>(i)];
        }
        next = std::max<std::int64_t>(next, edit.end);
    }
    own_bases(next, part.end);
    return pair;
}

Range around_cut(const Amplicon& amplicon, const AmpliconGuide& guide, std::int64_t flank) {
    const auto size = static_cast<std::int64_t>(amplicon.bases.size());
    return {std::clamp<std::int64_t>(guide.cut - flank, 0, size),
            std::clamp<std::int64_t>(guide.cut + flank, 0, size)};
}

std::vector<PartAllele> part_alleles(const Amplicon& amplicon, std::uint32_t index,
                                     const SampleOutcome& sample, Range part, bool by_look) {
    using Key = std::tuple<std::string, std::string, bool, EditSizes>;
    std::map<Key, PartAllele> found;
    for (const Allele& allele : sample.alleles) {
        if (allele.amplicon != index || !is_counted(allele)) continue;
        AlignedPair pair = aligned_part(amplicon, sample, allele, part);
        const EditSizes sizes = sizes_in_window(sample.edits_of(allele));
        Key key(pair.read, pair.reference, by_look || allele.modified, by_look ? EditSizes{} : sizes);
        PartAllele& one = found[std::move(key)];
        if (one.reads == 0)
            one = {std::move(pair), 0, sizes.deleted, sizes.inserted, sizes.substituted, !allele.modified};
        one.reads += allele.reads;
    }
    std::vector<PartAllele> alleles;
    for (auto& [key, allele] : found) alleles.push_back(std::move(allele));
    std::ranges::stable_sort(alleles, std::greater(), &PartAllele::reads);
    return alleles;
}

}  // namespace strandline::edit
