#pragma once

#include <strandline/domain/pharmacogenes.hpp>

#include <cstdint>
#include <utility>
#include <vector>

namespace strandline::formats {

/// Phenotypes told shorter: most pairs have the phenotype of the functions of their two alleles. What they do
/// not explain is told pair by pair, so that nothing is lost.
struct PairRules {
    std::vector<domain::AlleleFunction> functions;  // each once
    std::vector<std::uint64_t> function_of;         // of each allele
    /// Of each pair of functions (PhenotypeTable::place), and of each function alone: the result that most of
    /// their pairs have, `none` included.
    std::vector<std::uint64_t> pair_rules, single_rules;
    /// Place and result.
    std::vector<std::pair<std::uint64_t, std::uint64_t>> pair_exceptions, single_exceptions;
};

PairRules rules_of(const domain::PhenotypeTable& table);

/// Fills functions, pairs and singles of a table that has its alleles and results. False where the rules do
/// not fit them.
bool follow(const PairRules& rules, domain::PhenotypeTable& table);

}  // namespace strandline::formats
