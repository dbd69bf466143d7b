#pragma once

#include "knowledge/patient_changes.hpp"

#include <strandline/clinic/recommendation.hpp>

#include <vector>

namespace strandline::clinic {

/// What of one gene's answer differs; none where the knowledge does not tell the gene.
std::vector<AnswerChange> gene_changes(const GenePhenotype* before, const GenePhenotype* after);

/// What one guideline's advice on one drug differs in; none where the knowledge has no such guideline.
std::vector<AnswerChange> drug_changes(const DrugGuidance* before, const DrugGuidance* after);

}  // namespace strandline::clinic
