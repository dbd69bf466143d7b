#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace strandline::domain {

/// One possible answer on a gene, in the words of its tables; empty where nothing is told.
struct PgxPossibleResult {
    std::string diplotype, phenotype, activity_score;
    std::vector<std::string> lookup_keys;
    bool operator==(const PgxPossibleResult&) const = default;
};

/// What is told of one gene of one sample: a row of clinic.pgx/1.
struct PgxGeneResult {
    std::string gene;
    std::vector<std::string> source;          // as called
    std::vector<PgxPossibleResult> possible;  // none: nothing is known
    std::int64_t missing_positions = 0, assumed_positions = 0;
    std::string evidence;
    bool operator==(const PgxGeneResult&) const = default;
};

/// Rows of many samples: what they share is kept once.
struct PgxCallTable {
    std::vector<std::string> samples;  // in the order of the file
    std::vector<PgxGeneResult> results;
    std::vector<std::vector<std::uint32_t>> of_sample;  // of each sample, its results by gene
};

}  // namespace strandline::domain
