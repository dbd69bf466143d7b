#pragma once

#include "report/pharmcat/drug_genotypes.hpp"

#include <strandline/base/json.hpp>

#include <span>

namespace strandline::clinic {

/// What the guidelines of one source say on one drug. `guidance`: all of the same drug and source.
Json drug_document(const domain::PgxKnowledge& knowledge, std::span<const DrugGuidance> guidance,
                   const DiplotypesOfGenes& genes);

}  // namespace strandline::clinic
