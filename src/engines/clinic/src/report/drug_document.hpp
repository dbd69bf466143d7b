#pragma once

#include "report/diplotype_document.hpp"

#include <strandline/base/json.hpp>

#include <map>
#include <span>
#include <string>

namespace strandline::clinic {

using DiplotypesOfGenes = std::map<std::string, GeneDiplotypes, std::less<>>;

/// What the guidelines of one source say on one drug. `guidance`: all of the same drug and source.
Json drug_document(const domain::PgxKnowledge& knowledge, std::span<const DrugGuidance> guidance,
                   const DiplotypesOfGenes& genes);

}  // namespace strandline::clinic
