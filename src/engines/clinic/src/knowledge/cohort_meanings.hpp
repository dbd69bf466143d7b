#pragma once

#include "pgx/cohort_answers.hpp"

#include <strandline/base/context.hpp>
#include <strandline/base/file.hpp>
#include <strandline/clinic/phenotype.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace strandline::clinic {

/// What genes mean for the samples of files; equal meanings once.
struct CohortMeanings {
    struct Gene {
        std::string name;
        std::vector<GenePhenotype> distinct;
        std::vector<std::uint32_t> of_sample;  // which of `distinct`
    };
    std::vector<std::string> samples;  // in the order of the first file, or as asked for
    std::vector<Gene> genes;           // by name
    formats::PgxReadReport report;
};

/// Calls and meanings alone, without the rows of clinic.pgx/1. `genes`: some of known_genes, by name; of the
/// question, its own are left aside. Errors as of PgxGenotypeReader.
Result<CohortMeanings> cohort_meanings(std::span<const Source> files, const domain::PgxKnowledge& knowledge,
                                       const std::vector<std::string>& genes, const CohortQuestion& question,
                                       Context& context);

}  // namespace strandline::clinic
