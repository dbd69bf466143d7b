#pragma once

#include "pgx/asked_files.hpp"
#include "pgx/cohort_answers.hpp"
#include "report/sample_answer.hpp"

#include <strandline/operation/operation.hpp>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace strandline::clinic {

/// What `clinic pgx` was called for: its inputs read, its parameters checked.
struct PgxQuestion {
    CohortQuestion cohort;
    domain::PgxKnowledge knowledge;
    std::vector<std::string> knowledge_digests;   // of the packs, hex
    std::vector<std::string> definition_digests;  // of --definition
    std::vector<AskedFiles> files;                // those with samples that are answered
    std::map<std::string, std::string> pseudonyms;
    std::string date;  // YYYY-MM-DD, or empty

    std::size_t sample_count() const;
    /// The question of some of the files.
    CohortQuestion of_files(const AskedFiles& asked) const;
    /// By which name a sample is told.
    const std::string& told_name(const std::string& sample) const;
};

/// Errors: "clinic.research", "clinic.gene", "clinic.samples",
/// "clinic.date", "clinic.pseudonym" (a sample that is answered has none), and those of the readers.
Result<PgxQuestion> pgx_question(const operation::Call& call, Context& context);

/// Outside calls that answer nobody are told: a slip in a name must not lose a call.
void tell_unused(const PgxQuestion& question, Context& context);
void tell_reading(const formats::PgxReadReport& report, Context& context);

/// What documents of samples of these files rest on. Reads them whole for their SHA-256.
Result<AnswerBasis> basis_of(const PgxQuestion& question, const AskedFiles& asked,
                             const operation::Call& call);

}  // namespace strandline::clinic
