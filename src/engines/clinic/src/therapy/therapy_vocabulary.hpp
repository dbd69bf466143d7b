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

/// Phenotypes and activity scores that a gene can have and a drug's requirements say nothing of:
/// "rasburicase: G6PD Variable". They are answered `unknown`.
std::vector<std::string> results_not_named(const domain::Therapy& therapy,
                                           const domain::PgxKnowledge& knowledge);

/// Those that requirements of different kinds name alone: "d: TPMT Poor Metabolizer named by dose and by go".
std::vector<std::string> results_named_twice(const domain::Therapy& therapy,
                                             const domain::PgxKnowledge& knowledge);

/// Drugs without requirement on which the knowledge has a guideline: "voriconazole (CYP2C19)".
std::vector<std::string> guidelines_denied(const domain::Therapy& therapy,
                                           const domain::PgxKnowledge& knowledge);

}  // namespace strandline::clinic
