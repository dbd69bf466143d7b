#pragma once

#include "pgx/cohort_answers.hpp"
#include "pgx/gene_answer.hpp"
#include "research_notice.hpp"

#include <strandline/clinic/recommendation.hpp>
#include <strandline/formats/pgx_genotypes.hpp>

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace strandline::clinic {

/// One gene of one sample, with all that its answer rests on.
struct GeneOfSample {
    std::string gene;
    const domain::GeneDefinition* definition = nullptr;  // none of a gene that outside calls alone tell
    const domain::PhenotypeTable* phenotypes = nullptr;  // none where the knowledge has no table
    GeneAnswer answer;
    std::vector<domain::PgxGenotype> genotypes;   // at the definition's positions, then its extra ones
    std::vector<formats::PgxEvidence> evidence;   // of each of these
    std::vector<std::string> undocumented;        // of each of these, what `other` is: "C>G"; or empty
    std::vector<domain::PgxOutsideCall> outside;  // calls by others of this gene
};

/// Everything that is told of one sample: what documents are made from. Points into the knowledge.
struct SampleAnswer {
    std::string sample;
    std::vector<GeneOfSample> genes;     // by name
    std::vector<DrugGuidance> guidance;  // by drug, source, guideline
};

/// A file of genotypes.
struct InputFile {
    std::string name;    // without its folder; empty where it may tell who it is about
    std::string digest;  // SHA-256 of its bytes, hex
};

/// What the answers of a run rest on. Documents name it, so that they can be made again.
struct AnswerBasis {
    const domain::PgxKnowledge* knowledge = nullptr;
    std::vector<std::string> knowledge_digests;  // SHA-256 of each pack, hex
    std::vector<InputFile> inputs;               // of the genotypes; several are parts of one
    std::string outside_digest;                  // of the outside calls; empty without
    MatchOptions match;
    bool absent_to_ref = false, unspecified_to_ref = false;
    std::string date;                  // YYYY-MM-DD, of the documents, as told by a parameter; or empty
    std::vector<std::string> remarks;  // what the reading noticed

    /// "chr1.bcf", or "chr1.bcf and 22 more".
    std::string input_name() const;
    /// Of one file its own; of several the SHA-256 of the sorted lines of theirs: whatever order they were
    /// given in. `sha256sum FILES | cut -c1-64 | sort | sha256sum`.
    std::string input_digest() const;
};

/// Told of a sample's answer, and of what the reading noticed on the way to it.
using SampleVisit = std::function<Result<void>(const SampleAnswer&, const formats::PgxReadReport&)>;

/// Visits the answer of each sample, in the order of the file. For documents: evidence and deciders are kept,
/// at some KiB a sample. Errors as of answer_cohort, and those of `visit`.
Result<formats::PgxReadReport> answer_samples(std::span<const Source> files,
                                              const domain::PgxKnowledge& knowledge,
                                              const CohortQuestion& question, const SampleVisit& visit,
                                              Context& context);

}  // namespace strandline::clinic
