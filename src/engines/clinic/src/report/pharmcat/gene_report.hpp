#pragma once

#include "report/pharmcat/diplotype_document.hpp"

#include <strandline/base/json.hpp>

#include <set>
#include <utility>

namespace strandline::clinic {

using RelatedDrugs = std::set<std::pair<std::string, std::string>>;  // name, id

/// All that is told of one gene of a sample, but the drugs' recommendations.
Json gene_report(const AnswerBasis& basis, const GeneOfSample& gene, const GeneDiplotypes& diplotypes,
                 const RelatedDrugs& drugs);

/// The genes of a sample, by name, and those that guidelines name and nothing is known of.
std::vector<GeneOfSample> genes_not_answered(const domain::PgxKnowledge& knowledge,
                                             const SampleAnswer& answer);

}  // namespace strandline::clinic
