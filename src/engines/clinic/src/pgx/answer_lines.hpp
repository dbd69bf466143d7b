#pragma once

#include "pgx/cohort_answers.hpp"

#include <strandline/base/context.hpp>
#include <strandline/base/file.hpp>

#include <span>
#include <string>

namespace strandline::clinic {

/// One line a sample, clinic.answers/1: a JSON object with what is told of each gene, and what each guideline
/// says on each of its drugs. Texts of guidelines are not in it: recommendations are named by their id.
/// `answers` are those of a question with `lines`; `digests`: SHA-256 of each pack, hex. The same bytes for
/// any number of threads. docs/clinic/cohorts.md
void write_answer_lines(const CohortAnswers& answers, const domain::PgxKnowledge& knowledge,
                        std::span<const std::string> digests, Sink& sink, const Context& context);

}  // namespace strandline::clinic
