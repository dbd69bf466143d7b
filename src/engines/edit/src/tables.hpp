#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/genome.hpp>
#include <strandline/edit/guides.hpp>
#include <strandline/edit/rank.hpp>
#include <strandline/operation/port.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace strandline::edit {

// The engine's tables, each declared once: operations show these columns, writers write them.

std::vector<operation::Column> guide_columns();        // edit.guides/2
std::vector<operation::Column> recommended_columns();  // edit.recommended/2

Result<void> write_guides(Sink& sink, const domain::Genome& genome, std::span<const DesignedGuide> guides);
Result<void> write_recommended(Sink& sink, std::span<const Candidate> candidates, const JudgedHits& judged,
                               std::span<const RankedGuide> ranked);

struct CandidateTable {
    std::vector<Candidate> candidates;
    std::vector<std::int64_t> lines;  // of the file, for errors
};
Result<CandidateTable> read_candidates(const Source& guides);

/// Off-targets of each candidate, its own site left out. A bulge counts as a mismatch. Of haplotypes, those
/// sites count that the reference lacks or that are closer than the reference's. `numbers` is the table of
/// counts of the same search, or nullptr: it says how far the search went, and has the numbers of guides
/// whose hits were capped. Errors: hits of another guide set ("rank.spacer"), or without the guides' own
/// sites ("rank.own_site"): they are of another genome, PAM or set of guides.
Result<JudgedHits> judge_hits(const Source& hits, const Source* numbers, const CandidateTable& table,
                              const Source& guides);

}  // namespace strandline::edit
