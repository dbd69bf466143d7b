#pragma once

#include "pgx/pgx_question.hpp"

#include <strandline/operation/operation.hpp>

#include <vector>

namespace strandline::clinic {

/// Outputs of `clinic pgx` that hold documents, each under the name by which --to asks for it.
std::vector<operation::Port> document_ports();
/// What --to takes besides "calls".
std::vector<std::string> document_names();

/// Writes the documents of the samples that are answered: of one sample, every document that somebody wants;
/// of several, the one that --to names: JSON one document a line, positions of all samples in one VCF, or
/// "documents", an archive with the files of each sample. Errors: "clinic.page.one" (a page of several
/// samples); as of answer_samples.
Result<void> write_documents(const PgxQuestion& question, operation::Call& call, Context& context);

}  // namespace strandline::clinic
