#pragma once

#include "library/oligo.hpp"
#include "tables.hpp"

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/edit/library.hpp>
#include <strandline/operation/port.hpp>

#include <span>
#include <string>
#include <vector>

namespace strandline::edit {

std::vector<operation::Column> library_columns();  // edit.library/1

/// What a table of guides says besides what `read_candidates` reads, row by row; tables of edit.guides/1 too.
/// `score_column` may be "". Errors: "library.score" where the column is missing.
Result<std::vector<LibraryCandidate>> read_library_candidates(const Source& guides,
                                                              const std::string& score_column);

struct LibraryContent {
    std::span<const Candidate> candidates;
    std::span<const LibraryCandidate> more;
    std::span<const LibraryPick> picks;
    std::span<const std::string> non_targeting;
    std::span<const DesignedGuide> safe;
    const domain::Genome* genome = nullptr;  // of the safe controls
    bool has_hits = true;                    // else nobody judged
};
Result<void> write_library(Sink& sink, const LibraryContent& content, const Cloning& cloning);

}  // namespace strandline::edit
