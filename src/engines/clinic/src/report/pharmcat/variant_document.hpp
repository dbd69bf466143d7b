#pragma once

#include "report/sample_answer.hpp"

#include <strandline/base/json.hpp>

namespace strandline::clinic {

/// Every position of a gene with what the sample has there and which alleles ask for it; "call" is null where
/// it is missing.
Json variant_documents(const AnswerBasis& basis, const GeneOfSample& gene);

/// The extra positions, of no named allele.
Json extra_variant_documents(const AnswerBasis& basis, const GeneOfSample& gene);

/// rs4149056, which alone tells SLCO1B1 where no diplotype fits; null where it was not seen.
Json deciding_variant(const GeneOfSample& gene);

}  // namespace strandline::clinic
