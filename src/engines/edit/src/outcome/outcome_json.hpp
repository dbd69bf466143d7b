#pragma once

#include "outcome/view.hpp"

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace strandline::edit {

/// edit.outcome-result/1: all there is of the samples in one JSON document, the alleles outside the window
/// aside.
Result<void> write_outcome_json(Sink& sink, std::span<const OutcomeView> views);

/// What a comparison needs of one amplicon of such a document.
struct StoredAmplicon {
    std::string name, bases;
    std::int64_t reads = 0, modified = 0;
    std::vector<std::int64_t> covered, edited;    // a base each
    std::map<std::string, std::int64_t> alleles;  // of the window, by their edits
};
struct StoredSample {
    std::string name;
    std::vector<StoredAmplicon> amplicons;
};

/// The samples of a document. Errors: no JSON ("json.…"), another kind of document ("outcome.document"), a
/// member that is missing or of the wrong kind ("outcome.member"), numbers that cannot be
/// ("outcome.numbers"); with their path, as in samples[0].amplicons[1].reads.
Result<std::vector<StoredSample>> read_outcome_json(const Source& source);

}  // namespace strandline::edit
