#pragma once

#include "knowledge/cohort_meanings.hpp"

#include <strandline/domain/pharmacogenes.hpp>

#include <span>
#include <string>
#include <vector>

namespace strandline::clinic {

/// Which genes the answers of two knowledges may differ by. All others are answered alike, whoever asks.
struct GenesToCompare {
    std::vector<std::string> needed;     // by name: may differ, or stand in a guideline with one that may
    std::vector<std::string> differing;  // of these, those whose alleles or phenotypes are told otherwise
};
GenesToCompare genes_to_compare(const domain::PgxKnowledge& earlier, const domain::PgxKnowledge& later);

/// The answers of files by two knowledges, of the genes that matter.
struct ComparedAnswers {
    CohortMeanings before, after;
};

/// What is told alike is answered once. Calls by others of a gene that one knowledge does not know are left
/// out there. Errors as of cohort_meanings.
Result<ComparedAnswers> compared_answers(std::span<const Source> files, const domain::PgxKnowledge& earlier,
                                         const domain::PgxKnowledge& later, const CohortQuestion& question,
                                         Context& context);

}  // namespace strandline::clinic
