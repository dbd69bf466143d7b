#pragma once

#include "knowledge/cohort_meanings.hpp"

#include <strandline/domain/pharmacogenes.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace strandline::clinic {

/// One part of a sample's answer that another knowledge tells otherwise. Of a gene, or of a drug by one
/// guideline; then `gene` has all of the guideline's.
struct AnswerChange {
    std::string gene, drug, guideline, population;
    std::string what;  // diplotypes, looked up by, phenotype, activity score, lookup key, recommendation,
                       // implications
    std::string before, after;  // empty: that knowledge says nothing
    bool operator==(const AnswerChange&) const = default;
};

/// How many samples have another answer, and by which genes and drugs.
struct ChangedPatients {
    std::uint64_t samples = 0, changed = 0;
    std::map<std::string, std::uint64_t> genes, drugs;
};

/// Visits each changed part of each sample's answer: samples in their order, then genes, then drugs. Both
/// are of the same samples. What one knowledge does not know at all (a gene, a guideline) is a change where
/// the other has a call or a recommendation.
ChangedPatients compare_patients(
    const domain::PgxKnowledge& earlier, const CohortMeanings& before, const domain::PgxKnowledge& later,
    const CohortMeanings& after,
    const std::function<void(const std::string& sample, const AnswerChange&)>& visit);

}  // namespace strandline::clinic
