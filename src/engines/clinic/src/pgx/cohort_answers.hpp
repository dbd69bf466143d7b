#pragma once

#include "pgx/distinct_texts.hpp"
#include "pgx/gene_answer.hpp"

#include <strandline/base/context.hpp>
#include <strandline/base/file.hpp>
#include <strandline/formats/pgx_genotypes.hpp>

#include <span>
#include <string>
#include <vector>

namespace strandline::clinic {

/// What is asked of a cohort.
struct CohortQuestion {
    MatchOptions match;
    formats::PgxReadSettings read;
    std::vector<std::string> genes;  // all where empty
    std::vector<domain::PgxOutsideCall> outside;
    bool explains = false;  // names missing positions, and those that would decide
    bool rows = true;       // as write_answers needs them
    bool lines = false;     // as write_answer_lines needs them
    bool anew = false;      // every sample by itself, also where others have the same genotypes: to measure
};

/// What lines tell of one gene, each once, and what recommendations follow from.
struct GeneParts {
    DistinctTexts texts;                   // as of GeneAnswerer::append_part, then the alleles meant
    std::vector<std::uint32_t> told;       // of each text: so many bytes are told
    std::vector<std::uint32_t> meaning;    // of each text: which of meanings
    std::vector<std::uint32_t> of_sample;  // which of texts
    std::vector<GenePhenotype> meanings;   // each once, as far as guidelines look at it
};

/// The answers for one file or several that are parts of one, gene by gene; equal ones once.
struct CohortAnswers {
    struct Gene {
        std::string name;
        DistinctTexts rows;                    // as of GeneAnswerer::append_row
        std::vector<std::uint32_t> of_sample;  // which of rows
        GeneParts parts;
    };
    std::vector<std::string> samples;  // in the order of the first file, or as asked for
    std::vector<Gene> genes;           // by name
    formats::PgxReadReport report;
};

/// Genes that a question may name: those with named alleles, phenotypes or guidelines, by name.
std::vector<std::string> known_genes(const domain::PgxKnowledge& knowledge);

/// Genes that are answered, by name: those asked for, or all with named alleles and all with outside calls.
/// "clinic.gene" for one that the knowledge does not know, with those that are near.
Result<std::vector<std::string>> asked_genes(const domain::PgxKnowledge& knowledge,
                                             const CohortQuestion& question);

/// `files`: as PgxGenotypeReader takes them. Errors as of it and asked_genes.
Result<CohortAnswers> answer_cohort(std::span<const Source> files, const domain::PgxKnowledge& knowledge,
                                    const CohortQuestion& question, Context& context);

/// One row a sample and gene, without a header; the same bytes for any number of threads.
void write_answers(const CohortAnswers& answers, Sink& sink, unsigned threads = 1);

}  // namespace strandline::clinic
