#pragma once

#include "outcome/align.hpp"

#include <strandline/edit/outcome.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::edit::outcome {

/// One distinct read on its amplicon, as its edits.
struct AlignedRead {
    Allele allele;
    std::vector<Edit> edits;
    std::string inserted_bases;  // edits count from its beginning
};

/// The edits of an aligned read. Gaps at the ends are what was not sequenced, or lies outside the amplicon:
/// no edits. `read` is on the amplicon's strand.
AlignedRead classify(std::string_view read, const ReadAlignment& alignment, const Amplicon& amplicon);

/// What holds of an allele by its edits: in the window or not, kinds, frame, coverage.
void judge(const Amplicon& amplicon, Allele& allele, std::vector<Edit>& edits);

/// Percent of the shorter of read and amplicon that pairs with its like; each gap inside takes four of them
/// away.
double identity(std::string_view read, const ReadAlignment& alignment, const Amplicon& amplicon);

}  // namespace strandline::edit::outcome
