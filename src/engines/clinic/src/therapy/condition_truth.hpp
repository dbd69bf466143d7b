#pragma once

#include <strandline/domain/pgx_calls.hpp>
#include <strandline/domain/therapy.hpp>

#include <cstdint>
#include <string_view>

namespace strandline::clinic {

/// Kleene's logic: what is not known stays so unless nothing depends on it.
enum class Truth : std::uint8_t { no, unknown, yes };

/// One of the possible answers on a gene; none of it where nothing is known.
struct ResultInHand {
    const domain::PgxGeneResult* gene = nullptr;
    const domain::PgxPossibleResult* possible = nullptr;
};

/// Whether the result is that word.
Truth truth_of(const domain::ResultWord& word, const ResultInHand& result);

/// Whether it is any of the words. A result without meaning ("Indeterminate", "n/a") is no phenotype unless
/// the condition names it.
Truth truth_of(const domain::GeneCondition& condition, const ResultInHand& result);

/// "No Result", "n/a", "Indeterminate" and what else stands where tables have no phenotype.
bool is_without_meaning(std::string_view phenotype);

/// Nothing was called.
bool is_no_result(const domain::PgxPossibleResult& result);

/// Whether any of its words is an activity score.
bool asks_score(const domain::GeneCondition& condition);

/// Scores and alleles have an answer for each result; of phenotypes only those that are named.
bool answers_whatever_comes(const domain::GeneCondition& condition);

}  // namespace strandline::clinic
