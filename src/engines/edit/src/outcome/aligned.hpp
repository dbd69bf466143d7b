#pragma once

#include <strandline/edit/outcome.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace strandline::edit {

/// The columns of an alignment over bases begin … end of the amplicon, insertions strictly between or at the
/// borders among them. Bases the read does not reach are '.' in it.
AlignedPair aligned_part(const Amplicon& amplicon, const SampleOutcome& sample, const Allele& allele,
                         Range part);

/// The bases round a guide's cut, `flank` on each side, as far as the amplicon goes.
Range around_cut(const Amplicon& amplicon, const AmpliconGuide& guide, std::int64_t flank);

/// Counted reads that look the same in a part of the amplicon.
struct PartAllele {
    AlignedPair pair;
    std::int64_t reads = 0;
    std::int64_t deleted = 0, inserted = 0, substituted = 0;  // bases, inside the window
    bool unedited = false;                                    // no edit inside the window
};
/// Of one amplicon, most reads first, then by sequence. Reads that look the same and differ in their edits
/// inside the window are kept apart unless `by_look`.
std::vector<PartAllele> part_alleles(const Amplicon& amplicon, std::uint32_t index,
                                     const SampleOutcome& sample, Range part, bool by_look);

}  // namespace strandline::edit
