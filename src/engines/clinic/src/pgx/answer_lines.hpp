#pragma once

#include "report/sample_answer.hpp"

#include <strandline/base/context.hpp>
#include <strandline/base/file.hpp>

namespace strandline::clinic {

/// One line a sample, clinic.answers/1: a JSON object with what is told of each gene, and what each guideline
/// says on each of its drugs. Texts of guidelines are not in it: recommendations are named by their id.
/// `answers` are those of a question with `lines`, by the knowledge of `basis`; each line names it and the
/// input, as it may be read without the others. The same bytes for any number of threads. A sink that fails
/// says so in its status. docs/clinic/cohorts.md
void write_answer_lines(const CohortAnswers& answers, const AnswerBasis& basis, Sink& sink,
                        const Context& context);

}  // namespace strandline::clinic
