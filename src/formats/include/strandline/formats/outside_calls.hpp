#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/pharmacogenes.hpp>

#include <vector>

namespace strandline::formats {

/// Calls of genes by others. TSV without header, as PharmCAT takes it: gene, diplotype, phenotype, activity
/// score, of which the last may be left out and empty; or with a header of some of `sample`, `gene`,
/// `diplotype`, `phenotype`, `activity_score`, in any order. Lines that begin with # are notes. Several lines
/// of one gene are several possible answers. Errors: "outside.cells", "outside.gene", "outside.empty",
/// "outside.column".
Result<std::vector<domain::PgxOutsideCall>> read_outside_calls(const Source& source);

}  // namespace strandline::formats
