#pragma once

#include <strandline/base/result.hpp>
#include <strandline/edit/outcome.hpp>
#include <strandline/operation/operation.hpp>

#include <optional>
#include <vector>

namespace strandline::edit {

/// What `edit outcome` is asked.
struct OutcomeInput {
    std::vector<Amplicon> amplicons;
    OutcomeSettings settings;
    std::vector<ReadFiles> samples;
    std::optional<ReadFiles> control;
};

Result<OutcomeInput> read_outcome_input(const operation::Call& call);

/// Loci of a pooled run: a table with the columns name and amplicon, and any of guides, coding, hdr and
/// prime; several guides or parts in a cell are joined by commas.
Result<std::vector<LocusRequest>> read_loci(const Source& table);

/// Refuses what can be refused before any file is read: no amplicon or two kinds of them, mates that are not
/// as many.
Result<void> check_outcome_call(operation::Call& call);

/// One line on why reads may not have aligned, from the most frequent of them; and what may help.
struct Explanation {
    std::string found, mend;
};
Explanation explain_unaligned(const SampleOutcome& sample, const std::vector<Amplicon>& amplicons);

}  // namespace strandline::edit
