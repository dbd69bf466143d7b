#pragma once

#include <strandline/base/result.hpp>
#include <strandline/domain/pharmacogenes.hpp>
#include <strandline/domain/therapy.hpp>

#include <string>
#include <vector>

namespace strandline::clinic {

/// Genes, phenotypes, alleles and scores of a therapy are such that the knowledge can answer. All slips at
/// once, each with its place and the nearest words: "therapy.gene", "therapy.phenotype", "therapy.allele",
/// "therapy.score".
Result<void> check_vocabulary(const domain::Therapy& therapy, const domain::PgxKnowledge& knowledge);

/// Phenotypes that a gene can have and a drug's requirements say nothing of: "rasburicase: G6PD Variable".
/// They are answered `unknown`.
std::vector<std::string> phenotypes_not_named(const domain::Therapy& therapy,
                                              const domain::PgxKnowledge& knowledge);

}  // namespace strandline::clinic
