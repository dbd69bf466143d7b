#include <strandline/edit/outcome.hpp>

#include <algorithm>

namespace strandline::edit {

AlignedPair aligned_pair(const Amplicon& amplicon, const SampleOutcome& sample, const Allele& allele) {
    AlignedPair pair;
    std::size_t at = allele.begin;
    const auto copy_to = [&](std::size_t end) {
        pair.read.append(amplicon.bases, at, end - at);
        pair.reference.append(amplicon.bases, at, end - at);
        at = end;
    };
    for (const Edit& edit : sample.edits_of(allele)) {
        copy_to(edit.begin);
        if (edit.kind == EditKind::insertion) {
            pair.read += sample.inserted_by(edit);
            pair.reference.append(edit.inserted_length, '-');
            continue;
        }
        pair.read.append(edit.end - edit.begin, edit.kind == EditKind::deletion ? '-' : edit.base);
        pair.reference.append(amplicon.bases, at, edit.end - edit.begin);
        at = edit.end;
    }
    copy_to(allele.end);
    return pair;
}

std::string allele_bases(const Amplicon& amplicon, const SampleOutcome& sample, const Allele& allele) {
    std::string bases = aligned_pair(amplicon, sample, allele).read;
    std::erase(bases, '-');
    return bases;
}

}  // namespace strandline::edit
